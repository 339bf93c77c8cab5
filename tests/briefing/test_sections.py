"""Many stories: sections by topic, briefs of one sentence, and what a desk follows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from briefbot.briefing.brief import changes_between
from briefbot.briefing.interests import Interests, load_interests
from briefbot.briefing.sections import sections
from briefbot.briefing.sources import shown_sentences
from briefbot.briefing.topics import filed_under
from briefbot.briefing.types import Briefing
from briefbot.desk import Desk
from briefbot.errors import InputError
from briefbot.render.briefing_html import briefing_html
from briefbot.render.briefing_markdown import briefing_markdown
from briefbot.search.chunking import chunk_article
from briefbot.server.found import briefing_found
from briefbot.types import Article
from tests.briefing.copying import CopyingGenerator
from tests.conftest import make_article

Opener = Callable[..., Desk]
DAY = dt.date(2018, 3, 12)
NEWS = (
    ("sport", "Aldport rowers win the autumn regatta", "Oarsmen of Aldport beat eleven crews on Monday."),
    ("business", "Brenwick brewery shuts", "Britta Aune closed the Brenwick brewery on Monday and let 40 coopers go."),
    ("politics", "Carrow votes for a bridge toll", "Councillors in Carrow chose a toll by nine to four on Monday."),
    ("sport", "Dunholt keeper breaks a wrist", "Goalkeeper Nils Ravn fell during training at Dunholt on Monday."),
    (
        "business",
        "Eskmere mill finds a buyer",
        "A Finnish firm paid 3 million for the Eskmere mill on Monday.",
    ),
    ("politics", "Farleigh mayor steps down", "Mayor Per Quist of Farleigh resigned over a parking scandal on Monday."),
    ("sport", "Grenfield skater takes silver", "Ida Lund glided to second place for Grenfield in Oslo on Monday."),
    (
        "business",
        "Holmby bank raises fees",
        "Savers at Holmby will pay 12 crowns for cards, it said on Monday.",
    ),
    ("politics", "Inverlea asks for a ferry", "Islanders of Inverlea petitioned ministers for a night boat on Monday."),
    (
        "sport",
        "Jarrowby marathon is moved",
        "Runners wait since Jarrowby lies under ice, judges said on Monday.",
    ),
    (
        "business",
        "Kelmont sheep prices fall",
        "Wool fetched a third less in Kelmont on Monday, shepherds found.",
    ),
    (
        "politics",
        "Lowick library may close",
        "Cuts of 70,000 would end lending at Lowick, clerks warned on Monday.",
    ),
    ("sport", "Marsden chess prodigy draws", "Eight-year-old Anna Wik held a grandmaster in Marsden on Monday."),
    (
        "business",
        "Norby vineyard bottles ice wine",
        "Frozen grapes gave Norby 900 bottles, its owner said on Monday.",
    ),
)


def report(at: int) -> Article:
    """One of many short reports that have nothing to do with one another."""
    topic, title, text = NEWS[at]
    town = title.split()[0]
    return make_article(
        text,
        title=title,
        source=f"{town} Courier",
        day="2018-03-12",
        path=f"/news/{town}.txt",
        url=f"https://{town.lower()}.example/{topic}/{at}.html",
    )


def fill(desk: Desk) -> None:
    for at in range(len(NEWS)):
        article = report(at)
        desk.library.put(article, chunk_article(article, 900), article.id)


def test_from_twelve_stories_on_they_stand_in_sections_and_the_last_are_told_in_a_sentence(open_desk: Opener) -> None:
    generator = CopyingGenerator()
    desk = open_desk(generator)
    fill(desk)
    briefing = desk.brief(DAY, DAY)
    assert (len(briefing.stories), len(briefing.briefs)) == (10, 4)
    quoted = [story for story in briefing.stories if not story.draft]
    assert generator.stories + len(quoted) == 10 and all(story.happened[0].quoted for story in quoted)
    assert briefing.coverage.left_out == ()
    found = sections(briefing.stories, briefing.briefs)
    assert {section.name for section in found} == {"Sport", "Economy", "Politics"}
    for brief in briefing.briefs:
        (citation,) = brief.sentence.citations
        text = desk.library.article(citation.article_id).paragraphs[citation.paragraph - 1].text
        assert text[citation.start : citation.end] == citation.quote == brief.sentence.text
    numbers = [citation.number for sentence in shown_sentences(briefing) for citation in sentence.citations]
    assert list(dict.fromkeys(numbers)) == list(range(1, max(numbers) + 1))


def test_the_pages_have_a_table_of_contents_whose_links_lead_somewhere(open_desk: Opener) -> None:
    desk = open_desk(CopyingGenerator())
    fill(desk)
    briefing = desk.brief(DAY, DAY)
    page, text = briefing_html(briefing, {}), briefing_markdown(briefing)
    for place in range(1, 15):
        assert page.count(f'id="story-{place}"') == page.count(f'href="#story-{place}"') == 1
        assert text.count(f'id="story-{place}"') == text.count(f"(#story-{place})") == 1
    assert "## Contents" in text
    assert "## Sport" in text


def test_a_program_is_told_every_story_too(open_desk: Opener) -> None:
    desk = open_desk(CopyingGenerator())
    fill(desk)
    briefing = desk.brief(DAY, DAY)
    found = briefing_found(briefing, lambda citation: citation.article_id)
    assert [brief.headline.text for brief in found.briefs] == [brief.headline for brief in briefing.briefs]
    numbers = {source.number for source in found.sources}
    assert all(set(brief.sentences[0].cites) <= numbers for brief in found.briefs)


def test_changes_of_a_story_that_another_order_tells_in_a_sentence_are_found(open_desk: Opener, tmp_path: Path) -> None:
    plain = open_desk(CopyingGenerator())
    fill(plain)
    file = tmp_path / "desk.toml"
    file.write_text(f'[places]\n"{plain.brief(DAY, DAY).briefs[-1].headline.split()[0]}" = 9\n')
    desk = open_desk(CopyingGenerator(), interest=file)
    fill(desk)
    later = desk.brief(DAY, DAY)
    earlier = later.model_copy(update={"stories": later.stories[1:], "id": "earlier"})
    changes = changes_between(earlier, later, desk.library, desk.embedder)
    assert any(change.story == later.stories[0].id for change in changes)


def test_a_few_stories_have_no_sections(open_desk: Opener) -> None:
    desk = open_desk(CopyingGenerator())
    for at in range(3):
        desk.library.put(article := report(at), chunk_article(article, 900), article.id)
    briefing = desk.brief(DAY, DAY)
    assert [section.name for section in sections(briefing.stories, briefing.briefs)] == [""]
    assert "Contents" not in briefing_markdown(briefing)


@pytest.mark.parametrize(
    ("section", "url", "topic"),
    [
        ("Sports", None, "Sport"),
        (None, "https://a.example/story/money/2022/x.html", "Economy"),
        ("Home", "https://a.example/world/asia/x", None),
        (None, "https://sport.example/x", None),
    ],
)
def test_the_topic_that_an_article_is_filed_under(section: str | None, url: str | None, topic: str | None) -> None:
    article = make_article("A text.").model_copy(update={"section": section, "url": url})
    assert filed_under(article) == topic


def test_what_the_desk_follows_comes_first_and_says_why(open_desk: Opener, tmp_path: Path) -> None:
    plain = open_desk(CopyingGenerator())
    fill(plain)
    last = plain.brief(DAY, DAY).briefs[-1]
    town = last.headline.split()[0]
    file = tmp_path / "desk.toml"
    file.write_text(f'[places]\n"{town.lower()}" = 9\n[topics]\nhealth = 0.5\n')
    desk = open_desk(CopyingGenerator(), interest=file)
    fill(desk)
    briefing = desk.brief(DAY, DAY)
    assert town in briefing.stories[0].headline.text
    assert any(f"the desk follows {town.lower()} (x9)" in reason for reason in briefing.stories[0].importance.reasons)
    told: Briefing = plain.brief(DAY, DAY)
    assert told.id != briefing.id


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[names]\nKim = 99", "a weight is a number from 0.1 to 10"),
        ("[topics]\nfishing = 2", "there is no topic 'fishing'"),
        ("[name]\nKim = 2", "name"),
        ("names", "is no TOML"),
        ('[places]\n"--" = 2', "has no word"),
    ],
)
def test_a_file_of_interests_that_says_something_else(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "desk.toml"
    file.write_text(text)
    with pytest.raises(InputError, match=said) as caught:
        load_interests(file)
    assert "Write tables such as [names]" in str(caught.value)


def test_a_file_of_interests_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Name another file"):
        load_interests(tmp_path / "none.toml")
    assert load_interests(None) == Interests()
