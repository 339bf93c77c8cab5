from __future__ import annotations

import pytest

from briefbot.answering.questions import Affirmed, Credit, affirmed, asks_for_change, credited, is_yes_or_no, unheard
from briefbot.answering.yes_no import is_denied, is_told_as_done, tells_when_done
from briefbot.search.query import named_publishers
from briefbot.types import Sentence, Support

PUBLISHERS = ("The Age", "Wire | World News", "Sports Life - Health", "BBC", "Coast Gazette")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Did the harbour master resign?", True),
        ("Wasn’t the pier rebuilt?", True),
        ("After the vote of 3 September, was there a change in the plan?", True),
        ("Between the two reports, did the Gazette change its account?", True),
        ("After the report of 3 May, did Holm say how the pier was built?", True),
        ("Between the two reports, is the account of what Holm saw the same?", True),
        ("Is the account of the Gazette consistent or inconsistent with that of the Post?", True),
        (
            "Do both papers agree that the office mends it after each big storm that costs the pier a beam or plank?",
            True,
        ),
        ("Who resigned?", False),
        ("After the ban, which captain, known for his temper, did Holm name?", False),
        ("After the vote, who was named?", False),
        ("Considering the two reports, which minister was praised?", False),
        ("Is the ferry late or early?", False),
        ("In what year was the pier built?", False),
        ("Name the harbour master.", False),
    ],
)
def test_questions_that_ask_for_yes_or_no(question: str, expected: bool) -> None:
    assert is_yes_or_no(question) is expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Was there inconsistency in the reports?", Affirmed("Was there consistency in the reports?", "No", "Yes")),
        ("Did they give an inconsistent account?", Affirmed("Did they give a consistent account?", "No", "Yes")),
        ("Was there disagreement on the toll?", Affirmed("Was there agreement on the toll?", "No", "Yes")),
        ("Do the papers disagree?", Affirmed("Do the papers agree?", "No", "Yes")),
        ("Was there no change in the toll?", Affirmed("Was there consistency in the toll?")),
        ("Was there a change in the toll?", Affirmed("Was there a change in the toll?")),
        ("Were the inconsistent reports dissimilar?", Affirmed("Were the inconsistent reports dissimilar?")),
        ("Are they consistent or inconsistent?", Affirmed("Are they consistent?", "Consistent", "Inconsistent")),
        ("Is the toll different or the same?", Affirmed("Is the toll the same?", "The same", "Different")),
        ("Did the ferry sail?", Affirmed("Did the ferry sail?")),
    ],
)
def test_questions_are_asked_in_the_positive(question: str, expected: Affirmed) -> None:
    assert affirmed(question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Was there a change in the toll?", True),
        ("Did the Gazette change its account?", True),
        ("Has the account of the Gazette changed?", True),
        ("Was the toll the same in both reports?", False),
        ("Did the captain change ships?", False),
    ],
)
def test_questions_after_a_change(question: str, expected: bool) -> None:
    assert asks_for_change(question) is expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did the 'Coast Gazette' say?", ("Coast Gazette",)),
        ("Which plan did Wire praise and The Age blame?", ("The Age", "Wire | World News")),
        ("What did the BBC report?", ("BBC",)),
        ("What ended the age of steam?", ()),
        ("Does the Sports Life article name him?", ("Sports Life - Health",)),
        ("What did the wireless operator hear?", ()),
    ],
)
def test_publishers_that_a_question_names(question: str, expected: tuple[str, ...]) -> None:
    assert named_publishers(question, PUBLISHERS) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What does the Harbour Times article say of the pier?", ("Harbour Times",)),
        ("Who was named in an article by the Tide and another from 'Skerry Echo'?", ("Tide", "Skerry Echo")),
        ("Which engine, as reported by Ship World, failed?", ("Ship World",)),
        ("Did Ship World report on the engine?", ("Ship World",)),
        ("What do the articles from Tide and The Skerry Echo share?", ("Tide", "Skerry Echo")),
        ("Who reported the fire?", ()),
        ("What was said in the report of 3 May?", ()),
    ],
)
def test_names_given_as_publishers(question: str, expected: tuple[str, ...]) -> None:
    assert tuple(credit.name for credit in credited(question)) == expected


def test_a_publisher_is_unheard_when_neither_the_library_nor_what_was_found_knows_it() -> None:
    question = "What do the Skerry Echo article, the Harbour Times article and the Holm report say?"
    texts = ["Coast Gazette, 2 May 2018: Pier\nEngineer Ada Holm inspected the pier."]
    assert unheard(question, PUBLISHERS, texts) == (Credit("Skerry Echo", True), Credit("Harbour Times", True))
    assert unheard(question, [*PUBLISHERS, "The Skerry Echo"], texts) == (Credit("Harbour Times", True),)
    assert unheard("Who built the pier?", PUBLISHERS, texts) == ()


def test_a_body_that_wrote_a_report_need_not_be_a_publisher() -> None:
    texts = ["Coast Gazette, 2 May 2018: The panel of the United Harbours warns of hunger\nSeas rise, it says."]
    assert unheard("What does the UHPC report say of the sea?", PUBLISHERS, texts) == (Credit("UHPC", False),)
    assert unheard("What does a UHPC article say of the sea?", PUBLISHERS, texts) == (Credit("UHPC", True),)
    assert unheard("What is said of the sea in a report by UHPC?", PUBLISHERS, texts) == (Credit("UHPC", True),)


def test_a_publisher_is_known_by_whole_words_only() -> None:
    texts = ["Coast Gazette, 2 May 2018: The hungry unions\nThey met."]
    assert unheard("What does the UN article say?", PUBLISHERS, texts) == (Credit("UN", True),)
    assert unheard("What does the B.B.C. article say?", PUBLISHERS, texts) == ()


@pytest.mark.parametrize(
    ("sentences", "denied"),
    [
        (["The bill would force Poe to ask for a delay.", "Later Poe said he would not ask for a delay."], True),
        (["The bill would force Poe to ask for a delay."], False),
        (["Later Poe said he would not ask for a delay.", "On Monday Poe asked for a delay."], False),
        (["Then Poe refused to ask for a delay.", "A letter went to Holm, asking for a delay."], True),
        (["Then Poe went home."], False),
    ],
)
def test_what_was_ordered_or_denied_is_not_done(sentences: list[str], denied: bool) -> None:
    shown = [Sentence(text=text, quoted=True, support=Support(supported=True), citations=()) for text in sentences]
    assert is_denied("did Poe ask for a delay?", shown) is denied


@pytest.mark.parametrize(
    ("question", "sentence", "denied"),
    [
        ("was the closing lawful?", "The court held that the closing was unlawful.", True),
        ("was the closing unlawful?", "The court held that the closing was unlawful.", False),
        ("did Poe agree to an inquiry?", "In June Poe turned down the call for an inquiry.", True),
        ("did Poe meet Holm?", "In June Poe met Holm and rejected the plan.", False),
    ],
)
def test_a_refusal_and_a_negative_word_deny(question: str, sentence: str, denied: bool) -> None:
    shown = [Sentence(text=sentence, quoted=True, support=Support(supported=True), citations=())]
    assert is_denied(question, shown) is denied


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        ("Which ministers resigned?", "She had never tendered her resignation.", False),
        ("Which ministers resigned?", "He would resign if he could.", False),
        ("Which ministers resigned?", "Jo Lund resigned on Friday.", True),
        ("Which ministers resigned?", "Jo Lund resigned, and said that nobody else would resign.", True),
        ("Which ministers resigned?", "Jo Lund left the office.", True),
        ("Which towns lie on the line?", "Norhamn will not lie on the line.", True),
    ],
)
def test_what_is_denied_or_only_wished_is_not_told_as_done(question: str, text: str, told: bool) -> None:
    assert is_told_as_done(question, text) is told


@pytest.mark.parametrize(
    ("question", "text", "tells"),
    [
        ("When was the bill withdrawn?", "Poe announced on Friday that she would withdraw the bill.", False),
        ("When was the bill withdrawn?", "The mayor plans to have the bill withdrawn in May.", False),
        ("When was the bill withdrawn?", "The bill was withdrawn on Monday.", True),
        ("On which day was the bill withdrawn?", "The bill will be withdrawn on Monday.", False),
        ("When will the bill be withdrawn?", "The bill will be withdrawn on Monday.", True),
        ("Who withdrew the bill?", "Poe would have withdrawn the bill.", True),
    ],
)
def test_what_is_still_to_be_done_does_not_tell_when_it_was(question: str, text: str, tells: bool) -> None:
    assert tells_when_done(question, text) is tells
