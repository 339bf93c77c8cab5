from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from briefbot.errors import InputError
from briefbot.library.store import Library
from briefbot.search.chunking import chunk_article
from briefbot.settings import Settings
from briefbot.types import Article
from briefbot.watchlists.compiled import FORMAT, to_bytes
from briefbot.watchlists.finding import found_of_late, found_with_copies, load_matcher, match_arrivals
from briefbot.watchlists.keeping import Wanted, add_list, change_list, find_list, pause_list
from briefbot.watchlists.types import Every, Hit, HitKind, Watchlist
from tests.conftest import make_article
from tests.doubles import BagOfWords

NOW = dt.datetime(2018, 3, 12, 9, 0, tzinfo=dt.UTC)
FERRY = (
    "The ferry line to the islands will reopen in May, the harbour office said on Monday.",
    "It had been shut for two years after a fire on the old ferry.",
    "Tickets for the first ferry cost 12 crowns and are sold at the harbour from next week.",
)
TRAMS = ("The trams of the capital stand still today.", "Drivers ask for better pay and shorter days.")


@pytest.fixture
def library(settings: Settings) -> Iterator[Library]:
    with Library(settings.home / "library.db") as library:
        yield library


def put(library: Library, *texts: str, **fields: object) -> Article:
    article = make_article(*texts, **fields)  # type: ignore[arg-type]
    library.put(article, chunk_article(article, 900), article.id)
    return article


def add(
    library: Library, name: str = "ferries", query: str = "ferry line to the islands", **fields: object
) -> Watchlist:
    return add_list(library, name, Wanted.model_validate({"query": query, "to": ("x",), **fields}), NOW)


def match(library: Library, now: dt.datetime = NOW) -> int:
    return match_arrivals(library, BagOfWords(), now).hits


def hits(library: Library, watchlist: Watchlist) -> list[Hit]:
    return [Hit.model_validate_json(each.json_text) for each in library.hits(watchlist.id)]


def test_a_new_article_is_a_hit_once_with_the_sentence_that_matters(library: Library) -> None:
    wanted = add(library)
    article = put(library, *FERRY)
    put(library, *TRAMS, title="Trams", path="/news/trams.txt")
    assert match(library) == 1
    assert match(library) == 0
    (hit,) = hits(library, wanted)
    assert (hit.article_id, hit.kind, hit.title, hit.source) == (
        article.id,
        HitKind.NEW,
        article.title,
        "Coast Gazette",
    )
    assert hit.sentence.quoted and hit.sentence.text == FERRY[0]
    (citation,) = hit.sentence.citations
    text = article.paragraphs[citation.paragraph - 1].text
    assert text[citation.start : citation.end] == citation.quote == FERRY[0]


def test_lists_are_made_ready_once_and_again_when_one_changes(library: Library) -> None:
    wanted = add(library)
    embedder = BagOfWords()

    def ready() -> list[str]:
        return sorted(load_matcher(library, embedder).compiled.ids)

    kept = library.lists_revision()
    assert ready() == [wanted.id]
    saved = library.matcher(f"{FORMAT} {kept} {embedder.ref.sha256} 0")
    assert saved == to_bytes(load_matcher(library, embedder).compiled)
    other = add(library, "trams", "trams of the capital")
    assert library.lists_revision() != kept and ready() == sorted([wanted.id, other.id])
    change_list(library, "ferries", Wanted(any=("ferry",)))
    assert load_matcher(library, embedder).compiled.has_words.any()
    library.remove_watchlist(other.id)
    assert ready() == [wanted.id]


def test_what_is_there_already_is_no_news_and_what_comes_again_neither(library: Library) -> None:
    old = put(library, *FERRY)
    wanted = add(library)
    later = add(library, "more")
    assert match(library) == 0
    library.forget(["/news/ferry.txt"])
    put(library, *FERRY)
    assert match(library) == 2  # it had left the library before any list knew it
    library.forget(["/news/ferry.txt"])
    put(library, *FERRY)
    assert match(library) == 0
    assert [hit.article_id for hit in hits(library, wanted)] == [old.id] == [h.article_id for h in hits(library, later)]


def test_a_list_made_later_is_not_told_of_what_waited_for_others(library: Library) -> None:
    first = add(library)
    put(library, *FERRY)
    second = add(library, "second")
    assert match(library) == 1
    assert hits(library, first) and not hits(library, second)


def test_copies_of_one_story_are_one_hit(library: Library) -> None:
    wanted = add(library)
    put(library, *FERRY)
    put(library, *FERRY, title="Boats are back", source="Northern Post", path="/news/copy.txt")
    assert match(library) == 1
    put(library, *FERRY, title="Islands again", source="Island Times", path="/news/third.txt")
    assert match(library) == 0
    (hit,) = hits(library, wanted)
    also = found_with_copies(hit, library, {}).also
    assert {each.split(":")[0] for each in also} == {"Northern Post", "Island Times", "Coast Gazette"} - {hit.source}


def test_a_correction_is_a_hit_that_says_what_changed(library: Library) -> None:
    wanted = add(library)
    put(library, *FERRY)
    match(library)
    fixed = tuple(text.replace("12 crowns", "21 crowns") for text in FERRY)
    second = put(library, *fixed, title="CORRECTED: Ferry line to reopen", day="2018-03-12", path="/news/fixed.txt")
    assert library.versions_of(second.id)[-1].id == second.id, "the library takes it for a version"
    assert match(library) == 1
    newest, first = hits(library, wanted)
    assert (newest.kind, first.kind) == (HitKind.CORRECTED, HitKind.NEW)
    assert any("[-12-] {+21+} crowns" in change for change in newest.changes)


def test_an_older_version_that_comes_late_is_no_hit(library: Library) -> None:
    wanted = add(library)
    fixed = tuple(text.replace("12 crowns", "21 crowns") for text in FERRY)
    put(library, *fixed, title="CORRECTED: Ferry line to reopen", day="2018-03-12", path="/news/fixed.txt")
    match(library)
    put(library, *FERRY)
    assert match(library) == 0
    assert len(hits(library, wanted)) == 1


def test_an_article_under_embargo_is_told_when_its_hour_has_come(library: Library) -> None:
    wanted = add(library)
    put(library, *FERRY, embargo=NOW + dt.timedelta(hours=2))
    report = match_arrivals(library, BagOfWords(), NOW)
    assert (report.hits, report.waiting) == (0, 1)
    assert match(library, NOW + dt.timedelta(hours=3)) == 1
    assert len(hits(library, wanted)) == 1


def test_what_is_killed_is_not_told(library: Library) -> None:
    add(library)
    put(library, *FERRY, status="killed")
    assert match(library) == 0
    assert library.arrivals(10) == []


def test_many_lists_find_their_own(library: Library) -> None:
    ferries, trams = add(library), add(library, "trams", "trams of the capital", any=("tram*",))
    put(library, *FERRY)
    put(library, *TRAMS, title="Trams", path="/news/trams.txt")
    assert match(library) == 2
    assert [h.title for h in hits(library, trams)] == ["Trams"]
    assert [h.title for h in hits(library, ferries)] == ["Ferry line to reopen"]


def test_a_trial_writes_nothing(library: Library) -> None:
    wanted = add(library)
    put(library, *FERRY)
    put(library, *FERRY, title="Boats are back", source="Northern Post", path="/news/copy.txt")
    (hit,) = found_of_late(wanted, library, BagOfWords(), 7, NOW)
    assert hit.sentence.text == FERRY[0]
    assert hits(library, wanted) == [] and len(library.arrivals(10)) == 2
    assert found_of_late(wanted, library, BagOfWords(), 7, NOW + dt.timedelta(days=30)) == []


def test_an_export_keeps_lists_hits_and_what_waits(library: Library, settings: Settings) -> None:
    wanted = add(library)
    put(library, *FERRY)
    match(library)
    put(library, *TRAMS, title="Trams", path="/news/trams.txt")
    lines = list(library.export_lines())
    with Library(settings.home / "other.db") as other:
        other.import_lines(lines, lambda article: chunk_article(article, 900))
        assert hits(other, wanted) == hits(library, wanted)
        assert [each.article_id for each in other.arrivals(9)] == [each.article_id for each in library.arrivals(9)]
        assert match(other) == 0


# What is asked for


def test_a_list_is_found_changed_and_paused(library: Library) -> None:
    add(library)
    changed = change_list(library, "FERRIES", Wanted(every=Every.DAILY, any=("harbour",)))
    assert (changed.every, changed.any, changed.query) == (Every.DAILY, ("harbour",), "ferry line to the islands")
    assert change_list(library, "ferries", Wanted(any=())).any == ()
    assert pause_list(library, "ferries", True).paused and find_list(library, " Ferries ").paused


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"query": "of the and"}, "say nothing of their own"),
        ({"query": "..."}, "say nothing of their own"),
        ({"query": "long " * 200}, "at most 500"),
        ({"name": "  "}, "no name"),
        ({"name": "a\nb\x1b"}, "no name"),
        ({"to": ()}, "tell nobody"),
        ({"any": ("*",)}, "no word"),
        ({"none": ("pro*g",)}, "end of a single word"),
        ({"all": ("two words*",)}, "end of a single word"),
        ({"days": (1,)}, "Days of the week"),
        ({"name": "Ferries"}, "a watchlist 'Ferries' already"),
    ],
)
def test_what_cannot_be_a_list_is_said(fields: dict[str, object], words: str, library: Library) -> None:
    add(library)
    given = {"name": "other", "query": "ferry line", **fields}
    with pytest.raises(InputError, match=words):
        add(library, **given)  # type: ignore[arg-type]
    assert len(library.watchlists()) == 1


def test_there_is_no_such_list(library: Library) -> None:
    with pytest.raises(InputError, match="there are: none"):
        find_list(library, "x")
    with pytest.raises(InputError, match="Nothing of 'x' is changed"):
        change_list(library, "x", Wanted())
