"""A day of one wire with a writer that has every fault seen on a real one: none of them may be shown."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest

from briefbot.briefing.sources import shown_sentences
from briefbot.briefing.types import Briefing
from briefbot.citations import shown_text
from briefbot.desk import Desk
from briefbot.llm.prompts import Rendered
from briefbot.render.briefing_markdown import briefing_markdown
from briefbot.search.chunking import chunk_article
from briefbot.settings import load_settings
from briefbot.text.sentences import is_whole
from tests.briefing.copying import CopyingGenerator, draft_all
from tests.conftest import make_article
from tests.doubles import BagOfWords

DAY = dt.date(2018, 3, 14)
WIRE = {"source": "Nordmark Wire", "day": DAY.isoformat()}
TITLE = "Harbour court of Nordmark shuts the quay of Skerry"
COLUMN = "We should all save more, and I have shown for 20 years how a careful family puts its crowns aside."
RULING = make_article(
    "The harbour court of Nordmark shut the quay of Skerry on Wednesday, and gave 40 boats a week to leave it.",
    "Ada Holm, deputy director of the Coast Division, told the court that two pillars of the quay had sunk by a metre.",
    "Harbour Safety Chief Erik Orlan said on Wednesday that repairs would cost 3.2 million crowns and take 14 weeks.",
    "Pillars and piles were delivered by Skerry Stone Inc. of Aldport, which denies that they were too short.",
    "In September the court allowed the company to build in Skerry, after an appeal of the fishermen.",
    "Today's ruling is the second against the quay within a year, and fishermen of Skerry asked for another pier.",
    "The court hears the company again on Thursday, March 22, in Aldport.",
    title=TITLE,
    path="/news/ruling.txt",
    **WIRE,
)
STRIKE = make_article(
    "Pilots of Lumen Air struck at dawn, and 120 flights from Kesra were cancelled before noon on Wednesday.",
    "Their union wants six percent more pay; Lumen Air has offered two, and no talks are planned.",
    title="Pilots of Lumen Air strike, and 120 flights are cancelled",
    path="/news/strike.txt",
    **WIRE,
)
MONEY = make_article(
    COLUMN,
    "I put away a tenth of what I earn, and you can do it as well, whatever the banks of Nordmark will tell you.",
    "My advice is to begin on the first day of a month, and to write down what each bread and each coffee costs.",
    title="Save like my grandmother did, and sleep well",
    path="/news/money.txt",
    url="https://wire.example/opinion/money.html",
    author="Greta Moe",
    **WIRE,
)
JOINED = "Ada Orlan said that repairs would cost 3.2 million crowns."
ROLES = "Harbour Safety Chief Ada Holm told the court that two pillars of the quay had sunk."
CUT = "Pillars and piles were delivered by Skerry Stone Inc."
LOOP = "The harbour court of Nordmark shut the quay of Skerry."


class FaultyWriter(CopyingGenerator):
    """Writes for each paragraph of the ruling what a small model wrote for such a one, and says one sentence again."""

    def __init__(self) -> None:
        super().__init__()
        self.drafts: list[str] = []

    def reply(self, prompt: Rendered) -> str:
        """The faults, one a line, and then what the paragraphs say, the last of them with the loop."""
        faults = iter((f"{TITLE}.", ROLES, JOINED, CUT) if "harbour court" in prompt.user else ())
        found = re.findall(r"^\[(\d+)\] (.+)$", prompt.user, re.M)
        lines = [f"[{number}] {next(faults, re.sub(r' [(][^()]*[)]', '', text))}" for number, text in found]
        loop = f" {LOOP}" * 8 if "harbour court" in prompt.user else ""
        self.drafts.append("\n".join(lines) + loop)
        return self.drafts[-1]


@pytest.fixture(scope="module", params=["written", "quoted"])
def briefing(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Briefing]:
    """The day once with all stories written by the model, and once as it is, with short sentences quoted."""
    folder = tmp_path_factory.mktemp("agency")
    settings = load_settings(home=folder / "home", corpus=folder / "no-corpus")
    writer = FaultyWriter()
    with Desk(settings, embedder=BagOfWords(), generator=writer) as desk, pytest.MonkeyPatch.context() as patch:
        if request.param == "written":
            draft_all(patch)
        for article in (RULING, STRIKE, MONEY):
            desk.library.put(article, chunk_article(article, 900), article.id)
        made = desk.brief(DAY, DAY)
    written = " ".join(writer.drafts)
    faulty = [fault in written for fault in (f"{TITLE}.", ROLES, JOINED, CUT, LOOP)]
    assert all(faulty) if request.param == "written" else not any(faulty)
    yield made


def shown(briefing: Briefing) -> list[str]:
    return [sentence.text for sentence in shown_sentences(briefing)]


def test_no_column_leads_the_day_or_is_told_at_all(briefing: Briefing) -> None:
    assert {story.headline.text for story in briefing.stories} == {TITLE, STRIKE.title}
    assert not any("crowns aside" in text or "grandmother" in text for text in shown(briefing))


def test_no_name_is_made_of_two_and_nobody_gets_anothers_office(briefing: Briefing) -> None:
    text = " ".join(shown(briefing))
    assert "Ada Orlan" not in text and "Chief Ada" not in text
    removed = {sentence.text for story in briefing.stories for sentence in story.removed}
    drafted = " ".join(story.draft for story in briefing.stories)
    assert removed >= {fault for fault in (JOINED, ROLES) if fault in drafted}


def test_nothing_past_is_in_the_calendar(briefing: Briefing) -> None:
    assert [event.first for event in briefing.events] == [dt.date(2018, 3, 22)]
    assert not any("September" in event.sentence.text for event in briefing.events)


def test_no_sentence_stands_twice(briefing: Briefing) -> None:
    told = [re.sub(r"\W+", " ", text.lower()).strip() for text in shown(briefing)]
    assert len(told) == len(set(told))


def test_a_sentence_that_is_said_again_is_stopped_while_it_is_written(briefing: Briefing) -> None:
    assert max(story.draft.count(LOOP) for story in briefing.stories) <= 1


def test_no_headline_is_said_again_as_a_sentence(briefing: Briefing) -> None:
    for story in briefing.stories:
        own = re.sub(r"\W+", " ", story.headline.text.lower()).strip()
        below = [sentence.text for sentence in (*briefing.in_brief, *story.happened)]
        assert own not in [re.sub(r"\W+", " ", text.lower()).strip() for text in below]


def test_no_date_stands_inside_a_possessive(briefing: Briefing) -> None:
    text = briefing_markdown(briefing)
    assert not re.search(r"\)['’]s\b", text)
    said = [shown_text(sentence) for sentence in shown_sentences(briefing)]
    assert not any(re.search(r"[Tt]oday \([^)]*\)['’]s", each) for each in said)


def test_every_sentence_is_whole_and_none_is_cut_at_an_abbreviation(briefing: Briefing) -> None:
    below = [sentence.text for story in briefing.stories for sentence in story.happened] + [
        sentence.text for sentence in briefing.in_brief
    ]
    assert below and all(is_whole(text) for text in below)
    assert not any(text.endswith("Inc.") for text in shown(briefing))
