from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import feedparser
import filelock
import lxml.etree
import pytest
from pydantic import SecretStr

from briefbot.briefing.sources import sources
from briefbot.briefing.types import Briefing
from briefbot.desk import Desk
from briefbot.errors import ModelError
from briefbot.library.store import Library
from briefbot.render.atom import atom_feed, briefing_entries
from briefbot.render.handover import list_feed, standing_hits
from briefbot.render.hits import IN_FULL, hit_entries
from briefbot.rounds import BriefingPlan, RoundReport, briefing_message, run_due, send_briefing, watchlist_message
from briefbot.rounds.round import LOCK
from briefbot.settings import Settings
from briefbot.targets import Target
from briefbot.watchlists.keeping import Wanted, add_list, pause_list
from briefbot.watchlists.types import Every, Hit, Watchlist
from tests.briefing.copying import CopyingGenerator
from tests.briefing.sample import hostile_briefing, sample_briefing
from tests.delivery.receivers import Receiver
from tests.delivery.test_delivery import Clock
from tests.rounds.kills import kill_rounds
from tests.watchlists.test_finding import FERRY, put

ZONE = ZoneInfo("Europe/Berlin")
MONDAY = dt.datetime(2018, 3, 12, 9, 0, tzinfo=ZONE)
QUERY = "ferry line to the islands"


class Workplace:
    """A desk with a receiver that keeps what it is sent, and a clock."""

    def __init__(self, desk: Desk, receiver: Receiver) -> None:
        self.desk, self.receiver, self.clock = desk, receiver, Clock(MONDAY)

    @property
    def library(self) -> Library:
        return self.desk.library

    def add(self, every: Every = Every.IMMEDIATE, **fields: object) -> Watchlist:
        given = {"query": QUERY, "to": ("hook",), "every": every, "at": dt.time(6, 30), **fields}
        return add_list(self.library, "ferries", Wanted.model_validate(given), self.clock().astimezone(dt.UTC))

    def run(self, **options: object) -> RoundReport:
        return run_due(self.desk, self.clock, ZONE, **options)  # type: ignore[arg-type]

    def bodies(self) -> list[dict[str, object]]:
        return [json.loads(body) for _, body in self.receiver.seen]

    def titles(self) -> list[list[str]]:
        return [[hit["title"] for hit in body["data"]["hits"]] for body in self.bodies()]  # type: ignore[index]


@pytest.fixture
def workplace(open_desk: Callable[..., Desk]) -> object:
    receiver = Receiver()
    with receiver.running() as address:
        target = Target(webhook=SecretStr(address), secret=SecretStr("s"))
        yield Workplace(open_desk(CopyingGenerator(), targets={"hook": target}), receiver)


def story(workplace: Workplace, number: int) -> None:
    """An article about the ferry that is no copy of another."""
    own = f"Ship number {number} sails {'zyxwvutsrq'[number % 10] * 5} {number * 7919} {number * 104729} on this day."
    put(workplace.library, f"{FERRY[0]} {own}", own * 3, title=f"Ferry {number}", path=f"/n/{number}.txt")


def test_a_hit_is_told_once(workplace: Workplace) -> None:
    workplace.add()
    story(workplace, 1)
    assert workplace.run().delivered.sent == 1
    assert workplace.run().delivered.sent == 0
    assert workplace.titles() == [["Ferry 1"]]
    (body,) = workplace.bodies()
    sentence = body["data"]["hits"][0]["sentence"]  # type: ignore[index]
    assert sentence["quoted"] and sentence["citations"][0]["paragraph"] == 1


def test_a_daily_list_waits_for_its_hour_and_tells_all_at_once(workplace: Workplace) -> None:
    workplace.add(Every.DAILY)
    for number in range(3):
        story(workplace, number)
        assert workplace.run().told == 0
    workplace.clock.now = MONDAY.replace(day=13, hour=6, minute=31)
    assert workplace.run().told == 1
    story(workplace, 4)
    assert workplace.run().told == 0
    assert workplace.titles() == [["Ferry 2", "Ferry 1", "Ferry 0"]]


def test_a_machine_that_was_off_catches_up_and_says_so(workplace: Workplace) -> None:
    workplace.add(Every.DAILY)
    for number in range(IN_FULL + 5):
        story(workplace, number)
    workplace.clock.later(days=21)
    workplace.run()
    (body,) = workplace.bodies()
    assert body["data"]["notes"] == [  # type: ignore[index]
        "The list was due 20 times before and was not run; this is all that it has found since 2018-04-02."
    ]
    assert len(workplace.titles()[0]) == IN_FULL + 5
    hits = [Hit.model_validate(each) for each in body["data"]["hits"]]  # type: ignore[index]
    watchlist = Watchlist.model_validate({**body["data"]["watchlist"], "to": []})  # type: ignore[index]
    text = watchlist_message(watchlist, hits, MONDAY).text
    assert "5 more" in text and all(f"Ferry {number}." in text or f"Ferry {number}\n" in text for number in range(55))
    assert workplace.run().told == 0


def test_a_weekly_list_is_a_briefing_on_its_topic(workplace: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    workplace.add(Every.WEEKLY, days=(0,))
    story(workplace, 1)
    asked: list[tuple[object, ...]] = []

    def brief(
        first: dt.date, last: dt.date, topic: str | None = None, before: dt.date | None = None, **_: object
    ) -> Briefing:
        asked.append((first, last, topic, before))
        return sample_briefing()

    monkeypatch.setattr(workplace.desk, "brief", brief)
    workplace.run()
    workplace.clock.now = MONDAY.replace(day=19, hour=8)
    workplace.run()
    (body,) = workplace.bodies()
    assert body["data"]["briefing"]["id"] == "" and workplace.titles() == [["Ferry 1"]]  # type: ignore[index]
    message = json.loads(workplace.library.parcels()[0].json_text)["message"]
    marks = [f"[{number}]" for number in range(1, 21)]
    assert all(mark in message["text"] for mark in marks), "the notes of both are numbered through"
    assert message["subject"] == f"[ferries] {sample_briefing().stories[0].headline.text}; 2 more"
    told, _, found = message["text"].partition("\nWhat the list has found\n")
    assert "Made by briefbot" in found and "Made by briefbot" not in told
    for number, day in enumerate((26, 30), start=2):  # the second is due again only because it is run by name
        story(workplace, number)
        workplace.clock.now = MONDAY.replace(day=day, hour=8)
        workplace.run(only=workplace.library.watchlists()[0].id if day == 30 else None)
    workplace.clock.now = dt.datetime(2018, 4, 9, 8, tzinfo=ZONE)
    story(workplace, 4)
    workplace.run()
    days = [(str(first), str(last), str(before)) for first, last, _, before in asked]
    assert days == [
        ("2018-03-13", "2018-03-19", "None"),
        ("2018-03-19", "2018-03-26", "2018-03-20"),  # with what came on that day after it was told
        ("2018-03-26", "2018-03-30", "2018-03-27"),
        ("2018-04-03", "2018-04-09", "None"),  # a week at most
    ]
    assert {topic for _, _, topic, _ in asked} == {QUERY}


def test_a_weekly_list_tells_what_came_after_it_was_told_on_that_day(workplace: Workplace) -> None:
    workplace.add(Every.WEEKLY, days=(0,))
    put(workplace.library, *FERRY, day="2018-03-19")
    workplace.clock.now = MONDAY.replace(day=19, hour=8)
    workplace.run()
    late = "The first ferry to the islands runs aground at noon, the ferry line says, and nobody is hurt."
    put(workplace.library, late, title="Ferry to the islands runs aground", day="2018-03-19", path="/news/late.txt")
    workplace.clock.now = MONDAY.replace(day=26, hour=8)
    workplace.run()
    first, second = (Briefing.model_validate(body["data"]["briefing"]) for body in workplace.bodies())  # type: ignore[index]
    assert [citation.title for citation in sources(first)] == ["Ferry line to reopen"] * len(sources(first))
    assert {citation.title for citation in sources(second)} == {"Ferry to the islands runs aground"}
    assert second.previous == first.id


def test_both_notes_of_the_same_words_are_one(workplace: Workplace) -> None:
    workplace.add(Every.WEEKLY, days=(0,))
    put(workplace.library, FERRY[0], day="2018-03-19")
    workplace.clock.now = MONDAY.replace(day=19, hour=8)
    workplace.run()
    text = json.loads(workplace.library.parcels()[0].json_text)["message"]["text"]
    _, _, notes = text.partition("\nSources\n")
    assert notes.count("the harbour office said on Monday") == 1


def test_what_fails_does_not_keep_the_rest_and_is_done_the_next_time(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_list(
        workplace.library,
        "broken",
        Wanted(query=QUERY, to=("hook",), every=Every.WEEKLY, days=(0,)),
        workplace.clock().astimezone(dt.UTC),
    )
    workplace.add()
    story(workplace, 1)
    workplace.clock.now = MONDAY.replace(day=19, hour=8)

    def brief(*_: object, **__: object) -> Briefing:
        raise ModelError("no weights")

    with monkeypatch.context() as broken:
        broken.setattr(workplace.desk, "brief", brief)
        report = workplace.run()
    assert report.notes == ("The list 'broken' failed: no weights",)
    assert report.delivered.sent == 1
    monkeypatch.setattr(workplace.desk, "brief", lambda *_, **__: sample_briefing())
    assert workplace.run().delivered.sent == 1


def test_a_paused_list_is_silent_and_then_tells_what_it_found(workplace: Workplace) -> None:
    workplace.add()
    pause_list(workplace.library, "ferries", True)
    story(workplace, 1)
    assert workplace.run().told == 0
    pause_list(workplace.library, "ferries", False)
    assert workplace.run().told == 1


def test_what_was_killed_before_it_was_sent_is_not_sent(workplace: Workplace) -> None:
    wanted = workplace.add(Every.DAILY)
    put(workplace.library, *FERRY, ids=("item:7", "version:1"))
    workplace.run()
    put(workplace.library, *FERRY, ids=("item:7", "version:2"), status="killed", path="/news/kill.txt")
    workplace.clock.later(days=1)
    workplace.run()
    assert workplace.receiver.seen == []
    assert [hit.state for hit in workplace.library.hits(wanted.id)] == ["dropped"]


@pytest.mark.parametrize("path", ["/news/ferry.txt", "/news/kill.txt"])
def test_what_was_killed_in_its_file_or_another_is_not_sent_nor_in_a_feed(workplace: Workplace, path: str) -> None:
    wanted = workplace.add(Every.DAILY)
    put(workplace.library, *FERRY)
    workplace.run()
    assert b"Ferry line to reopen" in list_feed(wanted, workplace.library)
    put(workplace.library, *FERRY, status="killed", path=path)
    assert standing_hits(wanted, workplace.library) == []
    assert b"Ferry line to reopen" not in list_feed(wanted, workplace.library)
    workplace.clock.later(days=1)
    workplace.run()
    assert workplace.receiver.seen == []
    assert [hit.state for hit in workplace.library.hits(wanted.id)] == ["dropped"]


def test_what_was_killed_after_it_was_sent_is_told_once(workplace: Workplace) -> None:
    workplace.add()
    put(workplace.library, *FERRY, ids=("item:7", "version:1"))
    assert workplace.run().delivered.sent == 1
    put(workplace.library, *FERRY, ids=("item:7", "version:2"), status="killed", path="/news/kill.txt")
    report = workplace.run()
    assert (report.notices, report.delivered.sent) == (1, 1)
    notice = workplace.bodies()[1]
    assert notice["type"] == "notice.message" and notice["subject"] == "Taken back: Ferry line to reopen"
    assert notice["data"]["reason"] == "killed by its publisher"  # type: ignore[index]
    (parcel,) = (each for each in workplace.library.parcels() if "notice" in each.json_text)
    message = json.loads(parcel.json_text)["message"]
    assert "“[ferries] Ferry line to reopen”, sent on 12 March 2018, rests on" in message["text"]
    assert FERRY[0] not in message["text"] + message["html"] and message["thread"].startswith("list-")
    workplace.clock.later(days=1)
    put(workplace.library, "Another thing has come to the islands.", path="/n/9.txt", title="Other")
    assert workplace.run().notices == 0 and len(workplace.receiver.seen) == 2


HEAD = "title: Ferry line to reopen\nsource: Coast Gazette\ndate: 2018-03-11\nurl: https://gazette.example/ferry"
BODY = "\n\n".join(FERRY)


@pytest.mark.parametrize(
    ("name", "killed"),
    [
        ("ferry.md", f"---\n{HEAD}\nstatus: kill\n---\n\n{BODY}\n"),
        ("ferry.md", f"---\n{HEAD}\nstatus: withdrawn\n---\n"),
        ("note.md", f"---\n{HEAD}\nstatus: Withdrawn\n---\n\nThe desk was misled about this from beginning to end.\n"),
        ("again.txt", f"Title: Ferry line to reopen\nSource: Coast Gazette\nStatus: killed\n\n{BODY}\n"),
    ],
)
def test_a_kill_in_front_matter_is_as_a_wires(name: str, killed: str, workplace: Workplace, tmp_path: Path) -> None:
    folder, desk = tmp_path / "news", workplace.desk
    folder.mkdir()
    (folder / "ferry.md").write_text(f"---\n{HEAD}\n---\n\n{BODY}\n", encoding="utf-8")
    workplace.add()
    desk.ingest([folder])
    assert workplace.run().delivered.sent == 1
    before = desk.brief(dt.date(2018, 3, 11), dt.date(2018, 3, 11))
    assert before.articles and desk.search(QUERY)
    (folder / name).write_text(killed, encoding="utf-8")
    desk.ingest([folder])
    assert desk.search(QUERY) == ()
    report = workplace.run()
    assert (report.notices, report.delivered.sent, report.matched.hits) == (1, 1, 0)
    notice = workplace.bodies()[1]
    assert notice["subject"] == "Taken back: Ferry line to reopen"
    assert notice["data"]["reason"] == "killed by its publisher"  # type: ignore[index]
    after = desk.brief(dt.date(2018, 3, 12), dt.date(2018, 3, 12))
    said = "Ferry line to reopen (Coast Gazette), which the briefing of 2018-03-11 cited: killed by its publisher"
    assert [change.headline for change in after.changes] == [said]


def hush(workplace: Workplace, hours: str = "22:00-06:00") -> None:
    """Give the receiver quiet hours, and make it late."""
    targets = {name: each.model_copy(update={"quiet": hours}) for name, each in workplace.desk.settings.targets.items()}
    workplace.desk.settings = workplace.desk.settings.model_copy(update={"targets": targets})
    workplace.clock.now = MONDAY.replace(hour=23)


def test_what_is_killed_while_it_waits_goes_without_it_or_not_at_all(workplace: Workplace) -> None:
    hush(workplace)
    workplace.add()
    put(workplace.library, *FERRY, ids=("item:7", "version:1"))
    assert workplace.run().delivered.quiet == 1
    story(workplace, 1)
    put(workplace.library, *FERRY, ids=("item:7", "version:2"), status="killed", path="/news/kill.txt")
    assert workplace.run().delivered.quiet == 1, "the story that was killed waits no more"
    pause_list(workplace.library, "ferries", True)
    story(workplace, 2)
    put(workplace.library, FERRY[0], title="Islands ferry", ids=("item:8", "version:1"), path="/n/8.txt")
    workplace.run()
    pause_list(workplace.library, "ferries", False)
    workplace.run()
    keys = [parcel.key for parcel in workplace.library.parcels("waiting")]
    assert len(keys) == 2
    put(workplace.library, FERRY[0], ids=("item:8", "version:2"), status="killed", path="/n/9.txt")
    workplace.run()
    workplace.clock.now = MONDAY.replace(day=13, hour=7)
    assert workplace.run().delivered.sent == 2
    assert workplace.titles() == [["Ferry 1"], ["Ferry 2"]]
    assert [headers["idempotency-key"] for headers, _ in workplace.receiver.seen] == keys
    texts = [json.loads(parcel.json_text)["message"] for parcel in workplace.library.parcels()]
    assert not any("Islands ferry" in each["text"] + each["html"] + each["subject"] for each in texts)


def test_a_briefing_that_waited_is_followed_by_its_notice_in_one_round(workplace: Workplace) -> None:
    hush(workplace)
    send_briefing(workplace.desk, cited_briefing(workplace), ["hook"], workplace.clock)
    put(workplace.library, *FERRY, ids=("item:7", "version:2"), status="killed", path="/news/kill.txt")
    workplace.clock.now = MONDAY.replace(day=13, hour=7)
    report = workplace.run()
    assert (report.notices, report.delivered.sent) == (1, 2)
    assert [body["type"] for body in workplace.bodies()] == ["briefing.message", "notice.message"]


def cited_briefing(workplace: Workplace) -> Briefing:
    """A briefing that cites the first paragraph of the story of the ferry, which is in the library."""
    article = put(workplace.library, *FERRY, ids=("item:7", "version:1"))
    plain = sample_briefing()
    sentence = plain.in_brief[0]
    citation = sentence.citations[0].model_copy(
        update={"article_id": article.id, "title": article.title, "paragraph": 1, "quote": FERRY[0], "start": 0,
                "end": len(FERRY[0]), "path": article.path}
    )  # fmt: skip
    told = sentence.model_copy(update={"citations": (citation,)})
    return plain.model_copy(
        update={"id": "b", "in_brief": (told,), "stories": (), "views": (), "changes": (), "events": ()}
    )


@pytest.mark.parametrize("path", ["/news/ferry.txt", "/news/second.txt"])
def test_a_correction_of_what_a_briefing_cited_is_told_once_to_each(workplace: Workplace, path: str) -> None:
    briefing = cited_briefing(workplace)
    targets = dict(workplace.desk.settings.targets)
    workplace.desk.settings = workplace.desk.settings.model_copy(
        update={"targets": {**targets, "other": targets["hook"]}}
    )
    send_briefing(workplace.desk, briefing, ["hook", "other"], workplace.clock)
    same = (*FERRY[:2], "Tickets are sold out.")
    put(workplace.library, *same, ids=("item:7", "version:2"), path=path)
    assert workplace.run().notices == 0, "the words that were cited still stand"
    fresh = (FERRY[0].replace("May", "June"), *FERRY[1:])
    put(workplace.library, *fresh, ids=("item:7", "version:3"), path=path)
    report = workplace.run()
    assert (report.notices, report.delivered.sent) == (2, 2)
    notice = workplace.bodies()[-1]
    assert notice["subject"] == "Corrected: Ferry line to reopen"
    if path != "/news/ferry.txt":  # else the older text is gone
        assert notice["data"]["changes"] == [  # type: ignore[index]
            "Paragraph 1: The ferry line to the islands will reopen in [-May,-] {+June,+} the harbour office said on "
            "Monday."
        ]
    assert workplace.run().notices == 0


def test_one_list_is_run_at_once(workplace: Workplace) -> None:
    wanted = workplace.add(Every.WEEKLY, days=(6,))
    story(workplace, 1)
    assert workplace.run(only="another").told == 0
    workplace.desk.library.change_watchlist(
        wanted.id, wanted.name, wanted.model_copy(update={"every": Every.DAILY}).model_dump_json()
    )
    assert workplace.run(only=wanted.id).told == 1


def test_two_rounds_are_one(workplace: Workplace, settings: Settings) -> None:
    workplace.add()
    story(workplace, 1)
    with filelock.FileLock(settings.home / LOCK):
        assert workplace.run().busy
    assert workplace.receiver.seen == []
    assert not workplace.run().busy
    assert len(workplace.receiver.seen) == 1


def test_the_briefing_of_the_morning_is_made_and_sent_once(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    spans: list[tuple[dt.date, dt.date]] = []

    def brief(first: dt.date, last: dt.date, **_: object) -> Briefing:
        spans.append((first, last))
        return sample_briefing().model_copy(update={"id": str(last), "last": last})

    monkeypatch.setattr(workplace.desk, "brief", brief)
    made: list[Briefing] = []
    plan = BriefingPlan(at=dt.time(6, 30), to=("hook",))
    for hour in (9, 9, 12):
        workplace.clock.now = MONDAY.replace(hour=hour)
        workplace.run(plan=plan, made=made.append)
    workplace.clock.now = MONDAY.replace(day=13, hour=7)
    workplace.run(plan=plan, made=made.append)
    assert [str(last) for _, last in spans] == ["2018-03-12", "2018-03-13"] == [each.id for each in made]
    assert [body["type"] for body in workplace.bodies()] == ["briefing.message"] * 2


def test_the_briefing_of_the_morning_has_what_came_after_the_one_before(workplace: Workplace) -> None:
    plan = BriefingPlan(at=dt.time(6, 30), to=("hook",))
    put(workplace.library, *FERRY, day="2018-03-12")
    workplace.run(plan=plan)
    late = "The first ferry to the islands runs aground at noon, the ferry line says, and nobody is hurt."
    put(workplace.library, late, title="Ferry runs aground", day="2018-03-12", path="/news/late.txt")
    workplace.clock.now = MONDAY.replace(day=13, hour=8)
    workplace.run(plan=plan)
    briefings = [Briefing.model_validate(body["data"]["briefing"]) for body in workplace.bodies()]  # type: ignore[index]
    assert [{citation.title for citation in sources(each)} for each in briefings] == [
        {"Ferry line to reopen"},
        {"Ferry runs aground"},
    ]


def test_a_briefing_is_sent_to_a_target(workplace: Workplace) -> None:
    briefing = sample_briefing().model_copy(update={"id": "b"})
    for sent in (1, 0):
        assert send_briefing(workplace.desk, briefing, ["hook"], workplace.clock).sent == sent
    assert workplace.bodies()[0]["subject"] == "Daily briefing, 3-5 October 2019"


def test_hostile_text_in_a_message_is_only_text() -> None:
    message = briefing_message(hostile_briefing(), MONDAY)
    assert "<script>" not in message.html and "\x1b" not in message.text and "\n" not in message.subject


# Feeds out

ATOM = "{http://www.w3.org/2005/Atom}"


def validated(data: bytes) -> feedparser.FeedParserDict:
    """A feed that is valid by the schema of RFC 4287, as feedparser reads it."""
    schema = lxml.etree.RelaxNG(lxml.etree.parse(Path(__file__).with_name("atom.rng")))
    schema.assertValid(lxml.etree.fromstring(data))
    found = feedparser.parse(data)
    assert not found.bozo and found.version == "atom10"
    return found


def test_a_feed_of_briefings_has_ids_that_stay() -> None:
    plain = sample_briefing()
    again = plain.model_copy(update={"title": "Made again", "id": "other"})
    other = plain.model_copy(update={"topic": "masks", "title": "<b>Masks & more</b>"})
    later = MONDAY + dt.timedelta(hours=1)
    feed = validated(atom_feed("briefings", "All", briefing_entries([(plain, None), (other, MONDAY), (again, later)])))
    assert [entry.title for entry in feed.entries] == [
        "Made again, 3-5 October 2019",
        "<b>Masks & more</b>, 3-5 October 2019",
    ]
    first = validated(atom_feed("briefings", "All", briefing_entries([(plain, MONDAY)])))
    assert first.entries[0].id == feed.entries[0].id and first.feed.id == feed.feed.id
    assert "proven" not in feed.entries[0].id and feed.entries[0].id.startswith("urn:uuid:")
    assert validated(atom_feed("briefings", "All", [])).entries == []
    validated(atom_feed("x", "All", briefing_entries([(hostile_briefing(), MONDAY)])))


def test_a_feed_of_a_watchlist(workplace: Workplace) -> None:
    wanted = workplace.add()
    story(workplace, 1)
    workplace.run()
    hits = [Hit.model_validate_json(each.json_text) for each in workplace.library.hits(wanted.id)]
    data = atom_feed(f"list {wanted.id}", wanted.name, hit_entries(wanted, hits))
    feed = validated(data)
    assert feed.entries[0].title == "Ferry 1" and FERRY[0][:40] in feed.entries[0].content[0].value
    assert data == atom_feed(f"list {wanted.id}", wanted.name, hit_entries(wanted, hits))


# Kills


def test_killed_rounds_deliver_each_hit_at_least_once_under_one_key(tmp_path: Path) -> None:
    counts = kill_rounds(tmp_path, kills=6)
    assert counts.lost == 0
    assert counts.killed == 6
    assert counts.honoured == counts.hits, "a receiver that keeps the keys has each exactly once"
