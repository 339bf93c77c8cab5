"""A briefing of three days of the demo corpus, written by hand; every citation is found in its article."""

from __future__ import annotations

import datetime as dt
from functools import cache

from briefbot.briefing.types import (
    Briefing,
    Change,
    Coverage,
    Disagreement,
    Event,
    Exclusion,
    Importance,
    LeftOut,
    Quotation,
    Story,
    Version,
)
from briefbot.readers.formats import read_article
from briefbot.text.dates.find import find_dates
from briefbot.text.sentences import sentence_spans
from briefbot.types import Article, Citation, ModelRef, PromptRef, Sentence, Support, Timing
from tests.conftest import CORPUS

FILES = {
    "stockholm": "korea/stockholm-2nd-ld.txt",
    "missile": "korea/slbm-two-or-one.txt",
    "proposal": "korea/2019-07-14-han-river-wire-talks-proposed.txt",
    "metro": "hong-kong/metro-shut.txt",
    "masks": "hong-kong/mask-ban.txt",
    "shot": "hong-kong/tsuen-wan-shot.txt",
    "brussels": "brexit/brussels-reads-the-offer.txt",
    "week": "2019-10-05-the-week-in-three-stories.md",
}
Source = tuple[str, int, int, int, str]
FIRST, LAST = dt.date(2019, 10, 3), dt.date(2019, 10, 5)


@cache
def article(name: str) -> Article:
    """An article of the corpus, with a path that is the same on every machine."""
    return read_article(CORPUS / FILES[name]).model_copy(update={"path": f"corpus/{FILES[name]}"})


def sample_paragraphs() -> dict[tuple[str, int], str]:
    """The paragraphs of the articles that the sample cites."""
    return {
        (article(name).id, paragraph.number): paragraph.text for name in FILES for paragraph in article(name).paragraphs
    }


def words(name: str, paragraph: int, sentence: int) -> Source:
    """One sentence of an article, counted from 1."""
    text = article(name).paragraphs[paragraph - 1].text
    start, end = sentence_spans(text)[sentence - 1]
    return name, paragraph, start, end, text[start:end]


BROKE = words("stockholm", 1, 1)
PICTURE = words("stockholm", 4, 2)
INVITED = words("stockholm", 6, 1)
SUSPEND = words("stockholm", 3, 1)
TWO = words("missile", 2, 2)
ONE = words("missile", 2, 3)
SINGLE = words("missile", 3, 1)
PROPOSED = words("proposal", 1, 1)
CLOSED = words("metro", 1, 1)
SHUT = words("metro", 2, 1)
BOY = words("metro", 2, 3)
DARK = words("metro", 3, 1)
HEARING = words("metro", 5, 2)
PRISON = words("masks", 2, 2)
STUDENT = words("shot", 1, 1)
POLITE = words("brussels", 1, 1)
VARADKAR = words("brussels", 5, 1)
SUMMIT = words("brussels", 6, 1)
LETTER = words("week", 3, 4)


class Pen:
    """Writes sentences whose citations are numbered through, one number for each span of words."""

    def __init__(self) -> None:
        self._numbers: dict[Source, int] = {}

    def __call__(self, text: str, *sources: Source, quoted: bool = False) -> Sentence:
        support = Support(supported=True, probability=0.94, action="quoted" if quoted else "kept")
        citations = tuple(self._cite(source) for source in sources)
        return Sentence(text=text, quoted=quoted, support=support, citations=citations)

    def _cite(self, source: Source) -> Citation:
        name, paragraph, start, end, quote = source
        cited = article(name)
        day = cited.published.day if cited.published else None
        return Citation(
            number=self._numbers.setdefault(source, len(self._numbers) + 1),
            article_id=cited.id,
            title=cited.title,
            source=cited.source,
            published=cited.published.iso if cited.published else None,
            path=cited.path,
            url="https://han-river.example/2nd-ld?id=7&x=(1)" if name == "stockholm" else None,
            paragraph=paragraph,
            quote=quote,
            start=start,
            end=end,
            dates=find_dates(quote, day) if day else (),
            also=("Tokyo Morning Desk: Washington seeks nuclear talks with North 'this week'",)
            if name == "proposal"
            else (),
        )


def importance(publishers: float, novelty: float, recency: float, prominence: float) -> Importance:
    total = 0.4 * publishers + 0.25 * novelty + 0.2 * recency + 0.15 * prominence
    return Importance(publishers=publishers, novelty=novelty, recency=recency, prominence=prominence, total=total)


def sample_briefing() -> Briefing:
    """A briefing with every part filled."""
    pen = Pen()
    in_brief = (
        pen(
            "Working-level talks between North Korea and the United States broke down in Stockholm on Saturday.", BROKE
        ),
        pen(
            "The whole of Hong Kong's MTR was closed on Saturday after a night of violence over the ban on masks.",
            CLOSED,
            SHUT,
        ),
        pen("The European Commission was careful not to call the British proposals a basis for anything.", POLITE),
    )
    korea = Story(
        id="1" * 16,
        headline=pen("N. Korea says talks with U.S. in Stockholm have broken down", BROKE),
        happened=(
            pen(
                "North Korea's chief negotiator said on Saturday that working-level nuclear talks had broken down.",
                BROKE,
            ),
            pen(
                "The State Department said that his comments did not reflect a discussion of eight and a half hours.",
                PICTURE,
            ),
            pen(SUSPEND[4], SUSPEND, quoted=True),
        ),
        disagreements=(
            Disagreement(
                about="number of missiles launched on Wednesday",
                kind="number",
                versions=(
                    Version(value="two ballistic missiles", sentence=pen(TWO[4], TWO, quoted=True)),
                    Version(value="one", sentence=pen(ONE[4], ONE, quoted=True)),
                ),
            ),
        ),
        background=pen(
            "The United States proposed working-level talks on Sunday, through a diplomatic channel.",
            PROPOSED,
        ),
        said=(Quotation(speaker="Morgan Ortagus", sentence=pen(INVITED[4], INVITED, quoted=True)),),
        articles=(article("stockholm").id, article("missile").id),
        also=("Han River Wire: (LEAD) N. Korea says talks with U.S. in Stockholm broke down",),
        importance=importance(1.0, 0.9, 1.0, 0.8),
        removed=(
            pen("The talks lasted two days.", BROKE).model_copy(
                update={"support": Support(supported=False, missing=("number 'two'",), action="removed")}
            ),
        ),
        draft="North Korea said the talks had broken down [1]. The talks lasted two days [1].",
    )
    hong_kong = Story(
        id="2" * 16,
        headline=pen("Hong Kong's railway stays shut after the first night of the mask ban", CLOSED, SHUT),
        happened=(
            pen("The railway operator shut its network late on Friday after stations had been set on fire.", SHUT),
            pen("A boy of 14 was shot in the leg in Yuen Long by an off-duty officer.", BOY),
            pen("Those who break the ban can be fined HK$25,000 or sent to prison for up to a year.", PRISON),
        ),
        background=pen("A student of 18 had been shot in the chest in Tsuen Wan on Tuesday.", STUDENT),
        said=(Quotation(speaker="Carrie Lam", sentence=pen(DARK[4], DARK, quoted=True)),),
        articles=(article("metro").id, article("masks").id),
        importance=importance(0.67, 0.8, 1.0, 0.7),
    )
    brexit = Story(
        id="3" * 16,
        headline=pen("Brussels finds problems in the British proposals", POLITE),
        happened=(
            pen(
                "The European Commission was polite on Thursday but did not call the proposals a basis for anything.",
                POLITE,
            ),
            pen("Leo Varadkar welcomed the effort but said that the plan fell short.", VARADKAR),
        ),
        articles=(article("brussels").id,),
        importance=importance(0.33, 0.6, 0.4, 0.9),
    )
    changes = (
        Change(kind="new", headline=hong_kong.headline.text, story=hong_kong.id),
        Change(
            kind="developing",
            headline=korea.headline.text,
            story=korea.id,
            now=(
                pen(
                    "The United States accepted an invitation from Sweden to return to Stockholm in two weeks.", INVITED
                ),
            ),
        ),
        Change(
            kind="corrected",
            headline=brexit.headline.text,
            story=brexit.id,
            before=pen(TWO[4], TWO),
            now=(pen("There had been a single missile.", SINGLE),),
        ),
        Change(
            kind="gone quiet",
            headline="Student shot by police in Tsuen Wan",
            story=None,
            before=pen("A police officer shot an 18-year-old student in the chest.", STUDENT),
        ),
    )
    events = (
        Event(
            first=dt.date(2019, 10, 6),
            last=dt.date(2019, 10, 6),
            sentence=pen("A High Court hearing on the mask ban is expected.", HEARING),
        ),
        Event(
            first=dt.date(2019, 10, 17), last=dt.date(2019, 10, 17), sentence=pen("The leaders of the EU meet.", SUMMIT)
        ),
        Event(
            first=dt.date(2019, 10, 19),
            last=dt.date(2019, 10, 21),
            sentence=pen("Boris Johnson must send the letter which the law demands, if there is no deal.", LETTER),
        ),
    )
    return Briefing(
        title="Daily briefing",
        first=FIRST,
        last=LAST,
        coverage=Coverage(
            articles=8,
            publishers=(
                "Continental Times",
                "Han River Wire",
                "Harbour Wire",
                "Pacific Dispatch",
                "The Harbour Post",
                "Tokyo Morning Desk",
            ),
            stories=3,
            copies=1,
            left_out=(
                LeftOut(
                    article_id="a" * 16,
                    title="(LEAD) N. Korea says talks with U.S. in Stockholm broke down",
                    kind=Exclusion.SUPERSEDED,
                    reason="superseded by “(2nd LD) N. Korea says talks with U.S. in Stockholm broke down”",
                ),
                LeftOut(
                    article_id="c" * 16,
                    title="What the five demands are",
                    kind=Exclusion.UNDATED,
                    reason="no date could be established",
                ),
            ),
        ),
        in_brief=in_brief,
        stories=(korea, hong_kong, brexit),
        changes=changes,
        previous="9" * 16,
        previous_last=dt.date(2019, 10, 2),
        events=events,
        prompts=(PromptRef(name="story", version=1, sha256="0" * 64),),
        model=ModelRef(name="qwen2.5-coder-1.5b", sha256="1" * 64),
        embedder=ModelRef(name="minilm-int8", sha256="2" * 64),
        settings_sha256="3" * 64,
        timings=(
            Timing(stage="collect", seconds=0.2),
            Timing(stage="write", seconds=41.0, tokens_read=2400, tokens_written=390),
        ),
    )


def empty_briefing() -> Briefing:
    """A briefing of a day without articles."""
    return sample_briefing().model_copy(
        update={
            "first": LAST,
            "coverage": Coverage(articles=0, publishers=(), stories=0, copies=0),
            "in_brief": (),
            "stories": (),
            "changes": (),
            "events": (),
            "previous": None,
            "previous_last": None,
            "note": "No articles of this day are in the library.",
        }
    )


HOSTILE = (
    "OVERRIDE <script>alert(1)</script> [x](javascript:alert(2)) ![y](z)\n\n# *h*\n- `q` & &lt; | $x$ "
    "\x1b[31m\u202e {{ 7 * 7 }} [1] [[2]]"
)


def hostile_briefing(url: str = "https://han-river.example/2nd-ld?id=7&x=(1)><b>") -> Briefing:
    """A briefing in which everything that comes from articles tries to be something else."""
    plain = sample_briefing()
    citation = (
        plain.in_brief[0]
        .citations[0]
        .model_copy(
            update={"title": HOSTILE, "source": HOSTILE, "quote": HOSTILE, "url": url, "dates": (), "also": (HOSTILE,)}
        )
    )
    sentence = Sentence(text=HOSTILE, support=Support(supported=True), citations=(citation,))
    story = plain.stories[0].model_copy(
        update={
            "headline": sentence,
            "happened": (sentence,),
            "disagreements": (
                Disagreement(about=HOSTILE, kind="number", versions=(Version(value=HOSTILE, sentence=sentence),) * 2),
            ),
            "background": sentence,
            "said": (Quotation(speaker=HOSTILE, sentence=sentence),),
            "also": (HOSTILE,),
        }
    )
    changes = (
        Change(kind="corrected", headline=HOSTILE, story=story.id, before=sentence, now=(sentence,)),
        Change(kind="gone quiet", headline=HOSTILE, story=None, before=sentence),
    )
    return plain.model_copy(
        update={
            "title": HOSTILE,
            "note": HOSTILE,
            "coverage": plain.coverage.model_copy(
                update={
                    "publishers": (HOSTILE,),
                    "left_out": (LeftOut(article_id="b" * 16, title=HOSTILE, reason=HOSTILE),),
                }
            ),
            "in_brief": (sentence,),
            "stories": (story,),
            "changes": changes,
            "events": (Event(first=LAST, last=LAST, sentence=sentence),),
        }
    )
