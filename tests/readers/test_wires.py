"""Wires: every format in its true shape, told by how it begins, with what each says of its items."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.dedup.relations import stage_of
from briefbot.errors import ReadError
from briefbot.readers.formats import is_read, read_articles, read_data
from briefbot.readers.frontmatter import status_of
from briefbot.readers.use import embargoed
from briefbot.readers.wire import split_slug, step_of, told, writer_of
from briefbot.types import Article, Problem, Published

WIRES = Path(__file__).parent / "wires"
ITEM = "item:urn:newsml:harbourwire.example:"


def read(path: Path) -> tuple[list[Article], list[str]]:
    found = list(read_articles(path))
    articles = [each for each in found if isinstance(each, Article)]
    return articles, [each.reason for each in found if isinstance(each, Problem)]


def said(article: Article) -> dict[str, Any]:
    return {
        "title": article.title,
        "source": article.source,
        "author": article.author,
        "published": article.published.iso if article.published else None,
        "updated": article.updated.iso if article.updated else None,
        "section": article.section,
        "language": article.language,
        "ids": article.ids,
        "paragraphs": [paragraph.text for paragraph in article.paragraphs],
    }


EXPECTED: dict[str, list[dict[str, Any]]] = {
    "g2-xhtml.xml": [
        {
            "title": "Port Merrin ferry line to reopen in May",
            "source": "Harbour Wire",
            "author": "Ines Oduya",
            "published": "2024-03-11T09:10+01:00",
            "updated": "2024-03-11T16:45+01:00",
            "section": "economy, business and finance",
            "language": "en",
            "ids": (f"{ITEM}20240311:ferry-line", "version:3", "slug:MERRIN-FERRY", "urgency:4", "genre:Current"),
            "paragraphs": [
                "The ferry between Port Merrin and Saltholm will sail again on 6 May, the operator said on Monday.",
                "The line has lain idle since a storm broke the Saltholm jetty in October.",
                "The council pays 1.4 million crowns a year, Mayor Tova Lind told Harbour Wire.",
            ],
        }
    ],
    "g2-message.xml": [
        {
            "title": "Herring quota cut by a fifth",
            "source": "Harbour Wire",
            "author": "Per Aune",
            "published": "2024-03-12T07:55+00:00",
            "updated": None,
            "section": "Fisheries",
            "language": "en",
            "ids": (f"{ITEM}20240312:quota", "version:2", "urgency:3"),
            "paragraphs": [
                "The herring quota falls by a fifth this year, the fisheries board said.",
                "Boats may land 12,000 tonnes, against 15,000 last year.",
            ],
        },
        {
            "title": "Tide gate to be tested",
            "source": "Harbour Wire",
            "author": None,
            "published": "2024-03-12T06:30+00:00",
            "updated": None,
            "section": None,
            "language": "en",
            "ids": (f"{ITEM}20240312:tide", "version:1"),
            "paragraphs": [
                "The tide gate at the inner harbour will be closed for a test on Thursday.",
                "Ships must leave before noon, the harbour master said.",
            ],
        },
    ],
    "newsml1-nitf.xml": [
        {
            "title": "Grève au port de Brenne levée",
            "source": "Cotes Presse",
            "author": "Léa Morvan",
            "published": "2024-04-02T09:30+02:00",
            "updated": "2024-04-02T11:00+02:00",
            "section": "labour",
            "language": "fr",
            "ids": (
                "item:urn:newsml:cotes.example:20240402:CT-0417",
                "version:2",
                "slug:Port-greve",
                "urgency:3",
                "genre:Actualité",
            ),
            "paragraphs": [
                "Les dockers de Brenne ont levé mardi leur grève commencée il y a neuf jours, a annoncé leur syndicat.",
                "Le travail reprendra mercredi à six heures.",
            ],
        }
    ],
    "newsml1-components.xml": [
        {
            "title": "Sluis van Oostdam dicht",
            "source": "LOWLAND",
            "author": None,
            "published": "2024-04-03T11:45",
            "updated": "2024-04-03T11:50",
            "section": None,
            "language": "nl",
            "ids": ("item:urn:newsml:lowland.example:20240403:98055#1", "version:1"),
            "paragraphs": [
                "De sluis van Oostdam blijft tot vrijdag dicht.",
                "Een deur is geraakt door een duwboot, zegt de waterdienst.",
            ],
        },
        {
            "title": "L'écluse d'Oostdam fermée",
            "source": "LOWLAND",
            "author": None,
            "published": "2024-04-03T11:45",
            "updated": "2024-04-03T11:50",
            "section": None,
            "language": "fr",
            "ids": ("item:urn:newsml:lowland.example:20240403:98055#2", "version:1"),
            "paragraphs": ["L'écluse d'Oostdam reste fermée jusqu'à vendredi."],
        },
    ],
    "nitf.xml": [
        {
            "title": "Lock repair delayed",
            "source": "Harbour Wire",
            "author": "Mette Sol",
            "published": "2024-04-04T10:15+00:00",
            "updated": None,
            "section": "disaster and accident",
            "language": "en",
            "ids": ("item:hw.0441", "version:2", "slug:lock-repair", "urgency:5"),
            "paragraphs": [
                "The repair of the Oostdam lock will take a week longer, the water board said.",
                "A new door comes by barge from Saltholm.",
            ],
        }
    ],
    "ninjs1.json": [
        {
            "title": "Quay lights to stay on all night",
            "source": "Harbour Wire",
            "author": "Ines Oduya",
            "published": "2024-05-02T06:00+02:00",
            "updated": "2024-05-02T09:20+02:00",
            "section": "public works",
            "language": "en-GB",
            "ids": (
                "item:https://harbourwire.example/items/quay-lights",
                "version:4",
                "slug:MERRIN-LIGHTS",
                "mark:2nd Ld-Writethru",
                "urgency:4",
                "genre:Current",
            ),
            "paragraphs": [
                "The lamps on the long quay will burn all night from June, the port said.",
                "It counts 212 lamps, not 221 as first told.",
            ],
        }
    ],
    "ninjs2.json": [
        {
            "title": "Harbour pilots to strike on Saturday",
            "source": "Harbour Wire",
            "author": "Per Aune",
            "published": "2024-05-03T10:00+00:00",
            "updated": None,
            "section": "strike",
            "language": "en",
            "ids": (f"{ITEM}20240503:pilot", "version:1", "urgency:3", "genre:News"),
            "paragraphs": [
                "Pilots of the Merrin roads will strike on Saturday, their union said.",
                "No ship over 80 metres can enter without one.",
            ],
        }
    ],
    "ninjs3.json": [
        {
            "title": "Dredger runs aground off Saltholm",
            "source": "Harbour Wire",
            "author": "Mette Sol",
            "published": "2024-05-04T07:00+00:00",
            "updated": "2024-05-04T08:30+00:00",
            "section": None,
            "language": "en",
            "ids": (f"{ITEM}20240504:dredger", "version:2"),
            "paragraphs": [
                "A dredger ran aground off Saltholm on Saturday, the coast guard said.",
                "Nobody of the crew of nine was hurt.",
            ],
        }
    ],
    "ap-item.json": [
        {
            "title": "Sea wall holds in spring tide",
            "source": "Coast Press",
            "author": "TOVE LARK",
            "published": "2024-05-05T04:00+00:00",
            "updated": "2024-05-05T05:05+00:00",
            "section": "Environment",
            "language": "en",
            "ids": ("item:5ee9", "version:1", "slug:BC-XM--Sea Wall", "mark:1st Ld-Writethru", "urgency:4"),
            "paragraphs": [
                "The new sea wall held in the highest tide for nine years, engineers said on Sunday.",
                "Water stood 20 centimetres below its top.",
            ],
        }
    ],
    "bbc-list.json": [
        {
            "title": "Council backs the harbour bridge",
            "source": None,
            "author": "Owen Rees",
            "published": "2024-05-06T16:40+00:00",
            "updated": "2024-05-06T17:00+00:00",
            "section": "Transport",
            "language": "en",
            "ids": ("item:https://ldr.example/11", "urgency:3"),
            "paragraphs": [
                "Councillors in Merrin voted 21 to 9 for the harbour bridge on Monday.",
                "Work may begin next spring.",
            ],
        },
        {
            "title": "Bus depot fire",
            "source": None,
            "author": None,
            "published": "2024-05-06T18:00+00:00",
            "updated": None,
            "section": None,
            "language": "en",
            "ids": ("item:https://ldr.example/13",),
            "paragraphs": ["The publisher killed this item: Bus depot fire."],
        },
    ],
    "iptc7901.txt": [
        {
            "title": "Crew of nine saved from sinking trawler off Saltholm",
            "source": "HW",
            "author": "Mette Sol, HW",
            "published": "2024-05-08T17:45+00:00",
            "updated": None,
            "section": "international",
            "language": None,
            "ids": ("version:1", "slug:Saltholm/shipping/rescue", "number:hwa0417", "urgency:3", "mark:1ST LEAD"),
            "paragraphs": [
                "Saltholm (HW) - A rescue boat took nine fishermen off a trawler that was taking in water west of "
                "Saltholm on Wednesday, the coast guard said.",
                'The trawler "Havørn" sank an hour later in 40 metres of water.',
            ],
        }
    ],
    "zczc.txt": [
        {
            "title": "Merrin ferry line to sail again in May",
            "source": "HWA",
            "author": None,
            "published": None,
            "updated": None,
            "section": "economy, business and finance",
            "language": None,
            "ids": ("slug:Ferry",),
            "paragraphs": [
                "The ferry between Port Merrin and Saltholm will sail again on 6 May, the operator said on Monday.",
                "The line has lain idle since a storm broke the Saltholm jetty in October.",
            ],
        },
        {
            "title": "Saltholm regatta results",
            "source": "HWA",
            "author": None,
            "published": None,
            "updated": None,
            "section": None,
            "language": None,
            "ids": (),
            "paragraphs": ["1. Havorn 12.04", "2. Tern 12.31", "3. Grey Gull 13.02"],
        },
        {
            "title": "Harbour board raises its dues by four per cent",
            "source": "Saltholm Harbour Board",
            "author": None,
            "published": None,
            "updated": None,
            "section": "commentary",
            "language": None,
            "ids": (),
            "paragraphs": [
                "Dues for fishing boats rise by four per cent from May, the Saltholm harbour board decided on Tuesday "
                "after two years."
            ],
        },
    ],
    "anpa.tst": [
        {
            "title": "Fire destroys two warehouses in Port Merrin",
            "source": "AP",
            "author": "TOVE LARK",
            "published": "2024-05-09T08:15+00:00",
            "updated": None,
            "section": "business",
            "language": None,
            "ids": ("version:0", "slug:BC-XM--Harbour Fire", "number:W2201", "urgency:r"),
            "paragraphs": [
                "Two warehouses burned down at the harbour of Port Merrin on Thursday, the fire brigade said.",
                "“Nobody was inside,” Chief Rolf Dahl said.",
            ],
        },
        {
            "title": "Fire destroys three warehouses in Port Merrin",
            "source": "AP",
            "author": "TOVE LARK",
            "published": "2024-05-09T11:30+00:00",
            "updated": None,
            "section": "business",
            "language": None,
            "ids": ("version:1", "slug:BC-XM--Harbour Fire", "number:W2230", "urgency:r", "mark:1st Ld-Writethru"),
            "paragraphs": [
                "Three warehouses burned down at the harbour of Port Merrin on Thursday, the fire brigade said.",
                "“Nobody was inside,” Chief Rolf Dahl said.",
                "Fire; Hours",
                "North quay; 1; 3",
                "South quay; 2; 5",
            ],
        },
    ],
}


def test_every_fixture_is_expected() -> None:
    assert {path.name for path in WIRES.iterdir()} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_every_format_gives_all_its_fields(name: str) -> None:
    articles, _ = read(WIRES / name)
    assert [said(article) for article in articles] == EXPECTED[name]


@pytest.mark.parametrize("suffix", ["", ".txt", ".xml", ".html", ".md", ".tst", ".newsml"])
@pytest.mark.parametrize("name", EXPECTED)
def test_the_content_tells_the_format_whatever_the_suffix(name: str, suffix: str, tmp_path: Path) -> None:
    file = tmp_path / f"item{suffix}"
    shutil.copy(WIRES / name, file)
    assert is_read(file)
    articles, _ = read(file)
    assert [said(article) for article in articles] == EXPECTED[name]


def test_members_of_zip_files_and_standard_input_are_told_by_their_content(tmp_path: Path) -> None:
    file = tmp_path / "wires.zip"
    with zipfile.ZipFile(file, "w") as packed:
        for number, name in enumerate(EXPECTED):
            packed.write(WIRES / name, f"{number:02}.wire" if number % 2 else f"{number:02}")
        packed.writestr("picture.bin", bytes(range(256)))
    articles, _ = read(file)
    assert [said(article) for article in articles] == [each for name in EXPECTED for each in EXPECTED[name]]
    for name, expected in EXPECTED.items():
        found = [each for each in read_data((WIRES / name).read_bytes(), "-") if isinstance(each, Article)]
        assert [said(article) for article in found] == expected


@pytest.mark.parametrize(
    ("name", "told_"),
    [("g2-message.xml", "1 × a package of references, 1 × a picture"), ("bbc-list.json", "1 × a picture")],
)
def test_items_that_are_no_text_are_told_once(name: str, told_: str) -> None:
    _, problems = read(WIRES / name)
    assert len(problems) == 1
    assert told_ in problems[0]


def test_what_stands_beside_the_text_is_kept_as_left_out() -> None:
    (article,), _ = read(WIRES / "g2-xhtml.xml")
    left = {(piece.reason, piece.text) for piece in article.dropped}
    assert ("note to editors", "Adds the mayor's figure in the third paragraph.") in left
    assert ("note to editors", "Desk: +00 555 0101") in left
    assert ("other headline", "Council and operator agree on a subsidy") in left


PARTS = {
    "a box": "<inlineXML contenttype='xhtml/xml'><html><body>{}</body></html></inlineXML>",
    "none": "<inlineXML contenttype='xhtml/xml'>{}</inlineXML>",
    "characters": "<inlineData contenttype='text/html'><![CDATA[{}]]></inlineData>",
}
MIXED = """<p>The quay is 240 metres long, the port said on Monday.<br/>It was paid by a loan.<br/><br/>The state pays
the rest.</p><ul><li>Depth: <b>nine</b> metres</li></ul><table><tr><th>Year</th><th>Ships</th></tr><tr><td>2017</td>
<td>312</td></tr></table>A loose sentence stands here without a paragraph.<div>Another one is in a box.<p>A third is in
a paragraph of it.</p>And a fourth comes after.</div>"""


@pytest.mark.parametrize("around", PARTS.values(), ids=PARTS)
def test_no_text_of_an_item_is_lost_whatever_stands_around_it(around: str, tmp_path: Path) -> None:
    data = (WIRES / "g2-xhtml.xml").read_text(encoding="utf-8")
    whole = around.format(MIXED) + "<inlineXML><html><body><p>Only this part has it.</p></body></html></inlineXML>"
    data = re.sub(r"(?s)<contentSet>.*</contentSet>", lambda _: f"<contentSet>{whole}</contentSet>", data)
    data = data.replace("</headline>", "</headline><description>A summary of its own.</description>", 1)
    (tmp_path / "a.xml").write_text(data, encoding="utf-8")
    (article,), _ = read(tmp_path / "a.xml")
    assert [paragraph.text for paragraph in article.paragraphs] == [
        "The quay is 240 metres long, the port said on Monday.", "It was paid by a loan.", "The state pays the rest.",
        "Depth: nine metres", "Year: 2017; Ships: 312", "A loose sentence stands here without a paragraph.",
        "Another one is in a box.", "A third is in a paragraph of it.", "And a fourth comes after.",
    ]  # fmt: skip
    left = {(piece.reason, piece.text) for piece in article.dropped}
    assert {("other rendition", "Only this part has it."), ("summary", "A summary of its own.")} <= left


def test_seven_bit_german_has_its_umlauts(tmp_path: Path) -> None:
    data = (WIRES / "iptc7901.txt").read_bytes()
    german = data.replace(b"saved from", b"f}r").replace(b"took nine", b"~at am gr|~ten [rger 2{C} {a} {rgert M}nchen")
    (tmp_path / "a.txt").write_bytes(german.replace(b"Hav\xf8rn", b"Havoern").replace(b"\xf8", b"o"))
    (article,), _ = read(tmp_path / "a.txt")
    assert "für" in article.title
    assert "größten Ärger" in article.paragraphs[0].text and "ärgert München" in article.paragraphs[0].text
    plain = data.replace(b"took nine", b"took {nine} [of] 3|4").replace(b"\xf8", b"o")
    (tmp_path / "a.txt").write_bytes(plain)
    (article,), _ = read(tmp_path / "a.txt")
    assert "took {nine} [of] 3|4" in article.paragraphs[0].text


def changed(name: str, old: str, new: str, tmp_path: Path) -> Path:
    data = (WIRES / name).read_bytes()
    assert old.encode() in data
    file = tmp_path / name
    file.write_bytes(data.replace(old.encode(), new.encode()))
    return file


NOON = dt.datetime(2024, 3, 12, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("name", "old", "new", "status", "embargo"),
    [
        ("g2-xhtml.xml", "stat:usable", "stat:canceled", "killed", None),
        ("g2-xhtml.xml", "stat:usable", "http://cv.iptc.org/newscodes/pubstatusg2/withheld", "withheld", None),
        ("g2-xhtml.xml", "sig:update", "sig:kill", "killed", None),
        ("g2-xhtml.xml", "Adds the mayor's figure in the third paragraph.", "MANDATORY KILL. Wrong.", "killed", None),
        ("g2-xhtml.xml", "Adds the mayor's figure", "Police kill a wolf; adds figure", "usable", None),
        ("g2-xhtml.xml", "MERRIN-FERRY", "MERRIN-FERRY, KILL", "killed", None),
        ("g2-xhtml.xml", "<pubStatus", "<embargoed>2024-03-12T13:00:00+01:00</embargoed><pubStatus", "usable", NOON),
        ("g2-xhtml.xml", "<pubStatus", "<embargoed>at noon</embargoed><pubStatus", "withheld", None),
        ("g2-xhtml.xml", "Adds the mayor's", "EMBARGOED until March 12, 2024, 1200 GMT. Adds", "usable", NOON),
        ("g2-xhtml.xml", "Adds the mayor's", "Embargoed until the ship has left. Adds", "withheld", None),
        ("g2-xhtml.xml", "Adds the mayor's", "The embargo has been lifted. Adds", "usable", None),
        ("newsml1-nitf.xml", 'Status FormalName="Usable"', 'Status FormalName="Canceled"', "killed", None),
        (
            "newsml1-nitf.xml",
            '<Status FormalName="Usable"/>',
            '<Status FormalName="Embargoed"/><StatusWillChange><FutureStatus FormalName="Usable"/>'
            "<DateAndTime>20240312T120000Z</DateAndTime></StatusWillChange>",
            "usable",
            NOON,
        ),
        ("newsml1-nitf.xml", 'Status FormalName="Usable"', 'Status FormalName="Embargoed"', "withheld", None),
        ("nitf.xml", 'management-status="usable"', 'management-status="canceled"', "killed", None),
        ("nitf.xml", "Editors: story moved", "KILL: story moved", "killed", None),
        ("ninjs1.json", '"pubstatus": "usable"', '"pubstatus": "canceled"', "killed", None),
        ("ninjs3.json", '"pubStatus": "usable"', '"pubStatus": "withheld"', "withheld", None),
        ("ninjs2.json", "2024-05-03T14:00:00Z", "2024-03-12T12:00:00Z", "usable", NOON),
        ("ap-item.json", '"signals": ["newscontent"]', '"signals": ["kill"]', "killed", None),
        ("iptc7901.txt", "1ST LEAD", "KILL", "killed", None),
        ("iptc7901.txt", "1ST LEAD", "EMBARGO 121200 - embargoed until 12 March 2024 1200 GMT", "usable", NOON),
    ],
)
def test_use_is_what_the_item_says(
    name: str, old: str, new: str, status: str, embargo: dt.datetime | None, tmp_path: Path
) -> None:
    articles, _ = read(changed(name, old, new, tmp_path))
    assert {(article.status, article.embargo) for article in articles} == {(status, embargo)}


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("g2-xhtml.xml", "<signal ", '<link rel="irel:previousVersion" residref="urn:x:1"/><signal '),
        ("ninjs1.json", '"type": "text",', '"type": "text", "evolvedfrom": "urn:x:1",'),
        ("nitf.xml", "<urgency ", '<correction id-string="urn:x:1"/><urgency '),
    ],
)
def test_what_an_item_replaces_is_among_its_identifiers(name: str, old: str, new: str, tmp_path: Path) -> None:
    (article,), _ = read(changed(name, old, new, tmp_path))
    assert "replaces:urn:x:1" in article.ids


def test_the_signal_of_a_correction_is_a_mark(tmp_path: Path) -> None:
    (article,), _ = read(changed("g2-xhtml.xml", "sig:update", "sig:correction", tmp_path))
    assert "mark:correction" in article.ids
    assert stage_of(article).corrected


def test_a_kill_in_anpa_is_one_whatever_its_text(tmp_path: Path) -> None:
    file = changed("anpa.tst", "Harbour Fire, 1st Ld-Writethru,160<", "Harbour Fire, KILL,16<", tmp_path)
    articles, _ = read(file)
    assert [article.status for article in articles] == ["usable", "killed"]
    assert {each for article in articles for each in article.ids if each.startswith("slug:")} == {
        "slug:BC-XM--Harbour Fire"
    }


def test_a_kill_without_text_is_read(tmp_path: Path) -> None:
    data = (WIRES / "g2-xhtml.xml").read_text()
    start, end = data.index("<contentSet>"), data.index("</contentSet>")
    file = tmp_path / "kill.xml"
    file.write_text(data[:start] + "<contentSet>" + data[end:].replace("stat:usable", "stat:canceled"))
    with pytest.raises(ReadError, match="has no text"):
        read(file)
    file.write_text(file.read_text().replace("stat:usable", "stat:canceled"))
    (article,), _ = read(file)
    assert article.status == "killed"
    assert article.paragraphs[0].text.startswith("The publisher killed this item: Adds the mayor's figure")


@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        ("g2-xhtml.xml", "ninat:text", "ninat:picture", "is a picture, not a text"),
        ("g2-xhtml.xml", "ninat:text", "ninat:video", "is a video, not a text"),
        ("g2-xhtml.xml", "newsItem", "planningItem", "is planning, not a text"),
        ("g2-xhtml.xml", "newsItem", "conceptItem", "is a concept, not a text"),
        ("ninjs3.json", '"type": "text"', '"type": "planning"', "is planning, not a text"),
        ("ninjs3.json", '"type": "text"', '"type": "graphic"', "is a graphic, not a text"),
        ("ninjs3.json", "bodies", "renditions", "has no text among its keys"),
        ("ap-item.json", "body_nitf", "story_link", "only links such as 'https://api.wire.example"),
        ("newsml1-nitf.xml", 'MediaType FormalName="Text"', 'MediaType FormalName="Photo"', "only photo"),
        ("nitf.xml", "<nitf ", "<unitf ", "well-formed"),
        ("nitf.xml", "nitf", "novel", "the root 'novel'"),
    ],
)
def test_what_is_no_text_is_refused_with_the_reason(name: str, old: str, new: str, reason: str, tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=reason):
        read(changed(name, old, new, tmp_path))


def test_a_message_that_breaks_off_gives_its_whole_items_and_says_so(tmp_path: Path) -> None:
    data = (WIRES / "g2-message.xml").read_bytes()
    file = tmp_path / "cut.xml"
    file.write_bytes(data[: data.index(b"Tide gate to be tested")])
    articles, problems = read(file)
    assert [article.title for article in articles] == ["Herring quota cut by a fifth"]
    assert any("breaks off after 3 items" in problem for problem in problems)
    file.write_bytes(data[: data.index(b"Herring quota")])
    articles, problems = [], []
    with pytest.raises(ReadError, match="not text: 1 × a package"):
        read(file)


@pytest.mark.parametrize("name", ["g2-xhtml.xml", "newsml1-nitf.xml", "nitf.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "latin-1"])
@pytest.mark.parametrize("declared", ["UTF-8", "ISO-8859-1", "x-none"])
def test_the_bytes_count_when_they_are_not_what_is_declared(
    name: str, encoding: str, declared: str, tmp_path: Path
) -> None:
    text = (WIRES / name).read_bytes().decode("latin-1" if name.startswith("newsml1") else "utf-8")
    head, _, rest = text.partition("?>")
    file = tmp_path / name
    file.write_bytes(f'<?xml version="1.0" encoding="{declared}"?>{rest}'.encode(encoding))
    articles, _ = read(file)
    assert [said(article) for article in articles] == EXPECTED[name]


def test_entities_that_expand_are_refused(tmp_path: Path) -> None:
    file = changed("newsml1-nitf.xml", '<!ENTITY % nitf SYSTEM "nitf-3-0.dtd"> %nitf;', '<!ENTITY a "aaaa">', tmp_path)
    with pytest.raises(ReadError, match="declares XML entities"):
        read(file)


def test_json_of_two_hundred_kilobytes_in_one_line_is_read_in_every_suffix(tmp_path: Path) -> None:
    item = json.loads((WIRES / "ninjs3.json").read_text())
    body = "".join(f"<p>Ship number {n} left the roads of Merrin at noon.</p>" for n in range(4000))
    item["bodies"][0]["value"] = body
    for suffix in (".json", ".txt", ""):
        file = tmp_path / f"long{suffix}"
        file.write_text(json.dumps(item))
        assert file.stat().st_size > 200_000
        (article,), _ = read(file)
        assert len(article.paragraphs) == 4000


def test_json_lines_of_items_are_read_one_a_line(tmp_path: Path) -> None:
    items = [json.loads((WIRES / name).read_text()) for name in ("ninjs1.json", "ninjs3.json", "ap-item.json")]
    file = tmp_path / "wire.jsonl"
    file.write_text("\n".join(map(json.dumps, items)))
    articles, problems = read(file)
    assert [article.title for article in articles] == [
        EXPECTED[name][0]["title"] for name in ("ninjs1.json", "ninjs3.json", "ap-item.json")
    ]
    assert problems == []


def test_a_text_that_is_associated_is_an_article_of_its_own(tmp_path: Path) -> None:
    item = json.loads((WIRES / "ninjs1.json").read_text())
    item["associations"]["sidebar"] = json.loads((WIRES / "ninjs3.json").read_text())
    file = tmp_path / "pair.json"
    file.write_text(json.dumps(item))
    articles, _ = read(file)
    assert [article.title for article in articles] == [
        EXPECTED["ninjs1.json"][0]["title"],
        EXPECTED["ninjs3.json"][0]["title"],
    ]


def test_records_that_are_no_wire_are_read_as_before(tmp_path: Path) -> None:
    file = tmp_path / "records.json"
    record = {"title": "Gate tested", "body": "The tide gate was tested on Thursday.", "uri": "https://a.example/1"}
    file.write_text(json.dumps([record]))
    (article,), _ = read(file)
    assert (article.title, article.ids) == ("Gate tested", ())


NEAR = Published(day=dt.date(2024, 3, 11), time=dt.time(9, tzinfo=dt.UTC), evidence="test")


@pytest.mark.parametrize(
    ("note", "status", "hour"),
    [
        ("HOLD FOR RELEASE AT 6 P.M. GMT", "usable", "2024-03-11T18:00:00+00:00"),
        ("Sperrfrist 12. März: nichts vor 19.00 Uhr", "usable", "2024-03-12T19:00:00+00:00"),
        ("Embargoed until 00:01 GMT, 13 March 2024", "usable", "2024-03-13T00:01:00+00:00"),
        ("Embargoed until 1200 GMT Wednesday", "usable", "2024-03-13T12:00:00+00:00"),
        ("Embargoed until 6 p.m., when the minister speaks", "withheld", None),
        ("Embargo until 2 January", "usable", "2025-01-02T00:00:00+00:00"),
        ("WITHHOLD this story", "withheld", None),
        ("Kill the story on the harbour", "killed", None),
        ("With photos.", "usable", None),
    ],
)
def test_notes_to_editors_tell_of_use(note: str, status: str, hour: str | None) -> None:
    use = told([note], NEAR)
    assert (use.status, use.embargo.isoformat() if use.embargo else None) == (status, hour)


def test_an_hour_without_a_zone_is_in_that_of_the_item_or_of_the_machine() -> None:
    assert embargoed("2024-03-12T12:00:00", NEAR).embargo == NOON
    assert embargoed("2024-03-12T12:00:00").embargo == dt.datetime(2024, 3, 12, 12).astimezone()
    assert embargoed("2024-03-12", NEAR).embargo == dt.datetime(2024, 3, 12, tzinfo=dt.UTC)
    assert embargoed("  ").embargo is None


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("stat:usable", "usable"), ("stat:canceled", "killed"), ("Canceled", "killed"), ("withheld", "withheld"),
        ("http://cv.iptc.org/newscodes/pubstatusg2/canceled", "killed"), (None, "usable"), ("correction", "usable"),
        ("kill", "killed"), ("Withdrawn", "killed"), ("retracted", "killed"), ("hold", "withheld"), ("draft", "usable"),
    ],
)  # fmt: skip
def test_statuses(value: str | None, status: str) -> None:
    assert status_of(value) == status


@pytest.mark.parametrize(
    ("mark", "step"),
    [("1st Ld-Writethru", 1), ("2ND LEAD", 2), ("UPDATE 3", 3), ("Writethru", 1), ("REFILE", None), ("EXTRA", None)],
)
def test_steps(mark: str, step: int | None) -> None:
    assert step_of(mark) == step


@pytest.mark.parametrize(
    ("slug", "parts"),
    [
        ("BC-XM--Harbour Fire, 1st Ld-Writethru", ("BC-XM--Harbour Fire", "1st Ld-Writethru")),
        ("MERRIN-FERRY (UPDATE 2)", ("MERRIN-FERRY", "UPDATE 2")),
        ("MERRIN-FERRY", ("MERRIN-FERRY", None)),
        ("XM--Police Kill Wolf", ("XM--Police Kill Wolf", None)),
    ],
)
def test_slugs_are_parted_from_their_marks(slug: str, parts: tuple[str, str | None]) -> None:
    assert split_slug(slug) == parts


@given(st.sampled_from(sorted(EXPECTED)), st.data())
def test_damaged_files_give_articles_problems_or_one_clear_error(
    tmp_path_factory: pytest.TempPathFactory, name: str, data: st.DataObject
) -> None:
    whole = (WIRES / name).read_bytes()
    at = data.draw(st.integers(0, len(whole)))
    middle = data.draw(st.binary(max_size=6))
    cut = data.draw(st.booleans())
    file = tmp_path_factory.mktemp("wire") / name
    file.write_bytes(whole[:at] + middle + (b"" if cut else whole[at + len(middle) :]))
    try:
        found = list(read_articles(file))
    except ReadError as error:
        assert str(file) in str(error)
        return
    assert found
    for each in found:
        place = each.path or ""
        assert place.startswith(str(file))


@given(st.text(max_size=200), st.text(max_size=200), st.sampled_from(["item", "items", "data"]))
def test_any_words_in_an_item_come_back_or_are_refused(
    tmp_path_factory: pytest.TempPathFactory, headline: str, body: str, key: str
) -> None:
    item = {"uri": "urn:x:1", "type": "text", "pubstatus": "usable", "headline": headline, "body_text": body}
    document = {"data": {"item": item}} if key == "data" else {key: [item]}
    file = tmp_path_factory.mktemp("item") / "item.json"
    file.write_text(json.dumps(document))
    try:
        found = list(read_articles(file))
    except ReadError:
        return
    for article in found:
        assert isinstance(article, Article | Problem)
        if isinstance(article, Article):
            words = "".join(" ".join(p.text for p in article.paragraphs).split())
            assert words


def test_the_code_of_a_widget_is_no_paragraph(tmp_path: Path) -> None:
    widget = "&lt;div id=&quot;poll&quot;&gt;&lt;/div&gt;&lt;script src=&quot;https://x.example/p.js&quot;&gt;&lt;/script&gt;"
    text = (WIRES / "nitf.xml").read_text()
    file = tmp_path / "item.xml"
    file.write_text(text.replace("</body.content>", f"<p>{widget}</p></body.content>"))
    [found], _ = read(file)
    [before], _ = read(WIRES / "nitf.xml")
    assert found.paragraphs == before.paragraphs
    assert [piece.text[:15] for piece in found.dropped if piece.reason == "embedded code"] == ['<div id="poll">']


def test_who_took_a_picture_is_no_paragraph_of_a_body_in_html(tmp_path: Path) -> None:
    figure = '<figure><img src="a.jpg"/><div class="byline">Ole Brandt</div><figcaption>The quay.</figcaption></figure>'
    body = f"<p>The quay at Port Merrin reopened on Monday after two years of work.</p>{figure}"
    item = {"uri": "urn:x:1", "type": "text", "headline": "Quay", "versioncreated": "2024-03-11", "body_html": body}
    file = tmp_path / "item.json"
    file.write_text(json.dumps(item))
    [found], _ = read(file)
    assert len(found.paragraphs) == 1
    assert {(piece.text, piece.reason) for piece in found.dropped} == {
        ("Ole Brandt", "photo caption"),
        ("The quay.", "photo caption"),
    }


@pytest.mark.parametrize(
    ("head", "source"),
    [
        ('<meta name="origin" content="Canal Wire"/>', "Canal Wire"),
        ('<docdata><doc.rights owner="Canal Wire"/></docdata>', "Canal Wire"),
        ('<meta name="copyright" content=" "/><docdata><doc.copyright holder="Canal Wire"/></docdata>', "Canal Wire"),
    ],
)
def test_a_nitf_document_names_its_publisher_in_many_places(tmp_path: Path, head: str, source: str) -> None:
    body = "<body><body.head><hedline><hl1>Lock shut</hl1></hedline><byline>By Canal Wire</byline></body.head>"
    body += "<body.content><p>The lock stays shut, the office said.</p></body.content></body>"
    (tmp_path / "a.xml").write_text(f"<nitf><head>{head}</head>{body}</nitf>")
    [article], problems = read(tmp_path / "a.xml")
    assert (article.source, article.author, problems) == (source, None, [])


def test_an_owner_of_rights_is_the_publisher(tmp_path: Path) -> None:
    head = "<body.head><hedline><hl1>Lock shut</hl1></hedline><rights.owner>Canal Wire</rights.owner></body.head>"
    text = "<body.content><p>The lock stays shut, the office said.</p></body.content>"
    (tmp_path / "a.xml").write_text(f"<nitf><body>{head}{text}</body></nitf>")
    assert read(tmp_path / "a.xml")[0][0].source == "Canal Wire"


def test_ampersands_and_letters_of_html_cost_no_document(tmp_path: Path) -> None:
    text = "<p>AT&T pays 3&nbsp;million, Ren&eacute;e Holm said &amp; wrote.</p>"
    text += '<media><media-reference source="a?b=1&c=2"/></media>'
    text += "<p><![CDATA[Stein & Berg]]> agreed with her on Monday.</p>"
    (tmp_path / "a.xml").write_text(f"<nitf><body><body.content>{text}</body.content></body></nitf>")
    [article], _ = read(tmp_path / "a.xml")
    assert [each.text for each in article.paragraphs] == [
        "AT&T pays 3 million, Renée Holm said & wrote.", "Stein & Berg agreed with her on Monday.",
    ]  # fmt: skip


def test_data_in_a_text_of_newsml_is_no_text(tmp_path: Path) -> None:
    data = "<![CDATA[<Match><Home>Lund</Home><Goals>1</Goals><Away>Varnby</Away><Goals>2</Goals></Match>]]>"
    item = f"<NewsComponent><ContentItem><DataContent>{data}</DataContent></ContentItem></NewsComponent>"
    (tmp_path / "a.xml").write_text(f"<NewsML><NewsItem>{item}</NewsItem></NewsML>")
    with pytest.raises(ReadError, match="holds no text"):
        read(tmp_path / "a.xml")


@pytest.mark.parametrize(
    ("byline", "writer"), [("Von Ann Poe, dpa", "Ann Poe"), ("By ANN POE, Reuters", "ANN POE"), ("dpa", None)]
)
def test_a_writer_stands_without_the_agency(byline: str, writer: str | None) -> None:
    assert writer_of(byline) == writer
