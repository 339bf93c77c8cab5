"""A question of a kind to its answer in the words of the sources, without a model.

For each kind its own passages: all paragraphs of the articles that are about it, those of a name, those of the days
asked for. What is shown are sentences of them, word for word, each cited, so that nothing is left to prove but who
speaks, who is meant and of what day it is; those come from the article (see `briefbot.text.mentions`) and the resolved
dates. Where the sources have nothing of the kind a question is drafted like one for a fact, or is not answered.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from briefbot.answering.digests import NEAR_WITHOUT_WORDS, happened, latest, summary
from briefbot.answering.kinds import Asked, topic_words
from briefbot.answering.lines import AFTER, SourceLine, Topic, lines_of
from briefbot.answering.listing import gathered, listed, missing_note
from briefbot.answering.points import Pointed, is_sure, pointed
from briefbot.answering.profiles import definition, people_of, profile
from briefbot.answering.questions import credited
from briefbot.answering.scenes import Scenes
from briefbot.answering.timeline import of_lines
from briefbot.answering.views import (
    asks_for_words,
    by,
    holder_of,
    holders,
    is_held_by,
    reworded,
    side_by_side,
    view_worth,
    words_of,
    words_of_group,
)
from briefbot.library.store import Library
from briefbot.search.embedding import Embedder
from briefbot.search.index import VectorIndex
from briefbot.search.retrieval import fold_copies, numbered, passage_of, retrieve, with_copies
from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.questions import QUESTION_VERBS
from briefbot.text.names import full_names, name_words, offices
from briefbot.types import Filters, Frozen, Kind, Passage, Refusal, Sentence, Shape, Switches

ARTICLES = 25  # about a topic, whose paragraphs are all looked at
FOUND = 60  # passages by which they are found
NEAREST = 6  # passages in which somebody's words on a topic are looked for that has none of its words
NEAREST_HEARD = 0.38  # cosine of the nearest paragraph to a topic that has a word which no article has
COSINES = 300  # chunks of which it is known how near they are
OWN_WORDS = 2  # paragraphs of somebody's words that a yes or no about him looks at besides
LIKE = 75  # percent of equal characters (indel) from which a name is another one misspelt
_NAMING = 60  # chunks with a name that are looked at
TO_DRAFT = 12  # passages that the model may draft from
NEAR_THE_NEWEST = 0.4  # points fewer than the best that a sentence may have which comes first since it is newer
OF_DAYS = 40  # articles of the days asked for
COMPOSED = frozenset(Kind) - {Kind.FACT, Kind.YES_OR_NO}
"""The kinds that are answered here."""
WEIGHED = frozenset({Kind.LIST, Kind.QUOTATION})
"""Those of which the model, where there is a probe of it, tells whether what was put together answers."""
SHAPES = {
    Kind.TIMELINE: Shape.DATED,
    Kind.LATEST: Shape.DATED,
    Kind.SUMMARY: Shape.DATED,
    Kind.WHAT_HAPPENED: Shape.ITEMS,
    Kind.LIST: Shape.ITEMS,
    Kind.WHO_IS: Shape.ITEMS,
    Kind.COMPARISON: Shape.ITEMS,
    Kind.OPINION: Shape.ITEMS,
    Kind.QUOTATION: Shape.ITEMS,
}
_DOER = re.compile(
    rf"(?i:{any_of(QUESTION_VERBS)}) (?P<who>[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*)(?P<rest> .+)",
)
_GROUP = re.compile(r"(?:the )?[a-z-]+s")
_WORD = re.compile(r"\w+")


class Composed(Frozen):
    """Sentences that answer, or why there are none; with neither, the passages that the model is to draft from."""

    sentences: tuple[Sentence, ...] = ()
    passages: tuple[Passage, ...] = ()
    shape: Shape = Shape.PARAGRAPH
    notes: tuple[str, ...] = ()
    refusal: Refusal | None = None
    reason: str | None = None

    @property
    def is_answer(self) -> bool:
        """Whether nothing is left to be drafted."""
        return bool(self.sentences) or self.refusal is not None


@dataclass(frozen=True)
class AnswerComposer:
    """Answers questions of kinds from a library."""

    library: Library
    index: VectorIndex
    filters: Filters
    today: dt.date | None
    switches: Switches = Switches()
    embedder: Embedder | None = None

    def compose(self, asked: Asked) -> Composed | None:
        """The answer to a question of a kind, or what to draft one from; None where that is found as for a fact."""
        if asked.kind in (Kind.WHO_IS, Kind.WHAT_IS):
            return self._explained(asked)
        together = re.split(r",?\s+and\s+|,\s+", re.sub(r"\s+(?:each|both)$|^both\s+", "", asked.who))
        if len(together) > 1 and asked.kind in (Kind.QUOTATION, Kind.OPINION) and not self._naming(asked.who):
            return self._each(asked, together)
        if asked.kind is Kind.QUOTATION or (asked.kind is Kind.OPINION and asked.who):
            return self._quoted(asked)
        if asked.kind is Kind.COMPARISON:
            return self._compared(asked)
        if asked.kind in (Kind.LIST, Kind.OPINION):
            return self._gathered(asked)
        by_day = asked.kind is Kind.WHAT_HAPPENED and asked.first is not None
        if not by_day and self._is_unheard(topic_words(asked.topic)):
            return None
        lines = lines_of(self._of_days(asked) if by_day else self._about(asked))
        return self._told(asked, lines, Scenes(self._datelines(lines), lines))

    def strangers(self, question: str, passages: Sequence[Passage]) -> tuple[str, ...]:
        """The people whom a question names and no article does, not even by a name that is spelled nearly so.

        Args:
            question: as asked.
            passages: what was found for it, among whose names a misspelt one is looked for.
        """
        publishers = {credit.name for credit in credited(question)}
        words = {word for passage in passages for word in re.findall(r"\b[A-Z][\w’'-]+", passage.text)}
        return tuple(
            name
            for name in full_names(question)
            if not any(name in each or each in name for each in publishers)
            and not any(self.library.frequencies(_WORD.findall(name.split()[-1])).values())
            and not any(fuzz.ratio(name.split()[-1], word) >= LIKE for word in words)
        )

    def _told(self, asked: Asked, lines: Sequence[SourceLine], scenes: Scenes) -> Composed | None:
        topic = self._topic(topic_words(asked.topic), lines, {name: " ".join(at) for name, at in scenes.set_in.items()})
        if asked.kind is Kind.TIMELINE:
            rated = self._pointed(asked, lines, self._found(asked))
            sentences = of_lines(topic, lines, first=asked.first, last=asked.last, rated=rated)
        elif asked.kind is Kind.LATEST:
            sentences = latest(lines, topic, self.today, self._pointed(asked, lines, self._found(asked)))
        elif asked.kind is Kind.SUMMARY:
            sentences = summary(lines, topic)
        else:
            sentences = happened(asked, lines, topic, scenes)
        if sentences:
            return self._composed(sentences, lines, SHAPES[asked.kind])
        return self._to_draft(asked, self._pointed(asked, lines, self._found(asked)))

    def _datelines(self, lines: Sequence[SourceLine]) -> dict[str, str]:
        """What tells where each article of some lines was written: its dateline, else a byline with a place."""
        names = dict.fromkeys(line.passage.article_id for line in lines)
        dropped = [(name, each) for name in names for each in self.library.article(name).dropped]
        bylines = {name: each.text for name, each in dropped if each.reason == "byline" and " in " in each.text}
        return bylines | {name: each.text for name, each in dropped if each.reason == "dateline"}

    def _gathered(self, asked: Asked) -> Composed:
        """The things of a list, or who holds what, from the sentences most to the point."""
        found = self._found(asked)
        lines = lines_of(self._articles_of(found))
        rated = self._pointed(asked, lines, found, view_worth if asked.kind is Kind.OPINION else None)
        note = ""
        topic = self._topic(topic_words(asked.topic), lines)
        if asked.kind is Kind.OPINION:
            rated = [each for each in rated if each.about > 0 or _is_near(each.line, topic)]
            sentences = holders(asked, rated, lines) if is_sure(rated) else ()
        else:
            sentences = listed(asked, lines, topic, rated)
            note = missing_note(asked, len(sentences)) if sentences else ""
            sentences = sentences or gathered(asked, rated, lines, topic)
        if not sentences:
            return self._to_draft(asked, rated)
        return self._composed(sentences, lines, SHAPES[asked.kind], (note,) if note else ())

    def _compared(self, asked: Asked) -> Composed:
        """What is told of each side of a comparison."""
        found = self._found(asked)
        lines = lines_of(self._articles_of(found))
        rated = self._pointed(asked, lines, found)
        if not is_sure(rated):
            return self._to_draft(asked, rated)
        sentences = side_by_side(asked, rated, lines, self.library.sources())
        return self._composed(sentences, lines, SHAPES[asked.kind])

    def _explained(self, asked: Asked) -> Composed | None:
        """Who somebody, or what something, is."""
        lines = lines_of(self._naming(asked.who), [asked.who])
        if not lines:
            return _refused(Refusal.UNKNOWN_NAME, self.unnamed([asked.who]))
        if asked.kind is Kind.WHAT_IS:
            sentences = definition(asked.who, lines)
            return self._composed(sentences, lines, Shape.PARAGRAPH) if sentences else None
        sentences = profile(asked.who, lines)
        if not sentences:
            return None
        several = len(people_of(asked.who, lines)) > 1
        notes = (f"Several people of the name {asked.who} are in the sources.",) if several else ()
        return self._composed(sentences, lines, SHAPES[Kind.WHO_IS], notes)

    def unnamed(self, names: Sequence[str]) -> str:
        """That no article has some names, and who else of their surnames is named: "Steve" may be a Stephen."""
        reason = f"No article here names {' or '.join(names)}."
        surnames = [name.split()[-1] for name in names if " " in name]
        people = [person for name in surnames for person in people_of(name, lines_of(self._naming(name), [name]))]
        others = [person for person in people if len(name_words(person)) > 1]
        return f"{reason} Some name {' and '.join(others)}." if others else reason

    def _quoted(self, asked: Asked) -> Composed:
        """The words of somebody, or that nobody quotes them on that."""
        naming = self._naming(asked.who)
        written = any(asked.who.lower() in passage.text.lower() for passage in naming)
        if asked.who.endswith("s") and not written:  # "corbyns position"
            asked = asked.model_copy(update={"who": asked.who.removesuffix("s")})
            naming = self._naming(asked.who)
        found = self._found(asked)
        seen = {passage.article_id for passage in naming}
        passages = [*naming, *(passage for passage in self._articles_of(found) if passage.article_id not in seen)]
        texts = [passage.text for passage in naming]
        full = [asked.who]
        held = [(office, asked.who) for office in offices(asked.who, texts)]
        lines = lines_of(passages, full, held)
        words = [word for word in topic_words(asked.topic) if word not in asked.who.split()]
        topic = self._topic(words, lines)
        rated = self._pointed(asked, lines, found)
        if not any(by(asked.who, line) for line in lines) and (holder := holder_of(asked.who, lines)):
            asked = asked.model_copy(update={"who": holder})
        sentences = words_of(asked, rated, lines, topic)
        said = [line.terms for line in lines if by(asked.who, line)]
        if not sentences and topic and said and reworded(words, said) != words:
            sentences = words_of(asked, rated, lines, self._topic(reworded(words, said), lines))
        if not sentences and topic and said:
            near = self._nearest(asked)
            beside = [
                each
                for each in rated
                if (each.line.passage.article_id, each.line.passage.paragraph) in near
                and (topic.nearness(each.line) > 0 or not self.switches.vectors)
            ]
            sentences = words_of(asked, beside, lines, Topic((), lines))
        if not sentences and _GROUP.fullmatch(asked.who):
            sentences = words_of_group(asked, rated, lines, topic)
        if not sentences and asked.kind is Kind.OPINION:
            own = [each for each in rated if is_held_by(asked.who, each.line)]
            sentences = holders(asked, own, lines) if is_sure(own) else ()
        if sentences:
            return self._composed(sentences, lines, SHAPES[asked.kind])
        if not naming and not any(by(asked.who, line) for line in lines):
            return _refused(Refusal.UNKNOWN_NAME, self.unnamed([asked.who]))
        if any(by(asked.who, line) for line in lines):
            return _refused(Refusal.NOT_QUOTED, f"No article here quotes {asked.who} on that.")
        return _refused(Refusal.NOT_QUOTED, f"No article here quotes {asked.who}.")

    def own_words(self, asked: Asked) -> list[Passage]:
        """The paragraphs in which the person whom a yes or no is about speaks of it himself; two at most."""
        match = _DOER.match(asked.question)
        if not match:
            return []
        words = {"who": match["who"], "topic": match["rest"], "kind": Kind.QUOTATION}
        return list(self._quoted(asked.model_copy(update=words)).passages)[:OWN_WORDS]

    def _each(self, asked: Asked, names: Sequence[str]) -> Composed:
        """The words of several, each under his name; of whom nobody quotes, that is noted."""
        found = [(name, self._quoted(asked.model_copy(update={"who": name}))) for name in names]
        told = [each for _, each in found if each.sentences]
        notes = tuple(each.reason for _, each in found if each.reason)
        if not told:
            return _refused(found[0][1].refusal or Refusal.NOT_QUOTED, " ".join(notes))
        sentences = tuple(
            sentence.model_copy(update={"heading": sentence.speaker or sentence.heading})
            for each in told
            for sentence in each.sentences
        )
        passages = numbered([passage for each in told for passage in each.passages])
        return Composed(sentences=sentences, passages=passages, shape=Shape.ITEMS, notes=notes)

    def _about(self, asked: Asked) -> list[Passage]:
        """All paragraphs of the articles that are about what is asked."""
        return self._articles_of((*self._found(asked, " ".join(topic_words(asked.topic))), *self._found(asked)))

    def _found(self, asked: Asked, words: str = "") -> tuple[Passage, ...]:
        """The passages that are found for a question, or for other words."""
        wanted = words or asked.question
        return retrieve(wanted, self.library, self.index, self.filters, FOUND, self.switches, self.today)

    def _articles_of(self, found: Sequence[Passage]) -> list[Passage]:
        """All paragraphs of the articles of some passages."""
        return self._whole(dict.fromkeys(passage.article_id for passage in found))

    def _pointed(
        self,
        asked: Asked,
        lines: Sequence[SourceLine],
        found: Sequence[Passage],
        worth: Callable[[SourceLine], float] | None = None,
    ) -> list[Pointed]:
        """The sentences of some articles, those most to the point of a question first; see `pointed`."""
        words = topic_words(asked.topic if asked.kind is Kind.OPINION else "") or topic_words(asked.question)
        topic = self._topic(words, lines)
        embedder = self.embedder if self.switches.vectors else None
        if worth is None:
            worth = view_worth if asks_for_words(asked.question) else (lambda line: 0.0)
        return pointed(asked.question, lines, topic, found, embedder, worth)

    def _topic(
        self, words: Sequence[str], lines: Sequence[SourceLine], set_in: Mapping[str, str] | None = None
    ) -> Topic:
        """What a question is about, with how near paragraphs are to it in meaning; see `Topic`."""
        if not words or not self.switches.vectors:
            return Topic(words, lines, set_in=set_in)
        count = max(COSINES, len(lines))
        found = self.index.similar(" ".join(words), count, {line.passage.article_id for line in lines})
        near: dict[tuple[str, int], float] = {}
        for chunk_id, cosine in found.items():
            article, paragraph = chunk_id.split("-")[:2]
            near[article, int(paragraph)] = max(cosine, near.get((article, int(paragraph)), -1.0))
        return Topic(words, lines, near, set_in)

    def _is_unheard(self, words: Sequence[str]) -> bool:
        """Whether no article tells of a topic: none has one of its words, and nothing is near to it in meaning."""
        parts = [part for part in _WORD.findall(" ".join(words).lower()) if len(part) > 1 and topic_words(part)]
        if not self.switches.vectors or all(self.library.frequencies(parts).values()):
            return False
        return max(self.index.similar(" ".join(words), 1).values(), default=0.0) < NEAREST_HEARD

    def _nearest(self, asked: Asked) -> frozenset[tuple[str, int]]:
        """The paragraphs that are found first for a topic, whose words need not be in them."""
        found = retrieve(asked.topic, self.library, self.index, self.filters, NEAREST, self.switches, self.today)
        return frozenset((passage.article_id, passage.paragraph) for passage in found)

    def _of_days(self, asked: Asked) -> list[Passage]:
        """All paragraphs of the articles of the days asked for, and of those that speak of them later."""
        assert asked.first and asked.last
        span = {"first": asked.first, "last": asked.last + dt.timedelta(days=AFTER)}
        narrowed = self.filters.model_copy(
            update={key: day for key, day in span.items() if not getattr(self.filters, key)}
        )
        allowed = self.library.allowed(narrowed) or frozenset()
        held = self.library.held(self.filters.moment)
        ids = self.library.in_order(allowed - held.keys())[:OF_DAYS]
        about = [
            passage.article_id
            for passage in retrieve(
                asked.question, self.library, self.index, self.filters, FOUND // 2, self.switches, self.today
            )
        ]
        return self._whole(dict.fromkeys([*ids, *about]), most=OF_DAYS)

    def _naming(self, name: str) -> list[Passage]:
        """All paragraphs of the articles that have a name: as it is written, else all of its words."""
        words = _WORD.findall(re.sub(r"(?i)^(?:the|an?)\s+|['’]s\b", "", name))
        phrase, each = f'"{" ".join(words)}"', " AND ".join(f'"{word}"' for word in words)
        everything = self.filters.model_copy(update={"history": True})
        for query, filters in ((phrase, self.filters), (each, self.filters), (phrase, everything)) if words else ():
            found = self.library.search(query, _NAMING, filters)
            if found:
                chunks = self.library.chunks(list(found))
                return self._whole(dict.fromkeys(chunks[name].article_id for name in found if name in chunks))
        return []

    def _whole(self, ids: dict[str, None], most: int = ARTICLES) -> list[Passage]:
        """All paragraphs of articles as passages."""
        names = list(ids)[:most]
        if not names:
            return []
        articles = {name: self.library.article(name) for name in names}
        return [passage_of(chunk, articles[chunk.article_id]) for chunk in self.library.chunks_of(*names)]

    def _composed(
        self, sentences: Sequence[Sentence], lines: Sequence[SourceLine], shape: Shape, notes: tuple[str, ...] = ()
    ) -> Composed:
        """Sentences with the passages that they cite, and the copies of these."""
        held = self.library.held(self.filters.moment)
        cited = {(each.article_id, each.paragraph) for sentence in sentences for each in sentence.citations}
        places: dict[tuple[str, int, int], Passage] = {}
        for line in lines:
            key = (line.passage.article_id, line.passage.paragraph)
            if key in cited:
                places.setdefault((*key, line.passage.start), with_copies(line.passage, self.library, held))
        also = {(passage.article_id): passage.also for passage in places.values()}
        told = tuple(
            sentence.model_copy(
                update={
                    "citations": tuple(
                        each.model_copy(update={"also": also.get(each.article_id, ())}) for each in sentence.citations
                    )
                }
            )
            for sentence in sentences
        )
        return Composed(sentences=told, passages=numbered(list(places.values())), shape=shape, notes=notes)

    def _to_draft(self, asked: Asked, rated: Sequence[Pointed]) -> Composed:
        """What the model is to draft from; see `draft_from`."""
        held = self.library.held(self.filters.moment)
        passages = [with_copies(passage, self.library, held) for passage in draft_from(asked.kind, rated)]
        return Composed(passages=numbered(passages))


def _is_near(line: SourceLine, topic: Topic) -> bool:
    """Whether the article of a line is about a topic by its meaning, whatever its words."""
    return topic.meaning(line.passage.article_id) >= NEAR_WITHOUT_WORDS


def draft_from(kind: Kind, rated: Sequence[Pointed]) -> list[Passage]:
    """The passages from which a question of a kind is drafted: those with the sentences most to the point.

    For the latest the newest of nearly the best come first. For what happened and how it came about, one passage of
    each article comes before the second of any.

    Args:
        kind: of the question.
        rated: the sentences, those most to the point first.
    """
    ranked = list(rated)
    if kind is Kind.LATEST:
        near = [each for each in ranked if each.points >= ranked[0].points - NEAR_THE_NEWEST]
        near.sort(key=lambda each: each.line.day or dt.date.min, reverse=True)
        ranked = [*near, *ranked[len(near) :]]
    passages = list({each.line.place: each.line.passage for each in ranked}.values())
    if kind in (Kind.TIMELINE, Kind.WHAT_HAPPENED, Kind.SUMMARY):
        turns: Counter[str] = Counter()
        by_turns = []
        for passage in passages:
            turns[passage.article_id] += 1
            by_turns.append((turns[passage.article_id], passage))
        passages = [passage for _, passage in sorted(by_turns, key=lambda pair: pair[0])]
    return fold_copies(passages, TO_DRAFT)


def _refused(refusal: Refusal, reason: str) -> Composed:
    return Composed(refusal=refusal, reason=reason)
