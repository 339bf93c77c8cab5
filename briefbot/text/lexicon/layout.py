"""Words by which lines and furniture of a page are known."""

from __future__ import annotations

from briefbot.text.lexicon import split_phrases, split_words
from briefbot.text.lexicon.numbers import ONES, TENS

# At the end of a line that goes on in the next.
ENDING_NO_LINE = split_words(
    "a an the of on in at to and or for by with from as that which is was are were has had his her its their"
)
# Before a hyphen that stays where it ends a line.
COMPOUNDS = frozenset(
    (
        *split_words(
            "well ill self long short high low half full part mid non ex so all cross north south east west old new "
            "year"
        ),
        *ONES[1:11],
        *TENS,
    )
)
# In a row of buttons under a headline: what it begins with, and what follows.
SHARE_BUTTONS = split_words(
    "share tweet print e-?mail save facebook twitter whatsapp linkedin subscribe listen bookmark"
)
AFTER_SHARE_BUTTON = SHARE_BUTTONS + split_words(
    "copy link x pinterest reddit telegram kakaotalk line messenger instagram follow us on this article story page via "
    "to friendly"
)
# Where a file has its title, of files that hold no article or say nothing of it.
NO_TITLES = split_phrases(
    r"download request\b.*; time of request\b.*; print request\b.*; user name\b.*; untitled(?: document)?; document; "
    r"(?:scan|img|doc|file|image)[\W_]*\d+.*; home(?:page)?; index; news; newsletter; no (?:title|subject); "
    r"\(no subject\); loading\W*; print; report \d[\d .:/-]*; documents? \(\d+\); (?:search )?results?\b(?: for\b.*)?; "
    r"saved articles?; my (?:list|documents); page \d+.*"
)
# Above a list of other articles.
LIST_HEADINGS = split_phrases(
    "most (?:read|e-?mailed|popular|viewed|shared|commented); "
    "related(?: (?:stories|articles|news|coverage|links|topics|content))?; "
    "(?:also|more) (?:read|on this (?:story|topic)|in .{2,30}|from .{2,40}|stories|news|headlines); "
    "read (?:also|next|more); recommended(?: (?:stories|for you|reading))?; trending(?: now)?; "
    "(?:top|latest|other|popular|trending) (?:stories|news|headlines|articles); "
    "you (?:may|might)(?: also)? (?:like|be interested in); editors?['’]?s? picks?; around the web; "
    "what to read next; up next; in other news; from our partners; tags?; topics?; keywords?; filed under; "
    # German, French, Spanish, Korean
    "meistgelesen(?:e artikel)?; (?:lesen sie|lest) (?:auch|dazu|mehr); (?:das )?könnte sie auch interessieren; "
    "(?:auch|ebenfalls) (?:interessant|lesenswert); mehr (?:zum thema|dazu); weitere (?:artikel|"
    "nachrichten|meldungen); "
    "verwandte (?:artikel|themen); schlagworte; "
    "(?:à )?(?:lire|voir|écouter) (?:aussi|également); (?:les )?(?:articles? )?(?:les )?plus (?:lus|consultés); "
    "(?:sur le même (?:sujet|thème)|dans la même rubrique); (?:articles|sujets) (?:liés|associés|similaires); "
    "(?:à la une|nos derniers articles|les dernières actualités); "
    "(?:lea|lee|leer|ver|vea|mira) (?:también|además|más); más (?:información|noticias|sobre (?:el|este) tema); "
    "(?:lo|las|los) más (?:leído|leídas|visto|vistas)s?; (?:noticias|artículos|temas) relacionad[oa]s; archivado en; "
    "(?:te|le) (?:puede|podría) interesar; también te (?:puede )?interesa[r]?; "
    "(?:관련|추천|인기|주요|최신) ?(?:기사|뉴스); (?:많이|가장 많이) 본 (?:뉴스|기사); "
    "함께 (?:본|읽은|볼만한) (?:뉴스|기사); "
    "이 ?시각 (?:주요 ?)?뉴스; 이 기사도 (?:읽어보세요|함께 보세요); (?:이전|다음) ?글"
)
# A summary that a machine wrote says so of itself.
MACHINE_MADE = split_phrases(
    "(?:AI|KI|IA)[- ]?(?:generated|summary|summaries|zusammenfassung|요약)|résumé (?:IA|par IA)|resumen (?:IA|con IA); "
    ".{0,80}(?:summar|key points|takeaways|zusammenfass|résumé|resumen|riassunt|요약).{0,80}"
    "(?:\\b(?:AI|KI|IA|GPT|ChatGPT)\\b|artificial intelligence|künstlich|intelligence artificielle|"
    "inteligencia artificial|인공지능).{0,80}; "
    ".{0,60}(?:\\b(?:AI|KI|IA|GPT|ChatGPT)(?:\\b|가)|artificial intelligence|künstlich|intelligence artificielle|"
    "inteligencia artificial|인공지능).{0,80}(?:summar|zusammen|résumé|resum|요약).{0,80}"
)
