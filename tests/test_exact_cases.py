"""People-written cases for the exact check: invented news, a claim about it, and the kind of mismatch it has.

The held-out half was written before the check and is only ever counted, never used to choose a rule.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from briefbot.exact import Evidence, missing
from briefbot.types import DateMention


class Story(NamedTuple):
    """A paragraph with claims about it; the kind is None when the paragraph proves the claim."""

    text: str
    context: str
    published: dt.date | None
    claims: tuple[tuple[str, str | None], ...]
    dates: tuple[tuple[str, str, str], ...] = ()


FERRY = Story(
    "The Orlaska ferry sank on Sunday about an hour after leaving Port Maren, killing 14 people and injuring "
    "more than 40 others, coastguard commander Inés Valdarno said. Two of the three lifeboats could not be "
    "lowered, and rescuers searched for two to three hours before the storm forced them back.",
    "Ferry sinks off Port Maren - Harbour Wire",
    dt.date(2021, 3, 9),
    (
        ("The Orlaska ferry sank about an hour after leaving Port Maren.", None),
        ("The ferry sank roughly one hour after it left Port Maren.", None),
        ("Fourteen people were killed and over 40 were injured, Ines Valdarno said.", None),
        ("Valdarno said that 14 people died.", None),
        ("Rescuers searched for two to three hours.", None),
        ("Two of the lifeboats could not be lowered.", None),
        ("The ferry sank on Sunday, the coastguard commander said.", None),
        ("The ferry sank on 7 March 2021.", None),
        ("The ferry sank three hours after leaving Port Maren.", "unit"),
        ("The ferry sank about 14 hours after leaving Port Maren.", "unit"),
        ("The ferry sank on Monday.", "date"),
        ("The ferry sank on 14 March 2021.", "date"),
        ("Forty-one people were killed.", "number"),
        ("Fewer than 40 others were injured.", "number"),
        ("Inés Valdivia said that 14 people were killed.", "name"),
        ("The ferry sank after leaving Port Selde.", "name"),
        ("The lifeboats could be lowered.", "negation"),
    ),
    (("Sunday", "2021-03-07", "2021-03-07"),),
)

BUDGET = Story(
    "Parliament approved the budget by 328 votes to 301 after a nine-hour debate. The plan raises spending by "
    "4.5 percent to $1.7 billion and cuts the fuel tax by a third, which Finance Minister Karl Osterby called "
    '"a modest first step".',
    "Parliament passes budget | Daily Beacon",
    dt.date(2019, 11, 22),
    (
        ("The budget passed 328-301.", None),
        ("Lawmakers approved the budget after debating for nine hours.", None),
        ("Spending rises 4.5% to $1.7bn.", None),
        ("Spending will rise to 1,700,000,000 dollars, up 4.5 per cent.", None),
        ("Minister Osterby called the plan “a modest first step”.", None),
        ("The fuel tax will be cut by one third.", None),
        ("More than 300 members voted for the budget.", None),
        ("The budget passed 328 to 310.", "number"),
        ("Spending rises by 5.4 percent.", "number"),
        ("Spending rises to $1.7 million.", "number"),
        ("Spending rises to 1.7 billion euros.", "unit"),
        ("The debate took nine days.", "unit"),
        ("The fuel tax will be cut by a quarter.", "number"),
        ('Osterby called the plan "a large first step".', "quote"),
        ("Foreign Minister Karl Osterby defended the plan.", "name"),
        ("Parliament did not approve the budget by 328 votes to 301.", "negation"),
    ),
)

ACCORD = Story(
    "South Korea and the United States will resume talks in early August, South Korean envoy Ha Seung-min told "
    "reporters in Washington on Thursday. The North has fired six missiles since May, the U.N. Security "
    "Council said, but Pyongyang denied that any of them carried a warhead.",
    "Seoul, Washington to resume talks",
    dt.date(2019, 7, 18),
    (
        ("South Korea and the US will resume talks in early August.", None),
        ("Talks between Seoul and Washington will resume in August 2019.", None),
        ("Ha Seung Min told reporters in Washington that talks will resume.", None),
        ("The UN Security Council said that North Korea has fired six missiles since May.", None),
        ("North Korea fired 6 missiles, the United Nations Security Council said.", None),
        ("The American and South Korean sides will resume talks, Mr. Ha said on Thursday.", None),
        ("Talks will resume on 3 August.", "date"),
        ("Talks will resume in early September.", "date"),
        ("Ha Seung-min told reporters on Friday.", "date"),
        ("Ha Jong-min told reporters that talks will resume.", "name"),
        ("North Korea has fired eight missiles since May.", "number"),
        ("Japan and the United States will resume talks.", "name"),
        ("The EU said that the North has fired six missiles.", "name"),
        ("The North has fired six missiles since April.", "date"),
        ("Talks will resume in August 2018.", "date"),
    ),
    (
        ("early August", "2019-08-01", "2019-08-10"),
        ("Thursday", "2019-07-18", "2019-07-18"),
        ("May", "2019-05-01", "2019-05-31"),
    ),
)

MATCH = Story(
    "Lena Brandauer, 24, won her third title in Gdansk on Saturday, beating Poland's Zofia Krawiec 6-3, 7-5 in "
    "92 minutes before 11,240 spectators. Brandauer, who lost twice last year, earned 250,000 euros.",
    "Brandauer wins in Gdańsk",
    dt.date(2022, 10, 2),
    (
        ("Brandauer beat the Polish player Zofia Krawiec 6-3, 7-5.", None),
        ("The 24-year-old won her third title in Gdańsk.", None),
        ("The match lasted 92 minutes and was watched by about 11,000 spectators.", None),
        ("Brandauer lost two times last year.", None),
        ("She earned €250,000.", None),
        ("Brandauer won her 3rd title.", None),
        ("Brandauer won her second title.", "number"),
        ("Brandauer beat Krawiec 6-4, 7-5.", "number"),
        ("The match lasted 29 minutes.", "number"),
        ("Exactly 11,420 spectators watched.", "number"),
        ("The 42-year-old won in Gdansk.", "number"),
        ("She earned 250,000 dollars.", "unit"),
        ("Brandauer beat the Czech player Zofia Krawiec.", "name"),
        ("Brandauer won in Krakow.", "name"),
    ),
    (("Saturday", "2022-10-01", "2022-10-01"), ("last year", "2021-01-01", "2021-12-31")),
)

QUAKE = Story(
    "A 6.4-magnitude earthquake struck the Tarvik valley at 3:20 a.m. on June 12, destroying some 1,200 homes "
    "and cutting power to half of the region. Governor Amara Deng said 37 villagers were missing and that no "
    "aid had reached the valley for two days. Another 15 people died in neighbouring Solvania.",
    "Quake hits Tarvik",
    dt.date(2018, 6, 15),
    (
        ("A 6.4-magnitude earthquake struck the Tarvik valley on 12 June.", None),
        ("Thirty-seven villagers are missing, Governor Amara Deng said.", None),
        ("About 1,200 homes were destroyed.", None),
        ("The quake cut power to 50 percent of the region.", None),
        ("Deng said that no aid had reached the valley for two days.", None),
        ("Fifteen people died in Solvania.", None),
        ("The earthquake struck at 3:20 am.", None),
        ("A 4.6-magnitude earthquake struck the Tarvik valley.", "number"),
        ("The earthquake struck at 2:30 a.m.", "number"),
        ("The earthquake struck on June 21.", "date"),
        ("No aid reached the valley for two weeks.", "unit"),
        ("Another 37 people died in neighbouring Moravania.", "name"),
        ("Governor Amara Dengue said villagers were missing.", "name"),
        ("Aid had reached the valley.", "negation"),
        ("Power was cut to two-thirds of the region.", "number"),
    ),
    (("June 12", "2018-06-12", "2018-06-12"),),
)

PLANT = Story(
    "Helvar Motors will close its Brenford plant in March 2024 with the loss of 2,300 jobs, nearly a quarter "
    "of its British workforce, chief executive Dana Whitlock told staff on Tuesday. The union Unify said it "
    'had been given 20 minutes\' notice and called the decision "a betrayal of this town".',
    "Helvar to close Brenford plant",
    dt.date(2023, 5, 17),
    (
        ("Helvar Motors will close its plant in Brenford in March 2024.", None),
        ("About 2,300 jobs will be lost, almost a quarter of the UK workforce.", None),
        ("Dana Whitlock told staff on Tuesday that the plant will close next March.", None),
        ("The union said that it had 20 minutes' notice.", None),
        ('Unify called the closure "a betrayal of this town."', None),
        ("The plant closes in 2024 and more than 2,000 jobs will go.", None),
        ("Helvar Motors will close its Brenford plant in May 2024.", "date"),
        ("Helvar Motors will close its Brenford plant in March 2025.", "date"),
        ("The closure costs 3,200 jobs.", "number"),
        ("The union was given 20 hours' notice.", "unit"),
        ("Helvar Motors will close its Brentwood plant.", "name"),
        ("Dana Whitfield told staff that the plant will close.", "name"),
        ('Unify called the closure "a disgrace to this town".', "quote"),
        ("Helvar Motors will not close its Brenford plant.", "negation"),
        ("More than 2,400 jobs will be lost.", "number"),
    ),
    (("March 2024", "2024-03-01", "2024-03-31"), ("Tuesday", "2023-05-16", "2023-05-16")),
)

TRIAL = Story(
    "A court in Lisbon sentenced former banker Rui Falcato to eight years in prison on Friday for stealing "
    "$12.6 million from three charities between 2009 and 2014. Prosecutor Marta Quental had asked for ten "
    "years. Falcato's lawyer, João Pires, said he would appeal within 30 days.",
    "Ex-banker Falcato jailed for eight years",
    dt.date(2020, 2, 15),
    (
        ("Rui Falcato was jailed for eight years for stealing from three charities.", None),
        ("Falcato stole $12.6m between 2009 and 2014.", None),
        ("Joao Pires said that he would appeal within 30 days.", None),
        ("Prosecutor Quental had asked for 10 years.", None),
        ("The thefts took place from 2009 to 2014 and involved more than $12 million.", None),
        ("A Lisbon court sentenced the former banker on Friday.", None),
        ("Falcato was sentenced to 18 years in prison.", "number"),
        ("Falcato was sentenced to eight months in prison.", "unit"),
        ("Falcato stole from 12 charities.", "number"),
        ("Falcato stole the money between 2009 and 2015.", "date"),
        ("A court in Porto sentenced Falcato.", "name"),
        ("Rui Pereira was sentenced to eight years.", "name"),
        ("The lawyer will appeal within 30 weeks.", "unit"),
        ("Falcato was sentenced on Thursday.", "date"),
    ),
    (
        ("Friday", "2020-02-14", "2020-02-14"),
        ("2009", "2009-01-01", "2009-12-31"),
        ("2014", "2014-01-01", "2014-12-31"),
    ),
)

VACCINE = Story(
    "The World Health Organization approved the Corvanex vaccine for children aged 5 to 11 after a study of "
    "4,526 of them in Kenya, Peru and Vietnam found it 91% effective. Dr Miriam Achterberg, who led the study, "
    "said the second dose should be given eight weeks after the first. Side effects, which were mild, were "
    "reported by one in five.",
    "WHO backs Corvanex for children",
    dt.date(2021, 12, 1),
    (
        ("The WHO approved Corvanex for children aged five to 11.", None),
        ("The vaccine was 91 percent effective in a study of over 4,500 children.", None),
        ("The study was done in Kenya, Peru and Vietnam.", None),
        ("Achterberg said that the second dose should follow the first by eight weeks.", None),
        ("One in five reported side effects, which were mild.", None),
        ("Kenyan, Peruvian and Vietnamese children took part.", None),
        ("The vaccine was 19% effective.", "number"),
        ("The vaccine was 91 times as effective.", "unit"),
        ("The study covered 4,256 children.", "number"),
        ("The study was done in Kenya, Peru and Thailand.", "name"),
        ("Dr Miriam Achterhoek led the study.", "name"),
        ("The third dose should be given eight weeks after the first.", "number"),
        ("The second dose should be given eight days after the first.", "unit"),
        ("One in three reported side effects.", "number"),
        ("The World Bank approved the Corvanex vaccine.", "name"),
    ),
)

DEVELOPMENT = (FERRY, BUDGET, ACCORD, MATCH)
HELD_OUT = (QUAKE, PLANT, TRIAL, VACCINE)


def evidence_of(story: Story) -> list[Evidence]:
    """The story as cited evidence, its dates resolved by hand."""
    dates = tuple(
        DateMention(
            text=words,
            start=story.text.index(words),
            end=story.text.index(words) + len(words),
            first=dt.date.fromisoformat(first),
            last=dt.date.fromisoformat(last),
            relative=True,
        )
        for words, first, last in story.dates
    )
    return [Evidence(text=story.text, context=story.context, published=story.published, dates=dates)]


def counts(stories: tuple[Story, ...]) -> dict[str, int]:
    """How many claims of each sort there are and what the check made of them."""
    found = dict.fromkeys(("proven", "false alarms", "wrong", "caught", "right kind"), 0)
    for story in stories:
        evidence = evidence_of(story)
        for claim, kind in story.claims:
            kinds = {mismatch.kind for mismatch in missing(claim, evidence)}
            found["proven" if kind is None else "wrong"] += 1
            found["false alarms"] += kind is None and bool(kinds)
            found["caught"] += kind is not None and bool(kinds)
            found["right kind"] += kind in kinds
    return found


def test_development_cases_are_judged_as_people_do() -> None:
    found = counts(DEVELOPMENT)
    assert found["false alarms"] == 0
    assert found["right kind"] == found["wrong"]


def test_held_out_cases_are_judged_nearly_as_people_do() -> None:
    found = counts(HELD_OUT)
    assert found["false alarms"] <= 1
    assert found["caught"] >= found["wrong"] - 1


def test_there_are_enough_cases_of_both_sorts() -> None:
    for stories in (DEVELOPMENT, HELD_OUT):
        found = counts(stories)
        assert found["proven"] >= 25
        assert found["wrong"] >= 30


def test_every_sentence_of_a_story_is_proven_by_the_story() -> None:
    for story in DEVELOPMENT + HELD_OUT:
        evidence = evidence_of(story)
        for sentence in story.text.replace(". ", ".\n").replace("Dr Miriam", "Miriam").split("\n"):
            assert missing(sentence.rstrip("."), evidence) == (), sentence
