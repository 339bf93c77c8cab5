from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from briefbot.briefing.brief import BriefingParts, BriefingPrompts, make_briefing
from briefbot.briefing.kinds import KindFound, TextKind
from briefbot.briefing.sources import shown_sentences
from briefbot.briefing.types import Briefing
from briefbot.desk import Desk
from briefbot.progress import Watcher
from briefbot.readers.formats import read_article
from briefbot.render.briefing import since
from briefbot.search.chunking import chunk_article
from briefbot.text.sentences import sentence_spans
from briefbot.types import Article, Published, Switches
from tests.briefing.copying import CopyingGenerator, draft_all
from tests.conftest import CORPUS, make_article

Opener = Callable[..., Desk]
DAY = dt.date(2018, 3, 12)
FERRY = make_article(
    "The ferry between Aldport and Skerry sailed again on Monday, two hours late, Harbour Master Ada Holm said.",
    "Repairs to the pier took 14 weeks and cost 3.2 million crowns, twice what the office had reckoned with.",
    "The council of Skerry will vote on a protest against dearer tickets on Thursday.",
    title="Ferry between Aldport and Skerry sailed again on Monday",
    day="2018-03-12",
    path="/news/ferry.txt",
)
BANK = make_article(
    "Governor Ruth Aske raised interest rates in Nordmark by half a point, which mortgages will feel from May.",
    "Economists had expected a quarter; shares of builders lost four percent within minutes.",
    title="Governor Ruth Aske raised interest rates in Nordmark",
    source="Capital Times",
    day="2018-03-12",
    path="/news/bank.txt",
)


def put(desk: Desk, *articles: Article) -> None:
    for article in articles:
        desk.library.put(article, chunk_article(article, 900), article.id)


@pytest.fixture
def nothing_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    """No sentence is short enough to be shown as it is, so that the model writes all of them."""
    draft_all(monkeypatch)


def texts(briefing: Briefing) -> list[str]:
    return [sentence.text for sentence in shown_sentences(briefing)]


def test_a_day_becomes_stories_whose_every_sentence_is_in_one_place(open_desk: Opener) -> None:
    desk = open_desk(CopyingGenerator())
    put(desk, FERRY, BANK)
    briefing = desk.brief(DAY, DAY)
    assert [story.headline.text for story in briefing.stories] == [BANK.title, FERRY.title]
    assert [sentence.text for sentence in briefing.in_brief] == [BANK.paragraphs[0].text, FERRY.paragraphs[0].text]
    assert [sentence.text for sentence in briefing.stories[1].happened] == [FERRY.paragraphs[1].text]
    assert [(event.first, event.sentence.text) for event in briefing.events] == [
        (dt.date(2018, 3, 15), FERRY.paragraphs[2].text)
    ]
    assert briefing.coverage.articles == 2
    assert len(set(texts(briefing))) == len(texts(briefing))


def test_citations_are_numbered_in_the_order_of_reading_and_resolve(open_desk: Opener) -> None:
    desk = open_desk(CopyingGenerator())
    put(desk, FERRY, BANK)
    briefing = desk.brief(DAY, DAY)
    numbers = [citation.number for sentence in shown_sentences(briefing) for citation in sentence.citations]
    assert list(dict.fromkeys(numbers)) == list(range(1, max(numbers) + 1))
    for sentence in shown_sentences(briefing):
        assert sentence.citations
        for citation in sentence.citations:
            text = desk.library.article(citation.article_id).paragraphs[citation.paragraph - 1].text
            assert text[citation.start : citation.end] == citation.quote


def test_the_same_inputs_give_the_same_briefing_without_the_model(open_desk: Opener) -> None:
    generator = CopyingGenerator()
    desk = open_desk(generator)
    put(desk, FERRY, BANK)
    first = desk.brief(DAY, DAY)
    asked = len(generator.seen)
    assert desk.brief(DAY, DAY) == first
    assert len(generator.seen) == asked


@pytest.mark.usefixtures("nothing_quoted")
def test_after_a_further_article_only_its_story_is_written(open_desk: Opener) -> None:
    generator = CopyingGenerator()
    desk = open_desk(generator)
    put(desk, FERRY)
    desk.brief(DAY, DAY)
    assert generator.stories == 1
    put(desk, BANK)
    assert len(desk.brief(DAY, DAY).stories) == 2
    assert generator.stories == 2


@pytest.mark.usefixtures("nothing_quoted")
def test_an_interrupted_briefing_goes_on_where_it_stopped(open_desk: Opener) -> None:
    def stop_at_the_second(sentence: str) -> str:
        if "Holm" in sentence:
            raise KeyboardInterrupt
        return sentence

    desk = open_desk(CopyingGenerator(change=stop_at_the_second))
    put(desk, FERRY, BANK)
    with pytest.raises(KeyboardInterrupt):
        desk.brief(DAY, DAY)
    assert list(desk.library.briefings()) == []
    again = CopyingGenerator()
    assert len(open_desk(again).brief(DAY, DAY).stories) == 2
    assert again.stories == 1


@pytest.mark.usefixtures("nothing_quoted")
def test_a_sentence_that_fails_is_replaced_by_the_words_of_its_source(open_desk: Opener) -> None:
    generator = CopyingGenerator(change=lambda sentence: sentence.replace("14 weeks", "15 weeks"))
    desk = open_desk(generator)
    put(desk, FERRY)
    story = desk.brief(DAY, DAY).stories[0]
    assert [sentence.text for sentence in story.happened] == [FERRY.paragraphs[1].text]
    assert story.happened[0].support.action == "quoted"
    assert [sentence.text for sentence in story.removed] == [FERRY.paragraphs[1].text.replace("14", "15")]


@pytest.mark.usefixtures("nothing_quoted")
def test_a_headline_says_only_what_a_paragraph_supports(open_desk: Opener) -> None:
    article = make_article(
        "The ferry between Aldport and Skerry sailed again on Monday after repairs of 14 weeks.",
        "Tickets cost 40 crowns, which islanders find dear, and the council of Skerry complained.",
        title="Ferry between Aldport and Harrow sailed again on Monday",
        day="2018-03-12",
    )
    desk = open_desk(CopyingGenerator())
    put(desk, article)
    story = desk.brief(DAY, DAY).stories[0]
    assert "Harrow" not in story.headline.text
    assert "sailed again" in story.headline.text
    assert any("Harrow" in sentence.text for sentence in story.removed)


def test_a_day_without_articles_says_so(open_desk: Opener) -> None:
    generator = CopyingGenerator()
    desk = open_desk(generator)
    put(desk, FERRY)
    briefing = desk.brief(dt.date(2018, 5, 1), dt.date(2018, 5, 1))
    assert briefing.note == "The library has no article published on 2018-05-01."
    assert briefing.stories == () and briefing.in_brief == ()
    assert generator.seen == []


def test_a_topic_without_articles_says_so(open_desk: Opener) -> None:
    desk = open_desk(CopyingGenerator())
    put(desk, FERRY)
    briefing = desk.brief(DAY, DAY, "volcanoes")
    assert briefing.note == "No article published on 2018-03-12 is about 'volcanoes'."
    assert [left.reason for left in briefing.coverage.left_out] == ["not about 'volcanoes'"]


def test_a_topic_keeps_to_what_is_about_it(open_desk: Opener) -> None:
    desk = open_desk(CopyingGenerator())
    put(desk, FERRY, BANK)
    briefing = desk.brief(DAY, DAY, "interest rates")
    assert [story.articles for story in briefing.stories] == [(BANK.id,)]


def corpus(name: str, day: str | None = None) -> Article:
    article = read_article(CORPUS / name)
    if day:
        published = Published(day=dt.date.fromisoformat(day), evidence="test")
        article = article.model_copy(update={"published": published})
    return article


def test_a_correction_of_what_was_briefed_is_told(open_desk: Opener) -> None:
    desk = open_desk(CopyingGenerator())
    put(
        desk,
        corpus("brexit/courier-commons-takes-control.txt"),
        corpus("brexit/courier-commons-takes-control-corrected.txt"),
        corpus("brexit/2019-09-04-channel-wire-benn-bill.txt"),
    )
    third = desk.brief(dt.date(2019, 9, 3), dt.date(2019, 9, 3))
    assert any("328 to 311" in text for text in texts(third))
    fourth = desk.brief(dt.date(2019, 9, 4), dt.date(2019, 9, 4))
    assert fourth.previous == third.id
    corrected = [change for change in fourth.changes if change.kind == "corrected"]
    assert len(corrected) == 1
    assert corrected[0].before and "328 to 311" in corrected[0].before.text
    assert "328 to 301" in corrected[0].now[0].text


def test_hostile_text_is_not_followed(open_desk: Opener) -> None:
    desk = open_desk(CopyingGenerator())
    put(desk, corpus("brexit/courier-prorogued-at-last.txt"), corpus("hong-kong/harbour_post_airport.txt"))
    for day in (dt.date(2019, 9, 10), dt.date(2019, 8, 14)):
        shown = " ".join(texts(desk.brief(day, day)))
        assert "parrot" not in shown and "Gerald" not in shown


def test_since_the_last_briefing_its_articles_are_not_told_again(open_desk: Opener) -> None:
    desk = open_desk(CopyingGenerator())
    put(desk, FERRY)
    first = desk.brief(DAY, DAY)
    put(desk, BANK)
    tuesday = DAY + dt.timedelta(days=1)
    later = desk.brief(DAY, tuesday, before=tuesday)
    assert later.previous == first.id
    assert [story.articles for story in later.stories] == [(BANK.id,)]
    assert [(left.article_id, left.reason) for left in later.coverage.left_out] == [
        (FERRY.id, "read for the briefing before")
    ]
    wednesday = tuesday + dt.timedelta(days=1)
    assert "was read for the briefing before" in desk.brief(DAY, wednesday, before=wednesday).note


def test_a_briefing_that_another_version_saved_is_left_aside_and_named(open_desk: Opener) -> None:
    desk = open_desk(CopyingGenerator())
    put(desk, FERRY, BANK)
    sunday = DAY - dt.timedelta(days=1)
    desk.library.save_briefing("key", sunday, sunday, None, f'{{"schema_version": 0, "last": "{sunday}"}}')
    briefing = desk.brief(DAY, DAY)
    assert briefing.previous is None and briefing.changes == ()
    assert "Sunday 11 March 2018 was saved by another version of briefbot" in since(briefing)


def test_a_story_moves_the_progress_by_lines_and_checks(open_desk: Opener) -> None:
    desk = open_desk(CopyingGenerator())
    put(desk, FERRY, BANK)
    begun: list[int] = []
    done: list[int] = []
    stages: list[str] = []
    parts = BriefingParts(
        library=desk.library,
        index=desk.index,
        embedder=desk.embedder,
        model=desk.generator.ref,
        generator=lambda: desk.generator,
        verifier=None,
        prompts=BriefingPrompts.load(),
        settings_sha256="",
    )
    make_briefing(parts, DAY, DAY, watcher=Watcher(begun.append, done.append, stages.append))
    assert stages == ["Story 1 of 2", "Story 2 of 2"]
    assert begun == [sum(done)]
    assert len(done) > 2 * len(stages)


def test_without_verification_the_draft_stands(open_desk: Opener) -> None:
    generator = CopyingGenerator(change=lambda sentence: sentence.replace("14 weeks", "15 weeks"))
    desk = open_desk(generator)
    put(desk, FERRY)
    briefing = desk.brief(DAY, DAY, switches=Switches(verification=False))
    assert any("15 weeks" in text for text in texts(briefing))


def test_no_text_of_a_day_is_cut_into_sentences_twice(open_desk: Opener) -> None:
    desk = open_desk(CopyingGenerator())
    put(desk, FERRY, BANK)
    sentence_spans.cache_clear()
    desk.brief(DAY, DAY)
    asked = sentence_spans.cache_info()
    assert asked.misses == asked.currsize < asked.hits


def test_a_briefing_that_is_kept_is_found_with_as_many_queries_however_many_articles_there_are(
    open_desk: Opener,
) -> None:
    desk = open_desk(CopyingGenerator())
    asked: list[str] = []

    def queries() -> int:
        desk.brief(DAY, DAY)
        asked.clear()
        desk.library._db.set_trace_callback(asked.append)
        desk.brief(DAY, DAY)
        desk.library._db.set_trace_callback(None)
        return len(asked)

    put(desk, FERRY)
    few = queries()
    older = [
        make_article(f"Number {at} of the old news.", title=f"Old {at}", path=f"/news/{at}.txt") for at in range(9)
    ]
    put(desk, BANK, *older)
    assert queries() == few
    assert sum("copy_of, superseded_by" in query for query in asked) == 1


COLUMN = make_article(
    "Every winter the ferry fails on the first windy day, and every winter we are asked to be patient again.",
    "I have paid for this boat with my taxes for 20 years, and I know where it should go.",
    title="The ferry should be sold",
    day="2018-03-12",
    path="/news/column.txt",
    url="https://coast.example/opinion/2018/ferry.html",
    author="Hamid Orlan",
)
LISTED = make_article(
    "A museum, a market and a pier are worth the trip to Skerry, and each of them has its own queue.",
    "The market sells bread, and the museum has boats; both are open to all who come by the road.",
    "The pier is long, and the old mill above it is the landmark that painters of the island like best.",
    title="Museum, market and pier of Skerry are worth the trip",
    day="2018-03-12",
    path="/news/list.txt",
    ids=("genre:Analysis", "urgency:7"),
)


def test_a_column_is_no_story_and_is_told_as_a_view_where_views_are_asked_for(open_desk: Opener) -> None:
    desk = open_desk(CopyingGenerator())
    put(desk, FERRY, COLUMN)
    briefing = desk.brief(DAY, DAY)
    assert [story.headline.text for story in briefing.stories] == [FERRY.title]
    assert briefing.views == ()
    (left,) = briefing.coverage.left_out
    assert (left.article_id, left.kind) == (COLUMN.id, "no news")
    assert "column" in left.reason
    (view,) = desk.brief(DAY, DAY, opinion=True).views
    assert (view.kind, view.author, view.sentence.text) == ("column", "Hamid Orlan", COLUMN.paragraphs[0].text)
    assert view.sentence.quoted
    numbers = [c.number for s in shown_sentences(desk.brief(DAY, DAY, opinion=True)) for c in s.citations]
    assert list(dict.fromkeys(numbers)) == list(range(1, max(numbers) + 1))


def test_a_day_of_columns_alone_has_no_story_and_says_so(open_desk: Opener) -> None:
    desk = open_desk(CopyingGenerator())
    put(desk, COLUMN)
    briefing = desk.brief(DAY, DAY)
    assert briefing.stories == ()
    assert "is a view, a gallery or a promotion" in briefing.note


def test_a_list_is_no_story_beside_news_and_better_than_nothing_alone(open_desk: Opener) -> None:
    desk = open_desk(CopyingGenerator())
    listed = LISTED.model_copy(update={"ids": ("genre:List",)})
    put(desk, listed)
    assert [story.headline.text for story in desk.brief(DAY, DAY).stories] == [listed.title]
    put(desk, FERRY)
    briefing = desk.brief(DAY, DAY)
    assert [story.headline.text for story in briefing.stories] == [FERRY.title]
    assert "no news but a list" in [left.reason for left in briefing.coverage.left_out]


def test_what_is_evergreen_comes_last_however_long_it_is_and_says_why(open_desk: Opener) -> None:
    desk = open_desk(CopyingGenerator())
    put(desk, LISTED, FERRY)
    news, evergreen = desk.brief(DAY, DAY).stories
    assert news.headline.text == FERRY.title
    assert (news.importance.worth, evergreen.importance.worth) == (1.0, 1.0)
    assert news.importance.total > evergreen.importance.total + 0.1
    assert "its wire's urgency is 7 (-0.6)" in evergreen.importance.reasons
    assert any("names no day near it" in reason for reason in evergreen.importance.reasons)
    assert not any("names no day near it" in reason for reason in news.importance.reasons)


def test_a_round_up_that_is_of_one_piece_tells_no_story_beside_others(open_desk: Opener) -> None:
    summed_up = make_article(
        "Ada Holm has asked the council of Skerry for a second ferry, the Coast News said.",
        "The mill of Aldport is for sale for 900 crowns.",
        title="In the news: a ferry, a mill",
        day="2018-03-12",
        path="/news/round-up.txt",
    )
    desk = open_desk(CopyingGenerator())
    put(desk, summed_up)
    assert len(desk.brief(DAY, DAY).stories) == 1
    put(desk, BANK)
    briefing = desk.brief(DAY, DAY)
    assert [story.headline.text for story in briefing.stories] == [BANK.title]
    assert [(left.title, left.reason) for left in briefing.coverage.left_out] == [
        (summed_up.title, "no news but a round-up")
    ]


def test_what_is_likely_no_news_is_told_in_a_sentence_below_the_first_stories(
    open_desk: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    mill = make_article(
        "The mill of Aldport has turned in the wind above the harbour of the Holm family for 212 years.",
        title="The mill of the Holm family of Aldport",
        day="2018-03-12",
        path="/news/mill.txt",
    )
    bridge = make_article(
        "Mayor Nils Dahl opened a bridge of 340 metres across the river Brenna on Monday.",
        title="Nils Dahl opens bridge across the Brenna",
        day="2018-03-12",
        path="/news/bridge.txt",
    )
    doubted = {mill.id: KindFound(TextKind.NEWS, "its words", 0.5)}
    monkeypatch.setattr(
        "briefbot.briefing.stories.kinds_of",
        lambda articles, vectors: {each.id: doubted.get(each.id, KindFound(TextKind.NEWS, "")) for each in articles},
    )
    desk = open_desk(CopyingGenerator())
    put(desk, FERRY, BANK, mill)
    assert len(desk.brief(DAY, DAY).stories) == 3
    put(desk, bridge)
    briefing = desk.brief(DAY, DAY)
    assert {story.articles[0] for story in briefing.stories} == {FERRY.id, BANK.id, bridge.id}
    assert [brief.headline for brief in briefing.briefs] == [mill.title]
