"""When an article was published, and when that cannot be known."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from briefbot.readers.formats import read_article
from briefbot.types import Article, Published

BODY = "The council of Esk met for the last time before the summer and spoke of the bridge."


def read(folder: Path, text: str, name: str = "article.txt") -> Article:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_article(path)


def published(folder: Path, text: str, name: str = "article.txt") -> str | None:
    found = read(folder, text, name).published
    return found.iso if found else None


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("Published : Aug. 22, 2019 - 17:03", "2019-08-22T17:03"),
        ("Posted 22 August 2019, 5:03 p.m. KST", "2019-08-22T17:03+09:00"),
        ("2019-08-22 17:03:11 +0900", "2019-08-22T17:03+09:00"),
        ("[2019.08.22]", "2019-08-22"),
        ("2019. 8. 22. 17:03", "2019-08-22T17:03"),
        ("Thu 22 Aug 2019 18.03 BST", "2019-08-22T18:03+01:00"),
        ("August 22, 2019 at 5:03 PM EDT", "2019-08-22T17:03-04:00"),
        ("Thursday, August 22, 2019 5:03 a.m. ET", "2019-08-22T05:03-04:00"),
        ("Tuesday, January 22, 2019 5:03 a.m. ET", "2019-01-22T05:03-05:00"),
        ("First published on Thu 22 Aug 2019", "2019-08-22"),
        ("12:45 GMT, 3 Sept 2019", "2019-09-03T12:45+00:00"),
        ("2019-08-22T17:03:11.123Z", "2019-08-22T17:03+00:00"),
        ("Aug. 31, 2019 09:00 (GMT+9)", "2019-08-31T09:00+09:00"),
        ("3rd September, 2019 | 4 min read", "2019-09-03"),
        ("22/08/2019", "2019-08-22"),
        ("12:30 AM, Aug. 22, 2019", "2019-08-22T00:30"),
        ("Esk Herald | Fri 23 Aug 2019 05:30 JST", "2019-08-23T05:30+09:00"),
        ("By Ann Poe, Aug. 23, 2019", "2019-08-23"),
        ("Aug 22, 2019 5:03 p.m. CST", "2019-08-22T17:03"),  # Chicago or Beijing
    ],
)
def test_a_date_line_is_read_and_left_out_of_the_text(tmp_path: Path, line: str, iso: str) -> None:
    article = read(tmp_path, f"Council meets\n\n{line}\n\n{BODY}\n")
    assert article.published and article.published.iso == iso
    assert article.published.evidence.startswith("date line '")
    assert [(piece.reason, piece.text) for piece in article.dropped] == [("date line", line)]


@pytest.mark.parametrize(
    "line",
    [
        "08/09/2019",  # two days
        "Feb. 30, 2019",
        "Published 3 hours ago",
    ],
)
def test_a_line_that_names_no_possible_day_dates_nothing(tmp_path: Path, line: str) -> None:
    article = read(tmp_path, f"Council meets\n\n{line}\n\n{BODY}\n")
    assert article.published is None
    assert [paragraph.text for paragraph in article.paragraphs] == [BODY]


def test_a_weekday_tells_which_of_two_days_was_meant(tmp_path: Path) -> None:
    assert published(tmp_path, f"Council meets\n\nFriday 09/08/2019\n\n{BODY}\n") == "2019-08-09"
    assert published(tmp_path, f"Council meets\n\nSunday 09/08/2019\n\n{BODY}\n") == "2019-09-08"


def test_a_day_in_the_future_is_suspect_but_tomorrow_is_not(tmp_path: Path) -> None:
    today = dt.date.today()
    for days, suspect in ((1, False), (10, True)):
        day = today + dt.timedelta(days=days)
        found = read(tmp_path, f"Council meets\n\n{day}\n\n{BODY}\n").published
        assert found and (found.day, found.suspect) == (day, suspect)


@pytest.mark.parametrize(
    ("text", "name", "evidence"),
    [
        (f"Council meets\n\nPublished: 22 August 1519\n\n{BODY}\n", "a.txt", "date line '22 August 1519'"),
        (f"---\ndate: 2999-01-01\n---\nCouncil meets\n\n{BODY}\n", "a.md", "front matter date '2999-01-01'"),
        (f"Council meets\n\n{BODY}\n", "1970-01-01-council.txt", "file name '1970-01-01-council'"),
        (f"Council meets\n\nESK, 3 May 2099 (Wire) -- {BODY}\n", "a.txt", "dateline 'ESK, 3 May 2099"),
    ],
)
def test_a_day_that_cannot_be_true_is_kept_with_its_evidence_and_never_counted_from(
    tmp_path: Path, text: str, name: str, evidence: str
) -> None:
    article = read(tmp_path, text, name)
    assert article.published and article.published.suspect
    assert article.published.evidence.startswith(evidence)
    assert article.day is None
    assert [paragraph.text for paragraph in article.paragraphs] == [BODY]


ARCHIVE = "The council voted on Tuesday to keep its trams, which have run since 1911, and to buy six more."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"Trams to stay\n\nESK, March 3, 1965 (AP) -- {ARCHIVE}\n", "1965-03-03"),
        (f"---\ndate: 1926-05-04\n---\nTrams to stay\n\n{ARCHIVE}\n", "1926-05-04"),
        (f"Trams to stay\n\n4 May 1786\n\n{ARCHIVE.replace(' since 1911', '')}\n", "1786-05-04"),
        (f"The first tram\n\n4 May 1911\n\nThe line was sold in 1998. {ARCHIVE}\n", None),
    ],
)
def test_what_an_archive_printed_is_dated_unless_its_text_knows_of_later_years(
    tmp_path: Path, text: str, found: str | None
) -> None:
    assert published(tmp_path, text, "a.md" if text.startswith("---") else "a.txt") == found


@pytest.mark.parametrize(
    ("day", "time", "suspect"),
    [
        ("1970-01-01", None, True), ("1899-12-30", None, True), ("1969-12-31", "19:00", True),
        ("1970-01-18", "08:12", True), ("1970-01-18", None, False), ("1970-01-22", "08:12", False),
        ("1604-12-31", None, True), ("1605-01-01", None, False),
    ],
)  # fmt: skip
def test_days_that_programs_write_where_they_have_none_are_suspect(day: str, time: str | None, suspect: bool) -> None:
    clock = dt.time.fromisoformat(time) if time else None
    assert Published(day=dt.date.fromisoformat(day), time=clock, evidence="test").suspect is suspect


def test_a_day_that_cannot_be_true_gives_way_to_one_that_can(tmp_path: Path) -> None:
    text = f"---\ndate: 2999-01-01\n---\nCouncil meets\n\nPublished: 22 August 2019\n\n{BODY}\n"
    assert published(tmp_path, text, "a.md") == "2019-08-22"


def test_a_file_name_of_the_future_tells_no_year(tmp_path: Path) -> None:
    text = f"Council meets\n\nESK, July 14 (Wire) -- {BODY}\n"
    assert published(tmp_path, text, "2019-07-15-council.txt") == "2019-07-14"
    assert published(tmp_path, text, "2098-07-15-council.txt") == "2098-07-15"


def test_a_day_to_come_that_is_far_ahead_dates_nothing(tmp_path: Path) -> None:
    text = "Talks\n\nPARIS, Friday (AFP) - The treaty of Esk will begin on Saturday, 5 October {}.\n"
    assert published(tmp_path, text.format(2019)) == "2019-10-04"
    assert published(tmp_path, text.format(2999)) is None


def test_an_update_that_cannot_be_true_is_never_counted_from(tmp_path: Path) -> None:
    day = dt.date.today()
    days = {"published": day, "updated": day + dt.timedelta(days=5)}
    known = {name: Published(day=each, evidence="test") for name, each in days.items()}
    article = read(tmp_path, f"Council meets\n\n{BODY}\n").model_copy(update=known)
    assert known["updated"].suspect
    assert article.day == day


def test_relative_dates_count_from_the_day_of_an_update(tmp_path: Path) -> None:
    line = "UPDATED 2019.10.02 12:15 (first published 2019.10.01 23:58)"
    article = read(tmp_path, f"The bridge of Esk\n\n{line}\n\n{BODY}\n")
    assert article.published and article.published.iso == "2019-10-01T23:58"
    assert article.updated and article.updated.iso == "2019-10-02T12:15"
    assert article.day == dt.date(2019, 10, 2)


def test_updated_is_not_published(tmp_path: Path) -> None:
    lines = "Updated: Aug. 23, 2019 09:00\nPublished: Aug. 22, 2019 17:03"
    assert published(tmp_path, f"Council meets\n\n{lines}\n\n{BODY}\n") == "2019-08-22T17:03"
    one_line = "July 14, 2019, 3:04 PM UTC / Updated July 15, 2019, 5:25 PM UTC"
    assert published(tmp_path, f"Council meets\n\n{one_line}\n\n{BODY}\n") == "2019-07-14T15:04+00:00"


def test_updated_alone_is_better_than_nothing_and_says_so(tmp_path: Path) -> None:
    found = read(tmp_path, f"Council meets\n\nLAST UPDATED August 22, 2019\n\n{BODY}\n").published
    assert found and found.iso == "2019-08-22"
    assert "no line tells the first publication" in found.evidence


def test_front_matter_is_believed_first_and_a_line_adds_the_time(tmp_path: Path) -> None:
    text = f"---\ndate: 2019-08-22\n---\nCouncil meets\n\nPublished: Aug. 22, 2019, 17:03 KST\n\n{BODY}\n"
    assert published(tmp_path, text, "2018-01-01.md") == "2019-08-22T17:03+09:00"


def test_a_date_inside_the_text_is_not_the_day_of_publication(tmp_path: Path) -> None:
    text = f"Council meets\n\n{BODY}\n\nMarch 3, 2011\n\nThe old bridge fell into the river on that day.\n"
    article = read(tmp_path, text)
    assert article.published is None
    assert len(article.paragraphs) == 3


DATELINED = "Ferry talks\n\nSEOUL, July 14 (Yonhap) -- {}\n"


@pytest.mark.parametrize(
    ("name", "iso"),
    [
        ("2019-07-14-ferry.txt", "2019-07-14"),
        ("20190715_ferry.txt", "2019-07-14"),
        ("news_aug2019.txt", "2019-07-14"),
        ("ferry-2019-0012.txt", "2019-07-14"),
        ("ferry.txt", None),
        ("ferry-0714.txt", None),
    ],
)
def test_the_file_name_gives_a_dateline_its_year(tmp_path: Path, name: str, iso: str | None) -> None:
    assert published(tmp_path, DATELINED.format(BODY), name) == iso


def test_a_dateline_of_december_in_a_file_of_january_is_of_the_year_before(tmp_path: Path) -> None:
    text = f"Ferry talks\n\nSEOUL, Dec. 31 (Yonhap) -- {BODY}\n"
    assert published(tmp_path, text, "2020-01-01-ferry.txt") == "2019-12-31"


def test_the_evidence_names_the_words_and_the_rule(tmp_path: Path) -> None:
    found = read(tmp_path, DATELINED.format(BODY), "2019-07-14-ferry.txt").published
    assert found
    assert found.evidence == ("dateline 'SEOUL, July 14 (Yonhap) --' with the year of the file name '2019-07-14-ferry'")


def test_a_file_name_with_a_day_dates_an_article_that_says_nothing(tmp_path: Path) -> None:
    assert published(tmp_path, f"Council meets\n\n{BODY}\n", "2019-07-14-council.txt") == "2019-07-14"
    assert published(tmp_path, f"Council meets\n\n{BODY}\n", "council-2019.txt") is None


def test_the_address_of_the_page_dates_it(tmp_path: Path) -> None:
    text = f"---\nurl: https://esk.example/news/2019/07/14/council\n---\nCouncil meets\n\n{BODY}\n"
    assert published(tmp_path, text) == "2019-07-14"


def test_a_copyright_line_gives_a_dateline_its_year(tmp_path: Path) -> None:
    text = DATELINED.format(BODY) + "\nCopyright 2019 Esk Herald. All rights reserved.\n"
    assert published(tmp_path, text) == "2019-07-14"


def test_a_weekday_alone_leaves_several_years(tmp_path: Path) -> None:
    assert published(tmp_path, DATELINED.format("South Korea on Sunday proposed talks on the ferry.")) is None


def test_a_weekday_and_a_date_near_it_leave_one_year(tmp_path: Path) -> None:
    lead = "South Korea on Sunday proposed talks on the ferry.\n\nThey would begin on August 5, 2019, it said."
    assert published(tmp_path, DATELINED.format(lead)) == "2019-07-14"


def test_a_weekday_between_a_past_year_and_a_deadline_leaves_one_year(tmp_path: Path) -> None:
    lead = "South Korea on Sunday proposed talks.\n\nThe route opened in 2018. It will serve nine islands by 2020."
    assert published(tmp_path, DATELINED.format(lead)) == "2019-07-14"


@pytest.mark.parametrize(
    "lead",
    [
        "Sunday will mark two weeks since the leaders met.\n\nTheir summit ended on Feb. 28, 2019 without a word.",
        "South Korea proposed talks.\n\nThe ferry sank five years ago, on July 16, 2014, with the loss of nine lives.",
        "South Korea on Sunday proposed talks.\n\nThe route opened in 2013 and was lengthened in 2018.",
        "South Korea on Sunday proposed talks.\n\nThe route will be longer by 2024.",
    ],
)
def test_years_that_prove_nothing_leave_a_dateline_undated(tmp_path: Path, lead: str) -> None:
    assert published(tmp_path, DATELINED.format(lead)) is None


WEEKDAYED = "Ferry talks\n\nOSLO, {} (Fjord Wire) -- {}\n"


@pytest.mark.parametrize(
    ("weekday", "lead", "iso"),
    [
        ("Friday", "The ferry will stop at the start of Saturday, October 5, 2019, the line said.", "2019-10-04"),
        ("Monday", "Unions planned a strike for Wednesday, 3 June 2015.", "2015-06-01"),
        ("Tue.", "The court is expected to rule on Tuesday, 9 June 2015.", "2015-06-09"),
        ("Friday", "The ferry sank on Saturday, October 5, 2019, the line said.", None),
        ("Friday", "The ferry will stop on October 5, 2019, the line said.", None),
        ("Friday", "The ferry will stop on Sunday, October 5, 2019, the line said.", None),  # it was a Saturday
        ("Friday", "It will stop on Saturday, October 5, 2019, and sail on Monday, October 14, 2019.", None),
        ("Friday", "A service will mark the anniversary of Saturday, October 5, 2019.", None),
        ("Friday", "One.\n\nTwo.\n\nThree.\n\nThe ferry will stop on Saturday, October 5, 2019.", None),
    ],
)
def test_a_dateline_of_a_weekday_is_dated_by_a_day_of_the_coming_week(
    tmp_path: Path, weekday: str, lead: str, iso: str | None
) -> None:
    assert published(tmp_path, WEEKDAYED.format(weekday, lead)) == iso


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("The pact of June 2018 was kept until last month.", "2019-07-14"),
        ("The pact of June 2018 was kept until last month, and will end by 2030.", "2019-07-14"),
        ("The pact of June 2018 was kept until a second one was made in 2021.", None),
        ("The pact of May 2015 was kept until last month.", None),
        ("The pact will be made in June 2018.", None),
    ],
)
def test_a_weekday_soon_after_the_last_past_month_leaves_one_year(tmp_path: Path, text: str, iso: str | None) -> None:
    article = f"South Korea on Sunday proposed talks.\n\n{text}"
    assert published(tmp_path, DATELINED.format(article)) == iso


@pytest.mark.parametrize(
    ("text", "name", "confidence"),
    [
        (f"Council meets\n\nAug. 22, 2019\n\n{BODY}\n", "a.txt", "high"),
        (DATELINED.format(BODY), "2019-07-14.txt", "high"),
        (f"Council meets\n\n{BODY}\n", "2019-07-14.txt", "medium"),
        (f"Council meets\n\nUpdated: Aug. 23, 2019\n\n{BODY}\n", "a.txt", "medium"),
        (DATELINED.format(BODY) + "\nCopyright 2019 Esk Herald.\n", "a.txt", "medium"),
        (DATELINED.format("Seoul on Sunday proposed talks.\n\nThey begin on August 5, 2019."), "a.txt", "medium"),
        (DATELINED.format("Seoul on Sunday broke the pact of June 2018."), "a.txt", "low"),
    ],
)
def test_the_confidence_says_how_a_date_was_come_by(tmp_path: Path, text: str, name: str, confidence: str) -> None:
    found = read(tmp_path, text, name).published
    assert found and found.confidence == confidence


@pytest.mark.parametrize(
    ("opening", "source"),
    [
        ("WASHINGTON (Reuters) - ", "Reuters"),
        ("BANGKOK, Aug 2 — ", None),
        ("HONG KONG — ", None),
        ("BELLEVUE, Wash. (AP) — ", "AP"),
        ("Paris, July 14 (AFP) - ", "AFP"),
        ("NEW DELHI, Aug 2 (IANS) ", "IANS"),
        ("SEOUL/TOKYO (Reuters) - ", "Reuters"),
        ("ST. PETERSBURG, Russia — ", None),
        ("July 14 (UPI) -- ", "UPI"),
        ("LONDON, Thursday (Esk Wire) - ", "Esk Wire"),
        ("Peine (dpa/lni) - ", "dpa"),
    ],
)
def test_a_dateline_is_cut_from_the_first_paragraph(tmp_path: Path, opening: str, source: str | None) -> None:
    article = read(tmp_path, f"Council meets\n\n{opening}{BODY}\n")
    assert article.paragraphs[0].text == BODY
    assert [(piece.reason, piece.text) for piece in article.dropped] == [("dateline", opening.strip())]
    assert article.source == source


@pytest.mark.parametrize(
    "text",
    [
        "NASA — the agency for space — will try again in May.",
        "Mr Kim — who is 80 — said nothing.",
        "July 14 was a day of rest - The best of the year.",
        "Gross Domestic Product (GDP) - The measure of output - rose by a fifth.",
        "The price was 40 - 50 euros.",
    ],
)
def test_a_dash_in_a_sentence_makes_no_dateline(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, f"Council meets\n\n{text}\n").paragraphs[0].text == text
