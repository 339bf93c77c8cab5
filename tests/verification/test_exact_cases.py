"""People-written cases for the exact check: invented news, a claim about it, and the kind of mismatch it has.

The held-out half was written before the check and is only ever counted, never used to choose a rule.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from briefbot.text.dates.find import find_dates
from briefbot.verification.evidence import Evidence
from briefbot.verification.exact import mismatches


class Story(NamedTuple):
    """A paragraph with claims about it; the kind is None when the paragraph proves the claim."""

    text: str
    context: str
    published: dt.date | None
    claims: tuple[tuple[str, str | None], ...]


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

NUCLEAR = Story(
    "Working-level nuclear talks between North Korea and the United States broke down on Saturday after "
    "about eight and a half hours, with Pyongyang's chief negotiator Kim Myong-gil accusing Washington of "
    'coming "empty-handed". U.S. State Department spokeswoman Morgan Ortagus said the American side had '
    "brought creative ideas and accepted an invitation from Sweden to return to Stockholm in two weeks. The "
    "meeting was the first since Trump and Kim Jong Un met at the border in late June.",
    "Talks in Stockholm collapse - Nordic Press",
    dt.date(2019, 10, 6),
    (
        ("Nuclear talks between the United States and North Korea broke down on Saturday, October 5, 2019.", None),
        ("The talks lasted about eight and a half hours.", None),
        ('Kim Myong Gil accused the US of coming "empty-handed".', None),
        ("Morgan Ortagus said that the US accepted Sweden's invitation to return in two weeks.", None),
        ("The meeting was the first since Trump and Kim Jong-un met in June 2019.", None),
        ("President Trump met Kim Jong Un in late June.", None),
        ("According to the State Department, the US side brought creative ideas.", None),
        ("North Korean negotiator Kim Myong-gil said that Washington came empty-handed.", None),
        ("The two sides may meet again in Stockholm in two weeks.", None),
        ("The talks lasted about three hours.", "number"),
        ("Kim Jong-gil accused Washington.", "name"),
        ("Talks broke down on Sunday.", "date"),
        ("The talks in Geneva broke down.", "name"),
        ("The US accepted Norway's invitation.", "name"),
        ("They will return to Stockholm in two months.", "date"),
        ("Trump and Kim met in late July.", "date"),
        ("The meeting was the second since the border meeting.", "number"),
        ("Ortagus said that the US side had not brought creative ideas.", "negation"),
        ("Stephen Biegun said the American side had brought creative ideas.", "name"),
        ("The talks lasted eight and a half days.", "unit"),
    ),
)

RATES = Story(
    "The Bank of Norland raised its key interest rate by a quarter of a percentage point to 1.25% on Monday, "
    "its third increase in six months, and said inflation would peak at 6.8% in the second quarter. Governor "
    "Petra Lindqvist said seven of nine members voted for the move. House prices fell 0.4 percent in "
    "February, the statistics office said, after rising for 18 straight months; 12,300 homes were sold, "
    "compared with 14,100 a year earlier.",
    "Central bank raises rates",
    dt.date(2022, 3, 14),
    (
        ("The Bank of Norland raised its key rate to 1.25 percent on Monday.", None),
        ("It was the third increase in six months.", None),
        ("Seven of nine members voted for the increase, Governor Lindqvist said.", None),
        ("Inflation will peak at 6.8 per cent in the second quarter.", None),
        ("House prices fell by 0.4% in February.", None),
        ("Some 12,300 homes were sold, down from 14,100 a year earlier.", None),
        ("House prices had risen for 18 months.", None),
        ("The bank raised rates on 14 March 2022 by a quarter point.", None),
        ("More than 12,000 homes were sold in February 2022.", None),
        ("Petra Lindqvist is the governor of the Bank of Norland.", None),
        ("The bank raised its rate to 1.75%.", "number"),
        ("It was the fourth increase in six months.", "number"),
        ("It was the third increase in six years.", "unit"),
        ("Six of nine members voted for the move.", "number"),
        ("Inflation will peak in the third quarter.", "number"),
        ("House prices fell 4 percent.", "number"),
        ("House prices fell in January.", "date"),
        ("14,300 homes were sold.", "number"),
        ("The Bank of England raised its key interest rate.", "name"),
        ("Governor Petra Lindgren said inflation would peak.", "name"),
        ("The bank raised rates on 15 March 2022.", "date"),
        ("House prices fell 0.4 percent in February 2021.", "date"),
        ("Nearly 12,000 homes were sold.", "number"),
    ),
)

WILDFIRE = Story(
    "A wildfire on the Greek island of Kastria forced more than 1,900 residents and tourists from five "
    "villages on Tuesday night, the mayor, Eleni Markou, told state television ERT. Two firefighters, both "
    "in their 20s, were treated for burns. The blaze, fanned by winds of up to 70 kph, had not reached the "
    "island's only hospital. Fifty-six firefighters with 14 engines and three helicopters from Italy and "
    "Cyprus were fighting it, the fire service said. Police arrested a 61-year-old man on suspicion of "
    "arson.",
    "Hundreds flee fire on Kastria",
    dt.date(2023, 8, 30),
    (
        ("A wildfire forced more than 1,900 people from five villages on Kastria.", None),
        ("Mayor Eleni Markou spoke to the broadcaster ERT.", None),
        ("Two firefighters were treated for burns.", None),
        ("56 firefighters are fighting the blaze with three helicopters from Italy and Cyprus.", None),
        ("A man aged 61 was arrested on suspicion of arson.", None),
        ("The fire had not reached the hospital.", None),
        ("Winds of up to 70 kph fanned the fire.", None),
        ("The evacuation took place on 29 August 2023.", None),
        ("Italian and Cypriot helicopters were used.", None),
        ("Firefighters with fourteen engines fought the fire on the island in Greece.", None),
        ("More than 2,900 residents fled.", "number"),
        ("Fewer than 1,900 residents fled.", "number"),
        ("The fire forced people from nine villages.", "number"),
        ("The fire reached the island's only hospital.", "negation"),
        ("Three firefighters were treated for burns.", "number"),
        ("Helicopters from Italy and Turkey fought the fire.", "name"),
        ("A 16-year-old was arrested.", "number"),
        ("Mayor Elena Marku spoke.", "name"),
        ("The evacuation took place on Wednesday.", "date"),
        ("Winds of up to 70 mph fanned the fire.", "unit"),
        ("A wildfire on the Croatian island forced people out.", "name"),
        ("Fifty-six engines fought the fire.", "number"),
    ),
)

DEVELOPMENT = (FERRY, BUDGET, ACCORD, MATCH, NUCLEAR, RATES, WILDFIRE)
HELD_OUT = (QUAKE, PLANT, TRIAL, VACCINE)


def evidence_of(story: Story) -> list[Evidence]:
    """The story as cited evidence with its dates."""
    dates = find_dates(story.text, story.published)
    return [Evidence(text=story.text, context=story.context, published=story.published, dates=dates)]


def counts(stories: tuple[Story, ...]) -> dict[str, int]:
    """How many claims of each sort there are and what the check made of them."""
    found = dict.fromkeys(("proven", "false alarms", "wrong", "caught", "right kind"), 0)
    for story in stories:
        evidence = evidence_of(story)
        for claim, kind in story.claims:
            kinds = {mismatch.kind for mismatch in mismatches(claim, evidence)}
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
        for sentence in story.text.replace(". ", ".\n").replace("U.S. State", "State").split("\n"):
            assert mismatches(sentence.rstrip("."), evidence) == (), sentence
