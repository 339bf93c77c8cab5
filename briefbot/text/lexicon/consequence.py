"""What makes news weigh: verbs of what was done for good, harm to people, and the bodies that rule."""

from __future__ import annotations

from briefbot.text.lexicon import split_phrases

# In a headline, of what cannot easily be undone.
DECISIVE = split_phrases(
    r"invade[sd]?; invasion; attack(?:s|ed)?; strikes?; struck; fire[sd]; launch(?:es|ed)?; shot; shoots?; "
    r"bomb(?:s|ed)?; seize[sd]?; captured?; kill(?:s|ed)?; die[sd]?; dead; crash(?:es|ed)?; erupt(?:s|ed|ing)?; "
    r"collapse[sd]?; flee; overturn(?:s|ed)?; struck down; rule[sd]?; unlawful; guilty; convict(?:s|ed)?; "
    r"sentence[sd]; charge[sd]; indict(?:s|ed); plead(?:s|ed)?; arrest(?:s|ed)?; impeach(?:es|ed)?; "
    r"oust(?:s|ed)?; resign(?:s|ed)?; abdicat\w+; dismiss(?:es|ed); quits?; elected; wins?; won; loses?; lost; "
    r"defeat(?:s|ed)?; concede[sd]?; concession; pass(?:es|ed)?; approve[sd]?; signs?; signed; vote[sd]?; bans?; "
    r"banned; reject(?:s|ed)?; veto(?:es|ed)?; confirm(?:s|ed); nominate[sd]; announce[sd]?; declare[sd]?; "
    r"suspend(?:s|ed)?; halt(?:s|ed)?; sanction(?:s|ed)?; cuts? off; shuts? (?:off|down); withdraw(?:s|al)?; "
    r"withdrew; ground(?:s|ed); bankruptcy; deal; agree[sd]?; end(?:s|ed); releas(?:es|ed); return of; "
    r"reach(?:es|ed)?; breaks? down; broke down; drop(?:s|ped); order(?:s|ed); block(?:s|ed)?; "
    r"cancel(?:s|led|ed)?; lift(?:s|ed); remove[sd]?; raise[sd]; plunge[sd]?; soar(?:s|ed)"
)
# Beside a number of people, of what befell them.
HARMING = split_phrases(
    r"kill(?:s|ed|ing)?; die[sd]?; dead; deaths?; death toll; injur\w+; wound(?:s|ed|ing)?; evacuat\w+; displac\w+; "
    r"missing; arrest(?:s|ed|ing)?; detain\w*; hostages?; fle(?:e|d|eing); homeless; drown\w*; hospital\w*; stranded; "
    r"abroad"
)
# Those in small letters are looked for in any, those in capitals as they are.
RULING = split_phrases(
    r"presidents?; prime minister; chancellor; king; queen; supreme court; high court; "
    r"commons; parliament; congress; senate; house of representatives; house (?:approves|passes|votes|speaker); "
    r"white house; kremlin; government; united nations; european union; federal reserve; central bank; pentagon; "
    r"justice department; cabinet; chief executive; parliamentary; security council"
)
RULING_INITIALS = split_phrases("UN; NATO; EU; FBI; CIA; WHO; U.N.; E.U.")
# Of a text that came as a letter to its readers.
LETTERS = split_phrases("newsletters?; sign up (?:here|for); in your inbox; subscribe to; podcast; editors? picks")
