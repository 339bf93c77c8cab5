"""Words that tell where a sentence ends: abbreviations, words that begin one, and verbs after a quoted question."""

from __future__ import annotations

from briefbot.text.lexicon import split_words

ABBREVIATIONS = frozenset(
    split_words(
        "al approx art av avg bros bzw ca cf cit co corp dept dist div ed eds env eq esp est etc evtl ex exp ext fig "
        "figs gest gez hrsg ibid inc incl inkl jr lb lbs ltd max min mio misc mr mrd mrs ms no nos nr núm op oz pg pp "
        "pág págs resp rev sec ser sog sq sr str ste tel ver vgl viz vol vols vs zb zzgl geb verh allg urspr dr prof"
    )
)
"""Words in small letters after which a full stop may end no sentence; it does after all others."""
NAME_TITLES = frozenset(
    split_words(
        "Adj Adm Amb Asst Atty Brig Capt Cdr Cmdr Col Comdr Cmsr Cpl Cpt Dep Det Dr Ens Fr Gen Gov Hon Insp Lcpl Lt "
        "Maj Mme Mlle Mr Mrs Ms Mgr Msgr Ofc Pfc Pte Pres Prof Pvt Reps Rep Rev Sen Sens Sgt Sgts Spc Sra Srta Sta "
        "Ste St Supt Treas Tpr Wm Cst"
    )
)
"""Abbreviations that stand before a name."""
PROVINCES = frozenset(
    split_words(
        "Ala Alta Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Md Mich Minn Mo Mont Neb Nev Okla Ont Ore Pa "
        "Que Sask Tenn Tex Va Vt Wash Wis Wyo Nfld"
    )
)
"""Abbreviations of provinces and states, after which a name goes on with the sentence."""
COMPANY_ENDINGS = frozenset(split_words("Inc Corp Co Cos Ltd Bros"))
"""Abbreviations at the end of a company's name, after which its sentence goes on unless a word opens another."""
SENTENCE_OPENERS = split_words(
    "A An The This That These Those He She It They We I You His Her Its Their Our In On At By For From To With Of "
    "As But And Or So If When While Where Who What Why How After Before Since Until Although Though Because There "
    "Here No Not Some Many Most All Both Each Every Another Other More Then Now Also Later Earlier However "
    "Meanwhile According About Under Over Last Next One Two Three Yesterday Today"
)
"""Words that begin a sentence rather than go on with one."""
ASKING_VERBS = split_words(
    r"said says ask(?:s|ed) wonder(?:s|ed) repl(?:ies|ied) shout(?:s|ed) cri(?:es|ed) call(?:s|ed)\sout "
    r"answer(?:s|ed) exclaim(?:s|ed) yell(?:s|ed) demand(?:s|ed) wr(?:ites|ote) tweet(?:s|ed) add(?:s|ed) "
    r"t(?:ells|old) recall(?:s|ed) jok(?:es|ed) insist(?:s|ed) quip(?:s|ped) warn(?:s|ed) post(?:s|ed)"
)
"""Verbs that go on after a quoted question: "Who asked?" Ann Poe said."""
NOUN_OPENERS = split_words("the a an one his her its their our")
"""Words that begin the naming of somebody."""
