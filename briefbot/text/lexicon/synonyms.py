"""Words for one thing of the news: a question need not have the word of the article."""

from __future__ import annotations

from briefbot.text.lexicon import split_phrases

_GROUPS = split_phrases(
    "departure exit resignation resign resigned quit leave leaving left depart departed oust ousted ouster dismissal "
    "dismiss dismissed sack sacked sacking fired firing stepping stand standing; "
    "meeting meet met talks talk discussion discussions discussed negotiation negotiations dialogue conversation; "
    "deal agreement accord pact treaty; ruling judgment judgement verdict; crash accident collision disaster; "
    "fire blaze burned burning; attack assault attacked beaten beating; protest demonstration rally march protests; "
    "delay extension postponement postpone postponed put; plan proposal proposals offer proposed; "
    "ban prohibition forbid forbidden banned; closure shutdown shut closed closing; death deaths died dead killed; "
    "suspension suspended suspend prorogation prorogued prorogue; launch test tests fired missile launched; "
    "arrest arrests arrested detained detention; shooting shot gunfire; vote ballot election poll; "
    "money funds funding loan; surrender surrendering give; bill law act legislation"
)
SYNONYMS: dict[str, tuple[str, ...]] = {}
for _group in _GROUPS:
    for _word in _group.split():
        SYNONYMS[_word] = (*SYNONYMS.get(_word, ()), *(other for other in _group.split() if other != _word))
"""The other words of a word's groups."""
