"""Articles written after the reader was finished; what a careful person would make of each."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

import pytest

from briefbot.readers.formats import read_article


class Expected(NamedTuple):
    """A file and what a careful reader finds in it."""

    name: str
    text: str
    title: str
    source: str | None
    author: str | None
    published: str | None
    starts: list[str]
    """The first words of each paragraph."""


HOLDOUT = [
    Expected(
        "lighthouse.txt",
        """\
        NORTHERN COAST

        Old lighthouse to shine again

        Posted on: Monday, 4 May 2015, 9:30 am

        Reporter: Marta Lind

        The lighthouse on Skerry Point, dark since 1988, will be lit again this summer.

        Volunteers have repaired the lens. "We had no plans, only an old photograph," said one of them.

        Photograph: Marta Lind

        The first evening is planned for Midsummer.

        Tags: coast, heritage
        """,
        "Old lighthouse to shine again",
        None,
        "Marta Lind",
        "2015-05-04T09:30",
        ["The lighthouse on Skerry", "Volunteers have repaired", "The first evening"],
    ),
    Expected(
        "rates_20221103.txt",
        """\
        UPDATE 2-Bank lifts rates by most since 1989

        LONDON, Nov 3 (Reuters) - The Bank of England raised interest rates to 3% from
        2.25% on Thursday, its largest increase in more than 30 years, and said that
        the economy might already be in a recession that could last two years.

        The pound fell by 2% against the dollar.

            * Seven of nine members voted for the step
            * One asked for a smaller one

        (Additional reporting by A. Mill; editing by B. Stone)

        ((a.mill@example.com))
        """,
        "UPDATE 2-Bank lifts rates by most since 1989",
        "Reuters",
        None,
        "2022-11-03",
        ["The Bank of England raised", "The pound fell", "* Seven of nine", "* One asked"],
    ),
    Expected(
        "volcano.md",
        """\
        # Volcano forces village to leave

        *By Sigrun Jons, Island Times* | 19 March 2021

        > Everyone is safe, the police said.

        Lava reached the road at **Fagradal** on Friday night. See the
        [map](https://example.org/map) of closed roads.

        - Take warm clothes
        - Follow the wardens

        ---

        [Share on Facebook](https://example.org) | [Tweet](https://example.org)
        """,
        "Volcano forces village to leave",
        "Island Times",
        "Sigrun Jons",
        "2021-03-19",
        ["Everyone is safe", "Lava reached the road at Fagradal", "Take warm clothes", "Follow the wardens"],
    ),
    Expected(
        "untitled.txt",
        """\
        TOKYO, June 5 (Kyodo) -- Three hikers were found alive on Saturday after two nights on a mountain west of here.

        They had lost the path in fog on Thursday, the prefecture's police said.

        ==Kyodo
        """,
        "Three hikers were found alive on Saturday after two nights on a mountain west of here.",
        "Kyodo",
        None,
        None,
        ["Three hikers were found", "They had lost the path"],
    ),
    Expected(
        "budget.txt",
        """\
        ---
        headline: "City budget: what it means for you"
        byline: Tom Reed and Anna Gray
        publisher: Weir Gazette
        pubDate: Tue, 07 Feb 2023 14:05:00 +0000
        link: https://weir.example/budget
        ---

        City budget: what it means for you

        The city will spend 40 million euros on schools next year.

        What about taxes?

        They stay as they are, the treasurer said.

        1) Bus fares: up by 10 cents
        2) Parking: free on Sundays
        3) Pool: no change

        The council votes on 1 March.

        Read next: Who pays for the bridge?
        """,
        "City budget: what it means for you",
        "Weir Gazette",
        "Tom Reed and Anna Gray",
        "2023-02-07T14:05+00:00",
        [
            "The city will spend",
            "What about taxes?",
            "They stay",
            "1) Bus",
            "2) Parking",
            "3) Pool",
            "The council votes",
        ],
    ),
    Expected(
        "ferry-fire.txt",
        """\
        Skip to content
        Menu
        Weir Gazette
        Ferry catches fire in harbour; no one hurt
        Last updated 12 July 2018 at 08:15
        First published 11 July 2018 at 22:40
        A ferry with 212 passengers caught fire in the harbour of Weir on Wednesday evening.
        Everyone was off the ship within twenty minutes, the fire service said.
        "It smelled of plastic," said Lena Voss, 34, who was on her way home.
        ADVERTISEMENT
        The cause is not known.
        Related Articles
        Ferry company fined
        Where the lifeboats are
        © 2018 Weir Gazette Ltd. All rights reserved.
        """,
        "Ferry catches fire in harbour; no one hurt",
        "Weir Gazette",
        None,
        "2018-07-11T22:40",
        ["A ferry with 212", "Everyone was off", '"It smelled of plastic,"', "The cause is not known."],
    ),
    Expected(
        "interview.txt",
        """\
        'I never wanted to be minister'

        Five questions for the new head of the treasury.

        By KIM Eun-jin
        Published : 2016-04-12 09:00

        Q: Why did you accept?

        A: Because nobody else did. I was asked on a Sunday.

        Q: What will you change first?

        A: The forms.

        kej@example.kr
        """,
        "'I never wanted to be minister'",
        None,
        "KIM Eun-jin",
        "2016-04-12T09:00",
        ["Five questions", "Q: Why", "A: Because", "Q: What will", "A: The forms."],
    ),
    Expected(
        "timeline.txt",
        """\
        How the dam failed: a timeline

        Nov. 2, 2017

        Jan. 4, 2016
        Inspectors find a crack in the east wall.

        Sept. 30, 2017
        Heavy rain begins. The gates are opened.

        Oct. 2, 2017
        The wall gives way at 4:12 a.m.
        """,
        "How the dam failed: a timeline",
        None,
        None,
        "2017-11-02",
        ["Jan. 4, 2016", "Inspectors find", "Sept. 30, 2017", "Heavy rain", "Oct. 2, 2017", "The wall gives"],
    ),
    Expected(
        "press-release.txt",
        """\
        FOR IMMEDIATE RELEASE

        Esk Trams orders 24 new vehicles

        ESK, 14 September 2020 – Esk Trams has ordered 24 vehicles for its night lines. The
        first will arrive in 2022.

        "They are quieter and need less power," said the company's director, Ida Holm.

        ENDS

        Notes to editors: Esk Trams runs nine lines and carries 80,000 passengers a day.

        Media contact: press@esktrams.example
        """,
        "Esk Trams orders 24 new vehicles",
        None,
        None,
        "2020-09-14",
        ["Esk Trams has ordered", '"They are quieter', "Notes to editors:"],
    ),
    Expected(
        "football.txt",
        """\
        Late goal sends Weir through

        Weir 2-1 Northport

        Sat 9 Dec 2017 17.02 GMT

        A header in the 94th minute took Weir into the next round on Saturday.

        Northport had led at the break. Their coach said: "We stopped playing."

        Share on Facebook Share on Twitter Share via Email

        Weir: Holt; Brandt, Osei, Lund; Marsh. Northport: Hill; Rowe, Sand.
        """,
        "Late goal sends Weir through",
        None,
        None,
        "2017-12-09T17:02+00:00",
        ["Weir 2-1 Northport", "A header in the 94th", "Northport had led", "Weir: Holt;"],
    ),
    Expected(
        "storm.txt",
        """\
        Storm leaves 40,000 homes without power

        Jonas Berg
        Staff Writer

        HAMBURG (dpa) - A storm with gusts of up to 140 kilometres an hour cut power to 40,000 homes in the north on
        Sunday night.

        Trains between Hamburg and Kiel were halted.

        A man looks at a fallen tree in Hamburg on Monday. (AFP/Getty Images)

        Forecasters expect the wind to ease by Tuesday.

        ---
        Copyright 2013 dpa
        """,
        "Storm leaves 40,000 homes without power",
        "dpa",
        "Jonas Berg",
        None,
        ["A storm with gusts", "Trains between", "Forecasters expect"],
    ),
    Expected(
        "strike.md",
        """\
        ---
        title: Teachers end strike
        date: 2019-02-30
        ---

        Published: March 1, 2019

        Teachers in the valley ended a strike of nine days on Friday.
        Classes begin again on Monday.

        **Correction:** An earlier version said ten days.

        ![](empty.png)

        *Photo by Una Kerr*
        """,
        "Teachers end strike",
        None,
        None,
        "2019-03-01",
        ["Teachers in the valley ended", "Classes begin", "Correction: An earlier version"],
    ),
    Expected(
        "second-harvest.txt",
        """\
        Esk Herald - Business

        Apple harvest down by a third after late frost

        Wed., Oct. 6, 2021 4:15 p.m. CEST

        by Nina Falk

        Growers in the Esk valley picked a third fewer apples this year, their association
        said on Wednesday. It blamed frost in April.

        Graphic: Esk Herald

        Prices in shops have risen by 12 per cent since August.

        Write to us: desk@eskherald.example
        """,
        "Apple harvest down by a third after late frost",
        "Esk Herald",
        "Nina Falk",
        "2021-10-06T16:15+02:00",
        ["Growers in the Esk valley", "Prices in shops"],
    ),
    Expected(
        "second_20190102.txt",
        """\
        BEIJING, Dec. 30 (Xinhua) -- A high-speed line in the Qilian hills opened on Sunday and saves two hours.

        The line is 230 kilometers long and has nine tunnels.

        This photo taken on Dec. 30, 2018 shows a train at the new station. (Xinhua/Li Wei)

        More than 4,000 passengers travelled on the first day. Enditem
        """,
        "A high-speed line in the Qilian hills opened on Sunday and saves two hours.",
        "Xinhua",
        None,
        "2018-12-30",
        ["A high-speed line", "The line is 230", "More than 4,000"],
    ),
    Expected(
        "second-letters.md",
        """\
        Letters: *the bridge, again*
        ============================

        **14 June 2022**

        Sir, the bridge has been closed for 90 days.

        I counted them. &mdash; A. Holm, Weir

        Sir, nobody needs it.

        ***

        More letters >
        """,
        "Letters: the bridge, again",
        None,
        None,
        "2022-06-14",
        ["Sir, the bridge", "I counted them. — A. Holm", "Sir, nobody needs it."],
    ),
    Expected(
        "second-court.txt",
        """\
        Court frees two held over port theft
        Published 10:02 pm Thursday, January 9, 2014
        By Paul Dean

        PORT WEIR — A court here has freed two men who had been held since November over the theft of copper.
        The judge said that the police had searched their van without a warrant.
        "It was cold in there," one of the men said outside.
        The prosecutor may appeal until Jan. 20.
        Print Friendly
        Leave a comment below
        """,
        "Court frees two held over port theft",
        None,
        "Paul Dean",
        "2014-01-09T22:02",
        ["A court here has freed", "The judge said", '"It was cold', "The prosecutor may"],
    ),
]


@pytest.mark.parametrize("expected", HOLDOUT, ids=[each.name for each in HOLDOUT])
def test_a_careful_reader_would_agree(tmp_path: Path, expected: Expected) -> None:
    path = tmp_path / expected.name
    path.write_text(dedent(expected.text), encoding="utf-8")
    article = read_article(path)
    found = [paragraph.text for paragraph in article.paragraphs]
    starts = [text[: len(start)] for text, start in zip(found, expected.starts, strict=False)]
    assert starts == expected.starts and len(found) == len(expected.starts), found
    assert (article.title, article.source, article.author) == (expected.title, expected.source, expected.author)
    assert (article.published.iso if article.published else None) == expected.published
