"""What kind of question is asked, told from its words alone, and what of it names the topic.

No model is asked: a kind costs nothing, and can be read in `--explain`. The rules are tried in the order of `_RULES`;
what none of them knows asks for a fact.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from enum import StrEnum

from pydantic import Field

from briefbot.answering.classes import class_asked, names_class
from briefbot.answering.questions import is_yes_or_no
from briefbot.search.query import is_of_late
from briefbot.text.dates.find import find_dates
from briefbot.text.lexicon import any_of
from briefbot.text.lexicon import kinds as lexicon
from briefbot.text.lexicon.classes import REASONS_ASKED
from briefbot.text.lexicon.dates import MONTHS
from briefbot.text.lexicon.function_words import PRONOUNS
from briefbot.text.lexicon.numbers import ONES
from briefbot.text.lexicon.people import ROLES
from briefbot.text.lexicon.questions import BEFORE_INTERROGATIVE, INTERROGATIVES, QUESTION_VERBS
from briefbot.text.lexicon.speech import DETERMINERS
from briefbot.text.lexicon.verbs import IRREGULAR, PAST_VERBS
from briefbot.types import DateMention, Frozen, Kind

_LONGEST_NAME = 5  # words that a person's or a thing's name may have in a question
LONG_SPAN = 14  # days from which what happened is told as a timeline
MOST_PARTS = 3
A_YEAR = 365  # days before one until which something is asked
MONTHS_SHORT = tuple(month[:3] for month in MONTHS)
_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*\.?")
_POLITE = re.compile(rf"(?:{any_of(lexicon.POLITE)}\b[\s,]*)+", re.I)
_VERB = any_of(QUESTION_VERBS)
_SAY = any_of(lexicon.SAY)
_WHO = r"(?P<who>\S+(?: \S+){0,5}?)"
_REST = r"(?P<rest>.*)"
_REASONS = any_of(REASONS_ASKED)
_GIVE = any_of(lexicon.GIVE)
_ASK_FOR = r"(?:list|name|give(?: me)?|what|which|what (?:are|were)) "
_QUOTATION = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"(?:what|which words|what exactly|what else)\s+{_VERB}\s+{_WHO}\s+"
        rf"(?:have |been |also |actually |exactly )*{_SAY}\b{_REST}",
        rf"(?:what (?:are|were|was|is) |what['’]s )?(?!who|what|how|when|why){_WHO}['’]s? {any_of(lexicon.WORDS_OF)}\b"
        rf"(?: (?:on|about|to|of|after|when|regarding)\b{_REST}|(?P<none>)\W*$)",
        rf"quote (?!from){_WHO} (?:on|about){_REST}",
        rf"what words did {_WHO} use{_REST}",
        rf"in (?:what|which) words did {_WHO} (?P<rest>\w+\b.*)",
        rf"what (?:are|were) the (?:exact |own )?{any_of(lexicon.WORDS_OF)} (?:of|by|from) {_WHO}"
        rf"(?:(?= on| about| after| when| to| in){_REST}|(?P<none>)\W*$)",
        rf"how did {_WHO} (?:put it|word){_REST}",
        rf"(?:{_ASK_FOR})?(?:the |any |all )*{_REASONS} (?:that )?(?:{_VERB} )?"
        rf"(?!{_VERB}\b|why\b|for\b){_WHO} {_GIVE}\b{_REST}",
    )
)
_VIEW_OF = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"(?:what|how) (?:does|do|did) {_WHO} {any_of(lexicon.THINK)} (?:of|about|on|over){_REST}",
        rf"where (?:does|do|did) {_WHO} stand (?:on|over){_REST}",
        rf"how (?:does|do|did|have|has) {_WHO} {any_of(lexicon.VIEWED)}\b{_REST}",
        rf"what (?:is|are|was|were) (?!the (?:\w+ )?{any_of(lexicon.VIEWS)}\b){_WHO}(?:['’]s?)? {any_of(lexicon.VIEWS)}"
        rf" (?:on|about|to|of|towards?|over|against){_REST}",
    )
)
_OPINION = re.compile(
    rf"who (?:all )?(?:else )?(?:is |are |was |were )?(?:for and against|for or against|against|in favou?r of)\b"
    rf"|who (?:all )?(?:(?:has|have|had) )?{any_of(lexicon.SIDING[:-4])}\b"
    rf"|(?:what|which) (?:\w+ ){{0,4}}{any_of(lexicon.VIEWS)}\b.*\b(?:on|about|to|of|for|against|towards?)\b"
    rf"|{any_of(lexicon.VIEWS)} (?:on|about|to|of|towards?)\b"
    rf"|(?:what|how) (?:do|does|did|have) (?:the |different |various |other |[\w-]+['’]s )*"
    rf"{any_of(lexicon.HOLDERS)} "
    rf"{any_of(lexicon.HOLD)}"
    r"|how (?:was|were|is|has) .* (?:been )?(?:received|met|greeted)\b|who (?:holds|thinks|believes|says|said) what\b"
    r"|who (?:thinks|think|believes|believe|holds|argues|argued|worries|worried|fears|feared)\b"
    r"|who (?:say|says|said|claims?|claimed) (?!what\b)(?:that|the|it|an?|\w+ (?:should|is|was|are|were|has|will))\b"
    rf"|(?:any|what|which|is there any|was there any|were there any) "
    rf"(?:(?!{any_of(lexicon.PLACES_ASKED)}\b)\w+ ){{0,2}}{any_of(lexicon.ANY_VIEWS)}\b",
    re.I,
)
_COMPARISON = re.compile(rf"\b{any_of((*lexicon.COMPARING, *lexicon.TWO_STATES))}\b", re.I)
_TIMELINE = re.compile(
    rf"\b{any_of(lexicon.IN_ORDER)}\b|\bhow (?:did|has|have) .* {any_of(lexicon.DEVELOP)}\b"
    r"|\bwhat (?:has |have )?happened to\b.*\b(?:between|from|since|over)\b"
    r"|\btrace\b|\btime ?line\b|\bwhen did (?:each|the (?:key|main) (?:events|steps))",
    re.I,
)
_HAPPENED = re.compile(
    rf"what(?:['’]s| {_VERB}| all| else)?(?: all| been)? {any_of(lexicon.HAPPEN)}\b"
    r"|what (?:were the |was the )?(?:main |key |big )?events?\b|what was (?:in|on) the news"
    r"|what did the (?:papers|news|articles|sources) (?:say|report)\b",
    re.I,
)
_LATEST = re.compile(
    rf"\b{any_of(lexicon.ASKED_NEWEST)} {any_of(lexicon.OF_THE_NEWEST)}\b|\b{any_of(lexicon.ASKED_NEWEST)}\W*$"
    rf"|{any_of(lexicon.NEW)}",
    re.I,
)
_ANY_NEWS = re.compile(r"(?:is|are) there (?:any |some )?(?:news|updates?|new)\b", re.I)
_LATEST_FACT = re.compile(r"(?:when|who|where|how|why|which)\b", re.I)
_SUMMARY = re.compile(
    rf"{any_of(lexicon.SUMMING)}\b|.*\b{any_of(lexicon.SUMMED)} (?:of|on|about)\b|.*\b{any_of(lexicon.KNOWN_OF)}\b"
    r"|what is .* all about\W*$|tl;?dr\b.*|.*\b(?:short|brief|quick) (?:summary|account)\b.*"
    r"|.*[.?!,] (?:summari[sz]e|in short)\W*$|.*\bin (?:brief|short|a nutshell)\W*$",
    re.I,
)
_LIST = re.compile(rf"{any_of(lexicon.ASKED_LIST)}\b\s*", re.I)
_NAME_ONE = re.compile(rf"name the (?!\d|{any_of(ONES[2:13])}\b)(?P<noun>[\w-]+)(?<!s)\b", re.I)
_PLURAL = rf"(?!{any_of(sorted(lexicon.NO_PLURALS))}\b)(?:[\w-]*[^\Ws]s|people|men|women|children)\b"
_NO_HEAD = (
    rf"(?!(?:{_VERB}|{any_of(DETERMINERS)}|{any_of(PAST_VERBS)}|{any_of(IRREGULAR)}|\w+ed|{any_of(lexicon.SAY)})\b)"
)
"""Before a word that is part of what is asked for: no verb, and nothing that begins another noun."""
_PLURAL_ASKED = re.compile(
    rf"(?:what|which)(?: (?:are|were))? (?:{any_of(lexicon.ALL_OF)} )*(?:{_NO_HEAD}[\w-]+ ){{0,3}}?{_PLURAL}"
    rf" (?:{any_of(lexicon.AFTER_THINGS)}|{_VERB}|{any_of(PAST_VERBS)}|\w+ed)\b.*"
    rf"|(?:what|which) (?:(?:are|were) (?:{any_of(lexicon.ALL_OF)} )*(?:{_NO_HEAD}[\w-]+ ){{0,3}}?)?{_PLURAL}\W*$"
    r"|who (?:are|were) (?:the|all|those)\b"
    rf"|who \w+ (?:which|what) {_NO_HEAD}[a-z]+\b.*"
    rf"|which (?:(?:\d+|{any_of(ONES[2:13])}) )?{_PLURAL} (?!(?:the|an?|his|her|its)\b)[a-z]\w*"
    rf"|what (?:are|were) (?:[\w’'-]+ ){{0,3}}[\w-]+['’]s? (?:\w+ ){{0,2}}?{_PLURAL}\W*$"
    rf"|what (?:else )?{_VERB} .+ {any_of(lexicon.BESIDES)}\b"
    rf"|(?!{any_of(INTERROGATIVES)}\b)(?:[\w-]+ ){{0,2}}{_PLURAL} (?:that|who|which|for|of|in) (?!.*\bdiffer).*",
    re.I,
)
_DOES = re.compile(
    rf"what (?!{any_of((*lexicon.PEOPLE_ASKED, *lexicon.PLACES_ASKED))}\b|{any_of(ROLES)}s\b)[a-z]+s"
    rf" {any_of(lexicon.AFTER_DOING)}\b"
    rf"(?!.*\b(?:{_VERB}|{any_of(PAST_VERBS)}|\w+ed|{_SAY}|"
    rf"(?<!the ){any_of((*lexicon.SIDING, *lexicon.HOLD))})\b)",
    re.I,
)
"""What does something: 'What condenses at 54 K?' has no verb but the word that looks like a plural."""
_BESIDES = re.compile(rf"\s+{any_of(lexicon.BESIDES)}\b.*$", re.I)
_OF_ONE = re.compile(rf"(?:what|which) (?!{_PLURAL})\w+ (?:is|was|has)\b", re.I)
_THINGS = re.compile(rf"(?<![\w’'-]){_PLURAL}", re.I)
_WHO_IS = re.compile(
    r"(?:who|whos)(?:['’]?s| is| was| are| were)(?: exactly)? (?P<name>[^,?]+?)\W*$"
    r"|who (?P<name2>[^,?]+?) (?:is|was|are)\W*$|(?:tell me|explain|say) who (?P<name3>[^,?]+?) (?:is|was)\W*$",
    re.I,
)
_WHAT_IS = re.compile(
    r"what(?:['’]?s| is| are)(?: exactly)?(?: an?| the)? (?P<name>[^,?]+?)\W*$"
    r"|what (?:does|do) (?:the )?(?P<name2>[^,?]+?) (?:mean|stand for)\W*$",
    re.I,
)
_ROLE = re.compile(rf"\b{any_of(ROLES)}s?\b", re.I)
_PEOPLE = re.compile(any_of(lexicon.PEOPLE_ASKED), re.I)
_PLACES = re.compile(any_of(lexicon.PLACES_ASKED), re.I)
_LINKED = re.compile(rf"\b{any_of(lexicon.NO_DEFINING)}\b", re.I)
_COUNT = re.compile(rf"\b(?P<count>\d{{1,2}}|{any_of(ONES[2:13])})\b(?= (?:\w+ ){{0,3}}?{_PLURAL})", re.I)
_SPLIT = re.compile(
    rf"\?\s+(?=\S)|[,;]?\s+(?:and|and then|then|also|plus)\s+(?=(?:{any_of(INTERROGATIVES)}|list|summari[sz]e|compare|"
    rf"give me|tell me|name|(?:did|does|is|are|was|were|has|have)\s+(?:he|she|they|it|the|[A-Z]))\b)",
    re.I,
)
_OVER = any_of((*BEFORE_INTERROGATIVE, "over", "about"))
_OVER_WHICH = re.compile(rf"{_OVER} (?:which|what) [\w-]*s\b", re.I)
_LIST_OF = re.compile(rf"(?:{_OVER} )?(?:which|what) [\w-]*s\b", re.I)
_SIDES = re.compile(
    r"\b(?:between|compare|contrast)\s+(?:what\s+)?(?P<one>.+?)\s+(?:and|with|to|versus|vs\.?|against)\s+(?P<two>.+?)"
    rf"(?=\s+{any_of(lexicon.AFTER_SIDES)}\b|\W*$)"
    r"|\b(?:do|does|did)\s+(?P<three>.+?)\s+and\s+(?P<four>.+?)\s+(?:\w+ly )?(?:differ|disagree|compare|contrast)"
    r"|(?P<five>\S+(?: \S+){0,3})\s+(?:versus|vs\.?)\s+(?P<six>\S+(?: \S+){0,3}?)"
    rf"(?=\s+{any_of(lexicon.AFTER_SIDES)}\b|\W*$)",
    re.I,
)
_SIDE_OF = re.compile(
    rf"^{any_of(lexicon.TOLD_BY)} (?:of|by|from|given by) (?:the )?",
    re.I,
)
_OF_SIDE = re.compile(rf"\s+{any_of(lexicon.TOLD_BY)}\b(?! of \d).*$", re.I)
_SINCE = re.compile(r"\b(?:since|from|after)\s+(?:the )?$", re.I)
_UNTIL = re.compile(r"\b(?:up to|until|till|before|by)\s+(?:the )?$", re.I)
_OF_A_MONTH = re.compile(
    rf"(?<=\bthe )(?i:{any_of(MONTHS)}) (?!{any_of((*QUESTION_VERBS, *lexicon.NO_TOPIC, 'and', 'or', 'to'))}\b)[a-z]"
)
"""A month that tells which thing is meant, as in 'the December election', is what is asked about and no time."""
_SPAN = re.compile(r"\b(?:to|until|till|through)\b|\d\s?[-–—]\s?\d", re.I)
"""In words for days that tell both ends: 'from 1 to 5 October' ends on the 5th."""
_MONTH = any_of((*MONTHS, *MONTHS_SHORT))
_WRITTEN_SMALL = re.compile(
    rf"(?<=\d )(?:of )?{_MONTH}\b|\b{_MONTH}(?= \d)|(?<=\bin ){_MONTH}\b|(?<=\bsince ){_MONTH}\b"
    rf"|(?<=\bfrom ){_MONTH}(?: to {_MONTH})?\b|(?<=\bbetween ){_MONTH} and {_MONTH}\b"
    rf"|(?<=\buntil ){_MONTH}\b|(?<=\bup to ){_MONTH}\b|(?<=\bbefore ){_MONTH}\b|(?<=\bafter ){_MONTH}\b"
)
"""A month in small letters beside a number, or where a time is told; else 'may' and 'march' are none."""
_OUTER = re.compile(rf"^(?:\W|{any_of((*lexicon.NO_TOPIC, *PRONOUNS, 'the', 'a', 'an'))}\b)+", re.I)

_ENDING = re.compile(rf"(?:[\s,:]+{any_of(lexicon.NO_TOPIC)})+$", re.I)


class Sort(StrEnum):
    """What sort of things a list is of."""

    PEOPLE = "people"
    PLACES = "places"
    NAMED = "named"
    """Things of a class that have names of their own: parties, courts; see `briefbot.answering.classes`."""

    ANY = "any"


class Asked(Frozen):
    """A question, or a part of one, with its kind and what it is about."""

    question: str
    kind: Kind
    topic: str = Field(default="", description="The question without the words that only ask.")
    who: str = Field(default="", description="Whose words are asked for, or who or what is to be explained.")
    sides: tuple[str, ...] = Field(default=(), description="What is compared.")
    count: int | None = Field(default=None, description="How many things it says that there are.")
    sort: Sort = Field(default=Sort.ANY, description="What sort of things it asks a list of.")
    first: dt.date | None = Field(default=None, description="The first of the days that it names.")
    last: dt.date | None = None


def taken_apart(question: str, today: dt.date | None, newest: dt.date | None = None) -> tuple[Asked, ...]:
    """The parts of a question, each with its kind; one part unless they are of different kinds.

    Args:
        question: as asked.
        today: the day that "this week" and "yesterday" are of.
        newest: the day of the newest article, beside which a bare "4 September" lies; today when it is not given.
    """
    newest = newest or today
    whole = understood(question, today, newest)
    if whole.kind is Kind.COMPARISON:
        return (whole,)
    texts = [text.strip(" ,;") for text in _SPLIT.split(question)]
    texts = [text for text in texts if len(_WORD.findall(text)) > 1]
    if not 1 < len(texts) <= MOST_PARTS:
        return (whole,)
    named = ""
    parts = []
    for text in texts:
        part = understood(_with_name(text, named), today, newest)
        named = part.who or _last_name(part.question) or named
        parts.append(part)
    plain = {Kind.FACT, Kind.YES_OR_NO}
    if not all(topic_words(part.topic) for part in parts):
        return (whole,)
    return tuple(parts) if any(part.kind not in plain for part in parts) else (whole,)


def understood(question: str, today: dt.date | None, newest: dt.date | None) -> Asked:
    """The kind of a question and what it is about; see `taken_apart` for the arguments."""
    text = _POLITE.sub("", question.strip(), count=1) if _POLITE.match(question.strip()) else question.strip()
    found = next((asked for rule in _RULES if (asked := rule(text))), Asked(question=text, kind=Kind.FACT))
    days = _days(text, today, newest)
    span = {"first": min(d.first for d in days), "last": max(d.last for d in days)} if days else {}
    open_end = len(days) == 1 and not _SPAN.search(days[0].text)
    if open_end and newest and _SINCE.search(text[: days[0].start]) and days[0].first <= newest:
        span["last"] = max(newest, days[0].last)
    elif open_end and _UNTIL.search(text[: days[0].start]):
        span["first"] = days[0].first - dt.timedelta(days=A_YEAR)
    wide = bool(days) and (span["last"] - span["first"]).days >= LONG_SPAN
    kind = Kind.TIMELINE if found.kind is Kind.WHAT_HAPPENED and wide else found.kind
    by_days = len(days) > 1 and text.lower().rstrip(" ?.!").endswith(days[-1].text.lower())
    if found.kind is Kind.COMPARISON and by_days and (not found.sides or days[0].text in found.sides[0]):
        found = found.model_copy(update={"sides": tuple(day.text for day in days), "topic": text})
    topic = found.topic or text
    if kind is Kind.LIST:
        topic = _BESIDES.sub("", topic)
    for mention in reversed(_days(topic, today, newest)):
        if _OF_A_MONTH.match(topic, mention.start):
            continue
        topic = f"{topic[: mention.start]} {topic[mention.end :]}"
    topic = _ENDING.sub("", _OUTER.sub("", " ".join(topic.split())).rstrip(" ?.!"))
    return found.model_copy(update={"question": question, "kind": kind, "topic": topic, **span})


def _days(text: str, today: dt.date | None, newest: dt.date | None) -> list[DateMention]:
    """The days that a question names: 'this week' is that of the day of asking, '4 September' lies near the news."""
    text = _WRITTEN_SMALL.sub(lambda match: _month_titled(match[0]), text)
    asked = find_dates(text, today)
    beside = {(date.start, date.end): date for date in find_dates(text, newest)}
    return [date if is_of_late(date.text) else beside.get((date.start, date.end), date) for date in asked]


def _month_titled(text: str) -> str:
    return re.sub(rf"\b{_MONTH}\b", lambda month: month[0].title(), text)


def topic_words(text: str) -> list[str]:
    """The words of a question, or of its topic, that say what it is about."""
    return [word for word in _WORD.findall(text) if word.lower().rstrip(".") not in lexicon.ASKING]


def _comparison(text: str) -> Asked | None:
    if is_yes_or_no(text) or not _COMPARISON.search(text) or _LIST_OF.match(text):
        return None
    match = _SIDES.search(text)
    named = [_SIDE_OF.sub("", _OUTER.sub("", side)) for side in filter(None, match.groups())] if match else []
    sides = [_OF_SIDE.sub("", side).strip(" ?'’") for side in named]
    topic = text
    for side in sides if all(sides) else ():
        topic = topic.replace(side, " ", 1)
    return Asked(question=text, kind=Kind.COMPARISON, sides=tuple(sides) if all(sides) else (), topic=topic)


def _timeline(text: str) -> Asked | None:
    return Asked(question=text, kind=Kind.TIMELINE) if _TIMELINE.search(text) else None


def _latest(text: str) -> Asked | None:
    if (is_yes_or_no(text) and not _ANY_NEWS.match(text)) or (
        _LATEST_FACT.match(text) and not re.match(r"(?:where|how)\b", text, re.I)
    ):
        return None
    return Asked(question=text, kind=Kind.LATEST) if _LATEST.search(text) and not _names_a_day(text) else None


def _names_a_day(text: str) -> bool:
    """Whether a text names a day by itself: 'on 4 September', not 'today'."""
    return re.search(r"\b\d{1,2}(?:st|nd|rd|th)?\b(?! \w+s\b)", text) is not None


def _happened(text: str) -> Asked | None:
    match = _HAPPENED.match(text)
    return Asked(question=text, kind=Kind.WHAT_HAPPENED, topic=text[match.end() :]) if match else None


def _quotation(text: str) -> Asked | None:
    if re.match(r"(?:who|when|where|why)\b", text, re.I):
        return None
    for pattern in _QUOTATION:
        match = pattern.match(text)
        if match and not _is_crowd(match["who"]):
            rest = match["rest"] or ""
            return Asked(question=text, kind=Kind.QUOTATION, who=_tidy_name(match["who"]), topic=rest or " ")
    return None


def _opinion(text: str) -> Asked | None:
    if is_yes_or_no(text):
        return None
    for pattern in _VIEW_OF:
        match = pattern.match(text)
        if match and not _is_crowd(match["who"]):
            return Asked(question=text, kind=Kind.OPINION, who=_tidy_name(match["who"]), topic=match["rest"] or " ")
    match = _OPINION.match(text)
    return Asked(question=text, kind=Kind.OPINION, topic=text[match.end() :]) if match else None


def _is_crowd(who: str) -> bool:
    """Whether nobody in particular is meant: 'people', 'both sides'."""
    return re.search(rf"\b{any_of(lexicon.HOLDERS)}$|^(?:you|we|i|it|they|each|everyone)$", who, re.I) is not None


def _summary(text: str) -> Asked | None:
    return Asked(question=text, kind=Kind.SUMMARY) if _SUMMARY.match(text) else None


def _list(text: str) -> Asked | None:
    match = _LIST.match(text) or _OVER_WHICH.match(text)
    ordered = match is not None and not _NAME_ONE.match(text)
    if not ordered and (not _PLURAL_ASKED.match(text) or _OF_ONE.match(text) or _DOES.match(text)):
        return None
    count = _COUNT.search(text)
    number = count["count"].lower() if count else ""
    return Asked(
        question=text,
        kind=Kind.LIST,
        sort=_sort_of(text),
        count=(int(number) if number.isdecimal() else ONES.index(number)) if number else None,
    )


def _sort_of(text: str) -> Sort:
    """What sort of things a question asks for, by the first plural that it names."""
    things = _THINGS.search(text)
    if text.lower().startswith("who ") or (things and (_PEOPLE.fullmatch(things[0]) or _ROLE.fullmatch(things[0]))):
        return Sort.PEOPLE
    if things and _PLACES.fullmatch(things[0]):
        return Sort.PLACES
    return Sort.NAMED if class_asked(text) else Sort.ANY


def names_sort(word: str) -> bool:
    """Whether a word of a question only says what sort of things it asks for: 'countries', 'ministers'."""
    return any(pattern.fullmatch(word) for pattern in (_PEOPLE, _PLACES, _ROLE)) or names_class(word)


def _who_is(text: str) -> Asked | None:
    match = _WHO_IS.match(text)
    name = _tidy_name(next(filter(None, match.groups()), "")) if match else ""
    words = name.split()
    if (
        not name
        or len(words) > _LONGEST_NAME
        or _LINKED.search(name)
        or re.match(r"(?:the|an?|his|her|its|their)\b", name)
    ):
        return None
    capitals = [word[0].isupper() for word in words]
    if not all(capitals) and (any(capitals) or len(words) > 3 or _ROLE.search(name) or re.search(r"['’]|ing\b", name)):
        return None
    return Asked(question=text, kind=Kind.WHO_IS, who=name, topic=name)


def _what_is(text: str) -> Asked | None:
    match = _WHAT_IS.match(text)
    name = _tidy_name(next(filter(None, match.groups()), "")) if match else ""
    plain = _LINKED.sub("", name) == name and not re.search(r"['’]s\b|\b\w+ing$", name)
    if not name or not plain or len(name.split()) > _LONGEST_NAME - 1:
        return None
    return Asked(question=text, kind=Kind.WHAT_IS, who=name, topic=name)


def _yes_or_no(text: str) -> Asked | None:
    return Asked(question=text, kind=Kind.YES_OR_NO) if is_yes_or_no(text) else None


_RULES: tuple[Callable[[str], Asked | None], ...] = (
    _comparison,
    _timeline,
    _latest,
    _summary,
    _quotation,
    _opinion,
    _happened,
    _yes_or_no,
    _list,
    _who_is,
    _what_is,
)


def _tidy_name(name: str) -> str:
    """A name without what does not belong to it: articles stay, marks and 's go."""
    return re.sub(r"\s*\([^)]*\)|['’]s$", "", name.strip(' "“”?.,')).strip()


def _with_name(text: str, named: str) -> str:
    """A part of a question with the name of the part before it in the place of 'he', 'she' or 'they'."""
    if not named:
        return text
    text = re.sub(r"\b(?:his|her|their)\b(?= \w)", f"{named}'s", text, count=1, flags=re.I)
    return re.sub(r"\b(?:he|she|they|him|them)\b", named, text, count=1, flags=re.I)


def _last_name(text: str) -> str:
    """The last name with a capital inside a question; empty when there is none."""
    found = re.findall(r"(?<=\s)[A-Z][\w’'.-]*(?:\s+[A-Z][\w’'.-]*)*", text)
    return re.sub(r"['’]s$", "", found[-1]) if found else ""
