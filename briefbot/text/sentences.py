"""Where sentences begin and end, and which of them say what a claim says."""

from __future__ import annotations

import re
from itertools import pairwise

from briefbot.text.words import overlap

Span = tuple[int, int]

ABBREVIATIONS = frozenset(
    (
        "al", "approx", "art", "av", "avg", "bros", "bzw", "ca", "cf", "cit", "co", "corp", "dept", "dist", "div",
        "ed", "eds", "env", "eq", "esp", "est", "etc", "evtl", "ex", "exp", "ext", "fig", "figs", "gest", "gez",
        "hrsg", "ibid", "inc", "incl", "inkl", "jr", "lb", "lbs", "ltd", "max", "min", "mio", "misc", "mr", "mrd",
        "mrs", "ms", "no", "nos", "nr", "núm", "op", "oz", "pg", "pp", "pág", "págs", "resp", "rev", "sec", "ser",
        "sog", "sq", "sr", "str", "ste", "tel", "ver", "vgl", "viz", "vol", "vols", "vs", "zb", "zzgl", "geb", "verh",
        "allg", "urspr", "dr", "prof",
    )
)  # fmt: skip
"""Words in small letters after which a full stop may end no sentence; it does after all others."""
TITLES = frozenset(
    (
        "Adj", "Adm", "Amb", "Asst", "Atty", "Brig", "Capt", "Cdr", "Cmdr", "Col", "Comdr", "Cmsr", "Cpl", "Cpt",
        "Dep", "Det", "Dr", "Ens", "Fr", "Gen", "Gov", "Hon", "Insp", "Lcpl", "Lt", "Maj", "Mme", "Mlle", "Mr", "Mrs",
        "Ms", "Mgr", "Msgr", "Ofc", "Pfc", "Pte", "Pres", "Prof", "Pvt", "Reps", "Rep", "Rev", "Sen", "Sens", "Sgt",
        "Sgts", "Spc", "Sra", "Srta", "Sta", "Ste", "St", "Supt", "Treas", "Tpr", "Wm", "Cst",
    )
)  # fmt: skip
"""Abbreviations that stand before a name."""
PLACES = frozenset(
    (
        "Ala", "Alta", "Ariz", "Ark", "Calif", "Colo", "Conn", "Del", "Fla", "Ga", "Ill", "Ind", "Kan", "Ky", "La",
        "Md", "Mich", "Minn", "Mo", "Mont", "Neb", "Nev", "Okla", "Ont", "Ore", "Pa", "Que", "Sask", "Tenn", "Tex",
        "Va", "Vt", "Wash", "Wis", "Wyo", "Nfld",
    )
)  # fmt: skip
"""Abbreviations of provinces and states, after which a name goes on with the sentence."""
_CAPITAL = r"(?=[\"'“‘«(\[]*[A-ZÀ-ÖØ-Þ])"
_STOP = re.compile(rf"(?<![\w.])([a-zà-öø-ÿ]+)\.([\"'”’»)\]]*)\s+{_CAPITAL}")
_OPENER = re.compile(
    r"[\"'“‘(\[]*(?:A|An|The|This|That|These|Those|He|She|It|They|We|I|You|His|Her|Its|Their|Our|In|On|At|By|For|From|To|"
    r"With|Of|As|But|And|Or|So|If|When|While|Where|Who|What|Why|How|After|Before|Since|Until|Although|Though|Because|"
    r"There|Here|No|Not|Some|Many|Most|All|Both|Each|Every|Another|Other|More|Then|Now|Also|Later|Earlier|However|"
    r"Meanwhile|According|About|Under|Over|Last|Next|One|Two|Three|Yesterday|Today)\b"
)
_ASKED = re.compile(r"[?!…][\"”’»]+$")
_SAYING = re.compile(
    r"(?:(?:the|a|an|one|his|her|its|their|our)\s|[A-Z][\w.'’-]*,?\s|(?:of|de|van|von|al|bin)\s){1,7}(?:\w+ly\s)?(?:has\s|had\s)?"
    r"(?:said|says|ask(?:s|ed)|wonder(?:s|ed)|repl(?:ies|ied)|shout(?:s|ed)|cri(?:es|ed)|call(?:s|ed) out|"
    r"answer(?:s|ed)|exclaim(?:s|ed)|yell(?:s|ed)|demand(?:s|ed)|wr(?:ites|ote)|tweet(?:s|ed)|add(?:s|ed)|"
    r"t(?:ells|old)|recall(?:s|ed)|jok(?:es|ed)|insist(?:s|ed)|quip(?:s|ped)|warn(?:s|ed)|post(?:s|ed))\b"
)


def sentence_spans(text: str) -> list[Span]:
    """First and past-the-last character of every sentence, without the spaces around it.

    By nupunkt, an unsupervised splitter (Kiss and Strunk, 2006) that knows abbreviations. What it takes for a sentence
    that begins with a small letter goes on from the one before: "a South Korean-U.S." and "exercise set for August".
    Its model takes "month", "bus" and "met" for abbreviations too, and "Pfc." and a quoted question for an end.
    """
    import nupunkt

    spans: list[Span] = []
    for start, end in nupunkt.sent_spans(text):
        for first, last in _ended(text, start, end):
            piece = text[first:last]
            first += len(piece) - len(piece.lstrip())
            last = first + len(piece.strip())
            if last > first and spans and _goes_on(text, spans[-1], first):
                spans[-1] = spans[-1][0], last
            elif last > first:
                spans.append((first, last))
    return spans


def _ended(text: str, start: int, end: int) -> list[Span]:
    """The span, parted after each full stop that follows a plain word and comes before a capital."""
    ends = [
        match.end() for match in _STOP.finditer(text, start, end) if len(match[1]) > 1 and match[1] not in ABBREVIATIONS
    ]
    bounds = [start, *(at for at in ends if start < at < end), end]
    return list(pairwise(bounds))


def _goes_on(text: str, before: Span, start: int) -> bool:
    """Whether a sentence that seems to begin is the rest of the one before."""
    if text[start].islower():
        return True
    said = text[slice(*before)]
    rest = text[start : start + 120]
    if _ASKED.search(said):
        return bool(_SAYING.match(rest))
    word = re.search(r"(\w+)\.$", said)
    if not word or not rest[:1].isupper():
        return False
    if word[1] in TITLES:
        return True
    return word[1] in PLACES and not _OPENER.match(rest)


def supporting_span(claim: str, text: str) -> Span:
    """The sentence of a text that shares most with a claim, widened to neighbours that add a fifth of its words."""
    spans = sentence_spans(text)
    if not spans:
        return 0, len(text)
    best = max(range(len(spans)), key=lambda at: overlap(claim, text[slice(*spans[at])]))
    first = last = best
    for step in (-1, 1):
        at = best + step
        if 0 <= at < len(spans):
            wider = (min(first, at), max(last, at))
            gain = overlap(claim, text[spans[wider[0]][0] : spans[wider[1]][1]]) - overlap(
                claim, text[spans[first][0] : spans[last][1]]
            )
            if gain >= 0.2:
                first, last = wider
    return spans[first][0], spans[last][1]
