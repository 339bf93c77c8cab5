"""The desk: the parts that a command needs, built from the settings when they are first used."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from briefbot.answering.abstention import load_policy
from briefbot.answering.answer import Answerer, finished
from briefbot.answering.compose import COMPOSED, WEIGHED, AnswerComposer, Composed
from briefbot.answering.followups import PROMPT, carried, chunks_in_play, in_play, standalone
from briefbot.answering.generators import LanguageModel
from briefbot.answering.kinds import Asked, taken_apart
from briefbot.answering.quick import NO_MODEL, answered_quickly, load_quick
from briefbot.answering.session import Route, Session, checked_question
from briefbot.answering.shapes import joined_answer
from briefbot.briefing.brief import BriefingParts, BriefingPrompts, make_briefing
from briefbot.briefing.interests import load_interests
from briefbot.briefing.types import Briefing
from briefbot.digests import digest
from briefbot.errors import EmptyLibraryError
from briefbot.feeds.fetch import Fetcher, fetch_url
from briefbot.feeds.http import FetchRules
from briefbot.ingest import Crew, IngestReport, ingest, ingest_data, read_here, rechunk
from briefbot.library.store import Library
from briefbot.library.threads import How, Rewriting, Thread, Turn
from briefbot.llm.answerprobe import load_probe
from briefbot.llm.generator import Generator
from briefbot.llm.interrupting import Interrupt, InterruptibleGenerator
from briefbot.llm.prompts import AnswerPrompts, load_prompt
from briefbot.progress import Quiet, Reporter, Watcher, clock, human
from briefbot.readers.io import watching_pages
from briefbot.readers.records import Mapping
from briefbot.search.embedding import Embedder, MiniLM, embedder_files
from briefbot.search.everything import everything
from briefbot.search.index import VectorIndex, remove_index
from briefbot.search.query import has_many_parts
from briefbot.search.retrieval import retrieve, shortened, within
from briefbot.search.stores import VectorPlace, vectors_place
from briefbot.settings import Settings
from briefbot.types import ALL_ON, Answer, Filters, Kind, ModelRef, Passage, Refusal, Stage, Switches, Timing
from briefbot.verification.entailment import CrossEncoder, load_entailment
from briefbot.verification.verifier import Verifier

NO_FILTERS = Filters()
ADDRESS = ("http://", "https://")


class Desk:
    """A library with its vectors and models.

    Args:
        settings: what to build the parts from.
        reporter: where notes and progress go.
        embedder: used in place of the settings' model.
        generator: used in place of the settings' model.
        index: used in place of the settings' vectors.
        interrupt: what ends the model's work from another thread, with `Interrupted`.
    """

    def __init__(
        self,
        settings: Settings,
        reporter: Reporter | None = None,
        *,
        embedder: Embedder | None = None,
        generator: Generator | None = None,
        index: VectorIndex | None = None,
        interrupt: Interrupt | None = None,
    ) -> None:
        self.settings = settings
        self._reporter: Reporter = reporter or Quiet()
        self._embedder = embedder
        self._generator = generator
        self._index = index
        self._interrupt = interrupt
        self._noted = {""}
        self.library = Library(settings.home / "library.db")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._language.close()
        self.library.close()

    @cached_property
    def embedder(self) -> Embedder:
        """The sentence embedding model, fetched when it is not there."""
        if self._embedder:
            return self._embedder
        return MiniLM(*embedder_files(self.settings, self._reporter.note), self.settings.threads)

    @cached_property
    def generator(self) -> Generator:
        """The language model, fetched when it is not there."""
        generator = self._generator or self._language.load()
        return InterruptibleGenerator(generator, self._interrupt) if self._interrupt else generator

    @cached_property
    def entailment(self) -> CrossEncoder | None:
        """The entailment cross-encoder, where the settings name one."""
        return load_entailment(self.settings.entailment, self.settings.threads)

    @cached_property
    def _language(self) -> LanguageModel:
        return LanguageModel(self.settings, self._reporter.note)

    @cached_property
    def language_ref(self) -> ModelRef:
        """Name and digest of the language model, without loading it."""
        return self._generator.ref if self._generator else self._language.ref

    @cached_property
    def index(self) -> VectorIndex:
        """The vectors of the library."""
        return self._index or VectorIndex(self._vectors, self.embedder, self._reporter.note)

    @property
    def _vectors(self) -> VectorPlace:
        return vectors_place(self.settings, self.library)

    def ingest(
        self,
        paths: Sequence[Path],
        *,
        prune: bool = False,
        mapping: Mapping | None = None,
        crew: Crew = read_here,
    ) -> IngestReport:
        """Bring library and vectors in step with files and folders; see `briefbot.ingest.ingest`."""
        reading = "Reading articles"

        def on_page(path: Path, done: int, count: int, unit: str) -> None:
            progress.stage(f"{reading}: {unit} {done:,} of {count:,} of {path.name!r}" if done < count else reading)

        def on_done(count: int) -> None:
            progress.stage(reading)
            progress.done(count)

        with self._reporter.progress(reading) as progress, watching_pages(on_page):
            report = ingest(
                paths,
                self.library,
                self.settings.chunk_characters,
                prune=prune,
                mapping=mapping,
                begin=progress.begin,
                done=on_done,
                long_file=lambda path, size: progress.stage(f"{reading}: {path.name!r}, {human(size)}"),
                crew=crew,
            )
        self.sync()
        return report

    def ingest_data(self, data: bytes, mapping: Mapping | None = None) -> IngestReport:
        """Take in standard input and bring the vectors in step; see `briefbot.ingest.ingest_data`."""
        report = ingest_data(data, self.library, self.settings.chunk_characters, mapping)
        self.sync()
        return report

    def fetch(self, names: Sequence[str], allow_private: bool = False) -> list[Path]:
        """Files and folders as they are named, and addresses (`https://...`) fetched into files.

        Raises:
            FetchError: an address must not or cannot be fetched.
        """
        fetcher = Fetcher(FetchRules(contact=self.settings.contact, allow_private=allow_private))
        paths = []
        with self._reporter.progress("Fetching") as progress:
            addresses = sum(name.startswith(ADDRESS) for name in names)
            if addresses:
                progress.begin(addresses)
            for name in names:
                if not name.startswith(ADDRESS):
                    paths.append(Path(name))
                    continue
                paths.append(fetch_url(name, self.settings.home, fetcher).path)
                progress.done(1)
        return paths

    def sync(self) -> int:
        """Bring the vectors in step with the library; returns how many chunks were embedded."""
        index = self.index
        with self._reporter.progress("Embedding paragraphs") as progress:
            return index.sync(self.library, progress.begin, progress.done)

    def rebuild(self) -> int:
        """Cut the articles into chunks and embed them all again; returns the number of chunks."""
        self.__dict__.pop("index", None)
        remove_index(self._vectors)
        with self._reporter.progress("Cutting articles") as progress:
            rechunk(self.library, self.settings.chunk_characters, progress.begin, progress.done)
        return self.sync()

    def search(
        self,
        question: str,
        filters: Filters = NO_FILTERS,
        count: int | None = None,
        switches: Switches = ALL_ON,
        today: dt.date | None = None,
        also: Sequence[str] = (),
    ) -> tuple[Passage, ...]:
        """The passages most likely to answer, best first; see `briefbot.search.retrieval.retrieve`."""
        most = self.settings.passages if count is None else count
        return retrieve(question, self.library, self.index, filters, most, switches, today, also)

    def ready(self, filters: Filters = NO_FILTERS) -> None:
        """Bring an empty library and the vectors to where they can be searched.

        Raises:
            EmptyLibraryError: no articles, and no corpus folder.
            InputError: the library has nothing of the publisher that the filters name.
        """
        self.fill_if_empty()
        self.library.check_source(filters.source)
        self.sync()

    def everything(self, question: str, filters: Filters = NO_FILTERS) -> Iterator[Passage]:
        """All passages that a search finds; see `briefbot.search.everything`."""
        return everything(question, self.library, self.index, filters)

    def ask(
        self,
        question: str,
        filters: Filters = NO_FILTERS,
        on_text: Callable[[str], None] = lambda text: None,
        switches: Switches = ALL_ON,
        on_found: Callable[[tuple[Passage, ...]], None] = lambda passages: None,
        earlier: Sequence[Turn] = (),
        today: dt.date | None = None,
        on_glance: Callable[[Session], None] = lambda session: None,
    ) -> Answer:
        """Answer a question from the library, every sentence proven.

        An empty library takes in the settings' corpus folder first, if there is one. A question of several kinds is
        answered in parts; see `briefbot.answering.kinds`.

        Args:
            question: what is asked.
            filters: days and publisher to keep to.
            on_text: given the draft piece by piece as it is written.
            switches: which parts of the way to an answer are on.
            on_found: given the passages that are answered from, once they are found.
            earlier: the turns of a thread before it, whose cited passages stay in play; see `follow_up`.
            today: the day of asking, of which "this week" and "yesterday" are; the clock's when it is not given.
            on_glance: given what would be answered without the language model, before that is loaded and asked.

        Raises:
            InputError: a question that cannot be asked.
            EmptyLibraryError: no articles, and no corpus folder.
        """
        question = checked_question(question)
        prompts = AnswerPrompts.load(self.settings.prompt)
        empty = self._is_empty()
        if switches.model:
            _ = self.language_ref  # a wrong name or a failed download shows before any other work
        if empty:
            self._fill()
        self.library.check_source(filters.source)
        self.sync()
        newest = self.library.newest_day()
        parts = taken_apart(question, today or dt.date.today(), min(filter(None, (today, newest)), default=None))
        composer = AnswerComposer(self.library, self.index, filters, today or newest, switches, self.embedder)
        answers = [self._answered(asked, composer, prompts, on_text, on_found, earlier, on_glance) for asked in parts]
        answer = answers[0] if len(answers) == 1 else joined_answer(question, answers)
        for unfitted in dict.fromkeys(each.unfitted for each in answers):
            if unfitted not in self._noted:
                self._reporter.note(unfitted)
                self._noted.add(unfitted)
        return answer

    def _answered(
        self,
        asked: Asked,
        composer: AnswerComposer,
        prompts: AnswerPrompts,
        on_text: Callable[[str], None],
        on_found: Callable[[tuple[Passage, ...]], None],
        earlier: Sequence[Turn],
        on_glance: Callable[[Session], None],
    ) -> Answer:
        """The answer to one part of a question: in the words of the sources, or drafted by the model and checked."""
        began = clock()
        switches = composer.switches
        session = Session(
            question=asked.question,
            kind=asked.kind,
            passages=(),
            publishers=tuple(self.library.sources()),
            embedder=self.embedder.ref,
            settings_sha256=self.settings.sha256,
        )
        by_kind = asked.kind in COMPOSED and switches.grammar and switches.verification
        composed = composer.compose(asked) if by_kind else None
        if composed and composed.is_answer:
            on_found(composed.passages)
            told = session.then(
                Timing(stage=Stage.COMPOSE, seconds=clock() - began),
                route=Route.COMPOSED,
                **{name: getattr(composed, name) for name in Composed.model_fields},
            )
            if asked.kind in WEIGHED and composed.sentences and self._is_probed(prompts, switches):
                told = self._answerer(prompts, switches).weigh(told, self.settings.passage_tokens)
            if told.refusal is None or not composed.sentences:
                return finished(told, self._named_model(switches), prompts.answer.ref)
        if not switches.model:
            found = self.search(asked.question, composer.filters, None, switches, composer.today)
            on_found(found)
            session = answered_quickly(session, found, load_quick())
            session = session.then(Timing(stage=Stage.COMPOSE, seconds=clock() - began))
            return finished(session, NO_MODEL, prompts.answer.ref)
        short = self.settings.short_passages
        thread = carried(earlier, self.settings.passage_tokens, lambda text: self.generator.count(text))
        count = self.settings.passages * (2 if short or thread.citations else 1)
        also = chunks_in_play(thread, self.library, composer.filters)
        if composed and composed.passages and not thread.citations:
            found = composed.passages
        else:
            searched = self.search(asked.question, composer.filters, count, switches, composer.today, also)
            found = in_play(searched, thread)
        strangers = composer.strangers(asked.question, found)
        if strangers and switches.grammar:
            session = session.then(
                Timing(stage=Stage.RETRIEVE, seconds=clock() - began),
                passages=found,
                refusal=Refusal.UNKNOWN_NAME,
                reason=composer.unnamed(strangers),
            )
            return finished(session, self._named_model(switches), prompts.answer.ref)
        one = asked.kind is Kind.FACT and not thread.citations and not has_many_parts(asked.question)
        if one and switches == ALL_ON:
            glance = answered_quickly(session, found, load_quick())
            if (glance.answerable or 0.0) >= self.settings.quick_from:
                on_found(found)
                glance = glance.then(Timing(stage=Stage.COMPOSE, seconds=clock() - began))
                return finished(glance, self._named_model(switches), prompts.answer.ref)
            on_glance(glance)
        found = shortened(asked.question, found) if short else found
        if asked.kind is Kind.YES_OR_NO and switches.words and switches.vectors:
            places = {(passage.article_id, passage.paragraph) for passage in found[: self.settings.passages]}
            words = composer.own_words(asked)
            found = (*(each for each in words if (each.article_id, each.paragraph) not in places), *found)
        enough = self.settings.enough_passages if one else math.inf
        passages = within(found, self.settings.passage_tokens, self.generator.count, enough)
        on_found(passages)
        session = session.then(Timing(stage=Stage.RETRIEVE, seconds=clock() - began), passages=passages)
        answer = self._answerer(prompts, switches).answer(session, on_text)
        return answer.model_copy(update={"notes": (*answer.notes, *thread.notes)}) if thread.notes else answer

    def _is_probed(self, prompts: AnswerPrompts, switches: Switches) -> bool:
        """Whether the model that is asked tells by a probe whether what it has read answers."""
        return switches == ALL_ON and load_probe().is_of(self.language_ref, prompts.answer.ref)

    def _named_model(self, switches: Switches) -> ModelRef:
        """The language model that an answer names, whether or not it was asked."""
        if not switches.model:
            return NO_MODEL
        return self.language_ref

    def rewrite(self, question: str, thread: Thread) -> Rewriting:
        """A question of a thread as it stands alone, to be shown and edited before it is asked.

        Raises:
            InputError: a question that cannot be asked.
        """
        if not thread.turns:  # the model need not be loaded yet
            return Rewriting(question=checked_question(question), changed=False, how=How.ALONE)
        return standalone(question, thread.turns, self.generator, load_prompt(PROMPT))

    def follow_up(
        self,
        thread: str,
        question: str,
        rewriting: Rewriting | None = None,
        edited: str | None = None,
        filters: Filters = NO_FILTERS,
        on_text: Callable[[str], None] = lambda text: None,
        switches: Switches = ALL_ON,
        on_found: Callable[[tuple[Passage, ...]], None] = lambda passages: None,
    ) -> Turn:
        """Ask a question in a thread and keep it there with its answer, as one turn.

        Args:
            thread: its id, or the beginning of it; see `Library.create_thread`.
            question: as typed.
            rewriting: what `rewrite` gave for it; it is made when it is not given.
            edited: what a person made of the rewriting; None to ask it as it is.
            filters: days and publisher to keep to.
            on_text: given the draft piece by piece as it is written.
            switches: which parts of the way to an answer are on.
            on_found: given the passages that are answered from, once they are found.

        Raises:
            InputError: no such thread, or a question that cannot be asked.
            EmptyLibraryError: no articles, and no corpus folder.
        """
        before = self.library.thread(thread)
        proposed = rewriting or self.rewrite(question, before)
        asked = checked_question(edited) if edited is not None else proposed.question
        leans = proposed.changed or asked != proposed.question  # else it is asked as `ask` would
        answer = self.ask(asked, filters, on_text, switches, on_found, earlier=before.turns if leans else ())
        return self.library.add_turn(before.id, question, asked, proposed, answer)

    def _answerer(self, prompts: AnswerPrompts, switches: Switches) -> Answerer:
        threshold = self.settings.support_threshold
        return Answerer(
            generator=self.generator,
            prompts=prompts,
            verifier=Verifier(self.generator, prompts.judge, threshold, entailment=self.entailment),
            policy=load_policy(),
            longest=self.settings.answer_tokens,
            switches=switches,
        )

    def brief(
        self,
        first: dt.date,
        last: dt.date,
        topic: str | None = None,
        switches: Switches = ALL_ON,
        before: dt.date | None = None,
        opinion: bool = False,
    ) -> Briefing:
        """The briefing of a span of days; see `briefbot.briefing.brief.make_briefing`.

        Args:
            first: the first day.
            last: the last day.
            topic: what the stories must be about, if not anything.
            switches: which parts of the way are on.
            before: changes are counted from the newest briefing before this day; else before `first`.
            opinion: tell columns and editorials too, as views.

        Raises:
            EmptyLibraryError: no articles, and no corpus folder.
            InputError: the settings' file of interests cannot be used.
        """
        interests = load_interests(self.settings.interest)
        prompts = BriefingPrompts.load()
        empty = self._is_empty()
        model = self.language_ref
        if empty:
            self._fill()
        self.sync()

        def verifier(generator: Generator) -> Verifier:
            return Verifier(generator, prompts.judge, self.settings.support_threshold, entailment=self.entailment)

        parts = BriefingParts(
            library=self.library,
            index=self.index,
            embedder=self.embedder,
            model=model,
            generator=lambda: self.generator,
            verifier=verifier if switches.verification else None,
            prompts=prompts,
            settings_sha256=digest(self.settings.sha256, switches.model_dump()),
        )
        with self._reporter.progress("Writing stories") as progress:
            watcher = Watcher(progress.begin, progress.done, progress.stage)
            return make_briefing(parts, first, last, topic, watcher, before, opinion, interests)

    def fill_if_empty(self) -> None:
        """Fill an empty library from the settings' corpus folder.

        Raises:
            EmptyLibraryError: no articles, and no corpus folder.
        """
        if self._is_empty():
            self._fill()

    def _is_empty(self) -> bool:
        """Whether the library is empty; when it is, there must be a corpus folder to fill it from."""
        empty = self.library.empty
        if empty and not self.settings.corpus.is_dir():
            raise EmptyLibraryError(
                f"The library {str(self.library.path)!r} has no articles. Run `briefbot ingest FOLDER` first."
            )
        return empty

    def _fill(self) -> None:
        self._reporter.note(f"The library is empty: taking in the articles of {str(self.settings.corpus)!r}.")
        report = self.ingest([self.settings.corpus])
        for problem in report.problems:
            self._reporter.note(problem.reason)
