"""Follow-ups that rules make stand alone: each is sure of what it puts in, or leaves the question to the model.

A rule gives the question and what it put in from where. Several may apply to one question, one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from briefbot.answering.leaning import leans, names_within, without_opener
from briefbot.library.threads import Turn
from briefbot.text.dates.find import find_dates
from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.dates import MONTH_NAMES
from briefbot.text.lexicon.followups import (
    ABOUT_IT,
    BETWEEN_THINGS,
    EARLIER_OR_LATER,
    FEMALE_TITLES,
    HAPPENING,
    LACKING,
    MALE_TITLES,
    NO_THING,
    PERSON_FEMALE,
    PERSON_MALE,
)
from briefbot.text.lexicon.function_words import FUNCTION_WORDS, STOP_WORDS
from briefbot.text.lexicon.numbers import ORDINALS
from briefbot.text.lexicon.people import NOT_PEOPLE
from briefbot.text.lexicon.places import CAPITALS, KNOWN, LONG_NAMES
from briefbot.text.lexicon.questions import QUESTION_VERBS
from briefbot.text.people import mentioned, people, pronouns

_NAME_WORDS = r"(?:[Tt]he\s+)?[A-Z][\w.’'-]*(?:\s+[A-Z][\w.’'-]*)*"
MARKS = re.compile(r"\s*\[\d+\]")
_AUX = any_of(QUESTION_VERBS)
_ENDS = re.compile(r"[\s?.!]+$")
_EVENT = re.compile(
    rf"(?P<wh>when|where|why|how come|how|from where|(?:on )?(?:what|which) day)(?:\s+exactly)?"
    rf"(?:\s+(?:was|is|were|did|does|had|has)\s+(?:that|this|it)(?:\s+{any_of(HAPPENING)})?)?",
    re.I,
)
_ASKING = {"day": "When", "come": "Why"}
_WHOM = re.compile(rf"[Ww]hom?\s+(?P<rest>(?:did|does|do|will|would)\s+{_NAME_WORDS}\s+[a-z]+)(?P<more>(?:\s+.+)?)")
_ADVERBIAL = re.compile(rf"(?:when|where|why)\s+(?P<rest>{_AUX}\s+.+)", re.I)
_YES_OR_NO = re.compile(rf"{_AUX}\s+.+", re.I)
_WHO = re.compile(rf"who\s+(?:(?P<aux>{_AUX})\s+)?(?P<rest>.+)", re.I)
_ELSE = re.compile(r"(?P<wh>who|what|where)\s+else", re.I)
_ABOUT = re.compile(rf"^{any_of(ABOUT_IT)}\s+", re.I)
_SHIFT = re.compile(
    r"(?:in\s+)?the\s+(?:(?P<one>previous|following|next)\s+)?(?P<unit>day|month|year)(?:\s+(?P<two>before|after))?"
)
_NAME = re.compile(_NAME_WORDS)
_FULL = re.compile(r"(?<!^)(?<![.!?] )\b[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)+|^[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)+")
NO_PERSON = NOT_PEOPLE | KNOWN | set(CAPITALS) | {word for form in LONG_NAMES for word in form} | set(QUESTION_VERBS)
_HE = re.compile(rf"\b{any_of((*PERSON_MALE, *PERSON_FEMALE))}\b(?!['’])", re.I)
_ACCORDING = re.compile(r"\baccording to (?P<name>the [\w’'-]+|[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*)")
_ACCORDING_ONLY = re.compile(r"(?:according to )?(?P<name>the [\w’'-]+|[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*)")
_ORDINAL = re.compile(rf"(?<!\bat ){any_of(ORDINALS)}\b", re.I)
_ORDINAL_ONLY = re.compile(rf"the ({any_of(ORDINALS)})(?: one)?", re.I)
_OF = any_of(BETWEEN_THINGS)
_THING = re.compile(rf"\bthe(?:\s+(?:{_OF}\s+(?:the|an?)\s+)?(?!(?:the|an?)\b)[\w’'-]+){{1,7}}$", re.I)
_OBJECT_ASKED = re.compile(rf"(?:what|which|whom?|how many)\b.*?\b{_AUX}\b", re.I)
_PREPOSITION = re.compile(rf"{any_of((*BETWEEN_THINGS, 'about', 'against', 'over', 'by'))}", re.I)
_OF_A_THING = re.compile(rf"\bthe\s+(?:[\w’'-]+\s+){{1,2}}{_OF}\s+$", re.I)
_THE = re.compile(r"\b(?:the|that|this)\s+(?P<noun>[a-z][\w’'-]*)\b(?!\s+of\b)", re.I)


class Ruled(NamedTuple):
    """A question as a rule left it."""

    question: str
    evidence: str


def by_rules(question: str, earlier: Sequence[Turn]) -> Ruled | None:
    """A question that stands alone, made from a follow-up; None where no rule is sure.

    Args:
        question: as typed.
        earlier: the turns before it, at least one.
    """
    text = _ENDS.sub("", without_opener(question))
    whole = _first(text, earlier, (_event, _more, _other_source, _other_date, _other_number, _other_name))
    if whole:
        return Ruled(_asked(whole.question), whole.evidence)
    found = Ruled(text, "")
    for rule in (_person, _day, _about, _thing):
        changed = rule(found.question, earlier)
        if changed:
            found = Ruled(changed.question, "; ".join(filter(None, (found.evidence, changed.evidence))))
    if not found.evidence or leans(found.question, ()):
        return None
    return Ruled(_asked(found.question), found.evidence)


def _first(
    text: str, earlier: Sequence[Turn], rules: Sequence[Callable[[str, Sequence[Turn]], Ruled | None]]
) -> Ruled | None:
    return next((found for rule in rules if (found := rule(text, earlier))), None)


def _asked(text: str) -> str:
    """A question with a capital and a question mark."""
    tidy = " ".join(text.split())
    return f"{tidy[:1].upper()}{tidy[1:]}?"


def words_said(turn: Turn) -> str:
    """The answer of a turn without its citation marks; empty for an abstention."""
    return "" if turn.answer.abstained else MARKS.sub("", turn.answer.text)


# Whole questions


def _event(text: str, earlier: Sequence[Turn]) -> Ruled | None:
    """'When was that?', 'why?': of what the last question told."""
    match = _EVENT.fullmatch(text)
    if not match:
        return None
    last = earlier[-1]
    before = _ENDS.sub("", last.question)
    evidence = f"what the last question told: {last.question}"
    wh = _ASKING.get(match["wh"].lower().split()[-1], match["wh"].capitalize())
    clause = _ADVERBIAL.fullmatch(before)
    if clause:
        return Ruled(f"{wh} {clause['rest']}", evidence) if not before.lower().startswith(wh.lower()) else None
    if _YES_OR_NO.fullmatch(before):
        positive = words_said(last) and not words_said(last).lower().startswith("no")
        return Ruled(f"{wh} {before[:1].lower()}{before[1:]}", evidence) if positive else None
    who = _WHO.fullmatch(before)
    person = _answered(last) if before.lower().startswith("who") else None
    whom = _WHOM.fullmatch(before)
    if whom and person:
        return Ruled(f"{wh} {whom['rest']} {person}{whom['more']}", f"{evidence} It was {person}.")
    if who is None or person is None:
        return None
    rest = f"{who['aux']} {person} {who['rest']}" if who["aux"] else f"was it that {person} {who['rest']}"
    return Ruled(f"{wh} {rest}", f"{evidence} It was {person}.")


def _more(text: str, earlier: Sequence[Turn]) -> Ruled | None:
    """'Who else?': the last question again, with 'else'."""
    match = _ELSE.fullmatch(text)
    last = _ENDS.sub("", earlier[-1].question)
    if not match or not last.lower().startswith(f"{match['wh'].lower()} "):
        return None
    rest = last[len(match["wh"]) :].removeprefix(" else")
    person = _answered(earlier[-1]) if match["wh"].lower() == "who" else None
    besides = f" besides {person}" if person else ""
    return Ruled(f"{match['wh'].capitalize()} else{besides}{rest}", f"the last question: {earlier[-1].question}")


def _other_date(text: str, earlier: Sequence[Turn]) -> Ruled | None:
    """'And in October?', 'and the year before?': the last question with another date."""
    last = _ENDS.sub("", earlier[-1].question)
    dates = find_dates(last, None) or _bare_dates(last)
    if len(dates) != 1:
        return None
    start, end = dates[0] if isinstance(dates[0], tuple) else (dates[0].start, dates[0].end)
    fragment = _ABOUT.sub("", text)
    evidence = f"the last question, with another date: {earlier[-1].question}"
    shift = _SHIFT.fullmatch(fragment)
    if shift and not isinstance(dates[0], tuple):
        word = shift["one"] or shift["two"] or ""
        by = {f"{shift['unit']}s": EARLIER_OR_LATER.get(word, 0)}
        day = dates[0].first + relativedelta(**by)  # type: ignore[arg-type]
        shown = {"day": f"{day.day} {day:%B %Y}", "month": f"{day:%B %Y}", "year": f"{day.year}"}[shift["unit"]]
        precise = {"day": (dates[0].last - dates[0].first).days == 0, "month": True, "year": True}[shift["unit"]]
        return Ruled(f"{last[:start]}{shown}{last[end:]}", evidence) if word and precise else None
    found = find_dates(fragment, None) or _bare_dates(fragment)
    if len(found) != 1:
        return None
    first, final = found[0] if isinstance(found[0], tuple) else (found[0].start, found[0].end)
    lead = fragment[:first].strip().lower()
    if fragment[final:].strip() or lead not in ("", "in", "on", "at", "by"):
        return None
    before = re.sub(r"\b(?:in|on|by)\s+$", "", last[:start]) if lead else last[:start]
    return Ruled(f"{before}{lead} {fragment[first:final]}{last[end:]}", evidence)


_BARE_DATE = re.compile(rf"\b(?:\d{{1,2}}\s+)?{any_of(MONTH_NAMES)}(?:\s+\d{{1,2}})?\b")


def _bare_dates(text: str) -> list[tuple[int, int]]:
    """Days and months without a year."""
    return [match.span() for match in _BARE_DATE.finditer(text)]


def _other_source(text: str, earlier: Sequence[Turn]) -> Ruled | None:
    """'And the police?': the last question, according to another."""
    last = _ENDS.sub("", earlier[-1].question)
    match = _ACCORDING.search(last)
    fragment = _ACCORDING_ONLY.fullmatch(_ABOUT.sub("", text))
    if not match or not fragment:
        return None
    return Ruled(
        f"{last[: match.start('name')]}{fragment['name']}{last[match.end('name') :]}",
        f"the last question, according to {fragment['name']}: {earlier[-1].question}",
    )


def _other_number(text: str, earlier: Sequence[Turn]) -> Ruled | None:
    """'And the fifth?': the last question with another ordinal."""
    last = _ENDS.sub("", earlier[-1].question)
    match = _ORDINAL_ONLY.fullmatch(_ABOUT.sub("", text))
    found = list(_ORDINAL.finditer(last))
    if not match or len(found) != 1:
        return None
    start, end = found[0].span()
    return Ruled(
        f"{last[:start]}{match[1]}{last[end:]}",
        f"the last question, with {match[1]} for {found[0][0]}: {earlier[-1].question}",
    )


def _other_name(text: str, earlier: Sequence[Turn]) -> Ruled | None:
    """'What about Tokyo?': the last question with another name in the place of its only one."""
    fragment = _ABOUT.sub("", text)
    if not _NAME.fullmatch(fragment):
        return None
    last = _ENDS.sub("", earlier[-1].question)
    first, _, rest = last.partition(" ")
    names = [match for match in _NAME.finditer(rest) if names_within(f"x {match[0]}") and not _bare_dates(match[0])]
    if len(names) != 1 or _bare_dates(fragment):
        return None
    start, end = names[0].span()
    return Ruled(
        f"{first} {rest[:start]}{fragment}{rest[end:]}",
        f"the last question, with {fragment} for {names[0][0]}: {earlier[-1].question}",
    )


# Parts of a question


def _person(text: str, earlier: Sequence[Turn]) -> Ruled | None:
    """'Is he still in office?': the person that the last turn was about."""
    match = _HE.search(text)
    if not match:
        return None
    word = match[0].lower()
    for turn in reversed(earlier[-2:]):
        person = about_whom(turn, "f" if word in PERSON_FEMALE else "m")
        if person is None:
            if _people_of(turn):
                return None
            continue
        after = text[match.end() :]
        owns = word in ("his", "hers") or (
            word == "her" and re.match(r"\s+\w", after) and after.split()[0].lower() not in FUNCTION_WORDS
        )
        name = f"{person}'s" if owns else person
        return Ruled(f"{text[: match.start()]}{name}{after}", f"{match[0]}: {person}, of turn {turn.number}")
    return None


def about_whom(turn: Turn, sex: str = "") -> str | None:
    """The one person that a turn was about, by the fullest name that its passages have; None when that is not clear.

    Args:
        turn: it.
        sex: 'm' or 'f' for those who are not known to be of the other; empty for anybody.
    """
    known = _known(turn)
    asked, told = mentioned(turn.question, known), mentioned(words_said(turn), known)
    if sex:
        other = _of_sex(turn, "f" if sex == "m" else "m")
        asked, told = ([name for name in some if name not in other] for some in (asked, told))
    new = [name for name in told if name not in asked]
    if re.match(r"who(?:m|se)?\b", turn.question, re.I) and len(new) == 1:
        return new[0]
    if len(asked) == 1:
        return asked[0]
    return told[0] if not asked and len(told) == 1 else None


def _answered(turn: Turn) -> str | None:
    """The person that answers a question after a person."""
    known = _known(turn)
    asked = mentioned(turn.question, known)
    new = [name for name in mentioned(words_said(turn), known) if name not in asked]
    owner = len(new) == 1 and re.search(rf"\b{re.escape(new[0].split()[-1])}['’]s\b", words_said(turn))
    return new[0] if len(new) == 1 and not owner else None


def _people_of(turn: Turn) -> list[str]:
    return mentioned(f"{turn.question} {words_said(turn)}", _known(turn))


def _known(turn: Turn) -> tuple[str, ...]:
    """The people of a turn: those of its passages, and who is named by two words where it asks and answers."""
    texts = [passage.text for passage in turn.answer.passages]
    known = people([*texts, words_said(turn), turn.question])
    named = [
        re.sub(r"['’]s$", "", match[0]) for part in (turn.question, words_said(turn)) for match in _FULL.finditer(part)
    ]
    tokens = {token for name in known for token in name.split()}
    new = [
        name
        for name in dict.fromkeys(named)
        if not set(name.split()) & tokens and not {word.lower() for word in name.split()} & NO_PERSON
    ]
    return (*known, *new)


def _of_sex(turn: Turn, sex: str) -> set[str]:
    """Those people of a turn's passages who are called Mr or he, or Mrs or she."""
    texts = [passage.text for passage in turn.answer.passages]
    known = _known(turn)
    titles = any_of(FEMALE_TITLES if sex == "f" else MALE_TITLES)
    found = {
        name
        for text in texts
        for match in re.finditer(rf"\b{titles}\.?\s+((?:[A-Z][\w’'-]+\s?)+)", text)
        for name in mentioned(match[1], known)
    }
    own = ("She", "Her") if sex == "f" else ("He", "His")
    for (at, start), name in pronouns(texts).items():
        if texts[at][start:].startswith(own):
            found.update(mentioned(name, known))
    return found


def _day(text: str, earlier: Sequence[Turn]) -> Ruled | None:
    """'What else happened that day?': the one day of the last turn."""
    match = re.search(r"\b(?:on )?(?:that|the same) day\b", text, re.I)
    if not match:
        return None
    last = earlier[-1]
    for part in (last.question, words_said(last)):
        days = {(one.first, one.last): part[one.start : one.end] for one in find_dates(part, None)}
        shown = list(days.values()) or list(dict.fromkeys(part[start:end] for start, end in _bare_dates(part)))
        if len(shown) == 1 and re.search(r"\d", shown[0]):
            return Ruled(
                f"{text[: match.start()]}on {shown[0]}{text[match.end() :]}", f"{match[0]}: of turn {last.number}"
            )
        if shown:
            return None
    return None


def _about(text: str, earlier: Sequence[Turn]) -> Ruled | None:
    """'What did Seoul say?': about what the last question was about."""
    for preposition, verbs in LACKING.items():
        if re.search(rf"\b{any_of(verbs)}$", text, re.I):
            thing = topic(earlier[-1])
            return Ruled(f"{text} {preposition} {thing}", f"{thing}, of turn {earlier[-1].number}") if thing else None
    return None


def topic(turn: Turn) -> str | None:
    """The thing that a question ends with: 'the suspension of Parliament'; None when that is not clear."""
    text = _ENDS.sub("", turn.question)
    text = re.sub(rf"\s+(?:on|in|by|of|before|after)?\s*{_BARE_DATE.pattern}(?:\s+\d{{4}})?$", "", text)
    for start in sorted((match.start() for match in re.finditer(r"\bthe\s", text, re.I)), reverse=True):
        thing = _THING.match(text, start)
        before = text[:start].split()
        if not thing or not before or re.fullmatch(_AUX, before[-1], re.I):
            return None
        if before[-1].lower() in ("and", "or") or (
            _OBJECT_ASKED.match(text) and not _PREPOSITION.fullmatch(before[-1])
        ):
            return None  # "which plan did Bo and the council approve": the end is no thing
        wider = _OF_A_THING.search(text[:start])
        if wider and not re.search(rf"\b{_AUX}\s+$", text[: wider.start()], re.I):
            continue
        words = thing[0].lower().split()
        return None if set(words) & {*NO_THING, *QUESTION_VERBS} else thing[0]
    return None


def _thing(text: str, earlier: Sequence[Turn]) -> Ruled | None:
    """'When does the ban take effect?': the one fuller name that the last turn has for it, 'the mask ban'."""
    match = _THE.search(text)
    if not match:
        return None
    noun = re.escape(match["noun"])
    last = earlier[-1]
    fuller = re.compile(rf"\b(?:the|an?)\s+((?:[\w’'-]+\s+){{1,2}}{noun})\b", re.I)
    for part in (last.question, words_said(last)):
        found = list(dict.fromkeys(one[1] for one in fuller.finditer(part)))
        if len(found) == 1 and not set(found[0].lower().split()) & STOP_WORDS:
            return Ruled(
                f"{text[: match.start()]}the {found[0]}{text[match.end() :]}",
                f"the {match['noun']}: the {found[0]}, of turn {last.number}",
            )
        if found:
            return None
    return None
