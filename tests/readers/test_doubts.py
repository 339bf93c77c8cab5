from __future__ import annotations

from pathlib import Path

import pytest

from briefbot.readers.doubts import is_label, with_warnings
from briefbot.readers.formats import read_articles
from briefbot.types import Article, ReadWarning
from tests.conftest import make_article

STORY = (
    "The ferry between Aldport and Skerry will sail again next week, the harbour board said on Sunday.",
    "Repairs to the pier took fourteen weeks and cost 3.2 million crowns, twice what had been planned.",
    "Engineer Ada Holm, who led the work, said that the oldest piles had rotted through below the water line.",
)
FORMS = "Cookies help us. Accept all cookies to go on.", "Please enable JavaScript and reload the page."
LISTS = [f"Ferry number {number} to Skerry held up again" for number in range(12)]
RECORDS = [f"Day: {number} May | Paper: Gazette" for number in range(3)]


@pytest.mark.parametrize(
    "title",
    ["Factiva", "Download Request: Selected Items: 1-10", "Nexis Uni", "LexisNexis Uni Test", "Document 3 of 12", "—",
     "Untitled document", "Microsoft Word - piers.doc", "scan_0012", "Your ProQuest Research", "Results for: ferry"],
)  # fmt: skip
def test_a_label_is_no_title(title: str) -> None:
    assert is_label(title)
    assert ReadWarning.LABEL in with_warnings(make_article(*STORY, title=title)).warnings


@pytest.mark.parametrize(
    "title",
    ["Ferry sails again", "News from the pier", "Factiva buys a rival", "Document leak shakes Aldport", "Brücke zu",
     "Printing works burn", "Scans find a second wreck", "Nexis of the north: a port", "1914", "Index falls by 3%"],
)  # fmt: skip
def test_a_headline_is_no_label(title: str) -> None:
    assert is_label(title) is (title == "1914")


@pytest.mark.parametrize(
    ("texts", "warnings"),
    [
        (STORY, ()),
        (FORMS, (ReadWarning.NOTICE,)),
        (("Abonnez-vous pour lire la suite.",), (ReadWarning.NOTICE,)),
        (("Diese Seite verwendet Cookies. Bitte stimmen Sie zu.",), (ReadWarning.NOTICE,)),
        ((*STORY, "The board will use cookies on its new page, and asks to accept all cookies."), ()),
        (LISTS, (ReadWarning.LINKS,)),
        (["https://a.example.com/a-long-path-to-some-page", "https://b.example.com/x"], (ReadWarning.LINKS,)),
        ((*STORY, *RECORDS), ()),
        ([line for number in range(3) for line in (f"Gazette, {number + 1} May 2019, p. 4", STORY[number])],
         (ReadWarning.MANY,)),
        ([line for text in STORY for line in ("Titel: Fähre", "Datum: 2019", "Quelle: Bote", text)],
         (ReadWarning.MANY,)),
        ([*STORY, "End of Document", *STORY, "End of Document"], (ReadWarning.MANY,)),
        (STORY * 600, (ReadWarning.MANY,)),
    ],
)  # fmt: skip
def test_what_a_text_is_besides_an_article_is_said(texts: list[str], warnings: tuple[ReadWarning, ...]) -> None:
    assert with_warnings(make_article(*texts)).warnings == warnings


def test_a_date_that_is_missing_or_cannot_be_true_is_said_until_there_is_one() -> None:
    undated = with_warnings(make_article(*STORY, day=None))
    assert undated.warnings == (ReadWarning.UNDATED,)
    dated = undated.model_copy(update={"published": make_article(*STORY).published})
    assert with_warnings(dated).warnings == ()
    assert with_warnings(make_article(*STORY, day="1970-01-01")).warnings == (ReadWarning.UNDATED,)


def test_what_a_reader_warned_of_stays() -> None:
    article = make_article(*STORY).model_copy(update={"warnings": (ReadWarning.MANY,)})
    assert with_warnings(article).warnings == (ReadWarning.MANY,)


def test_an_unknown_export_is_not_taken_for_one_article_in_silence(tmp_path: Path) -> None:
    path = tmp_path / "clippings.txt"
    parts = [f"{number}. {text[:30]}\n\nGazette, {number} May 2019, p. 4, 853w\n\n{text}" for number, text in
             enumerate(STORY, start=1)]  # fmt: skip
    path.write_text("\n\n\n".join(parts))
    (article,) = read_articles(path)
    assert isinstance(article, Article)
    assert ReadWarning.MANY in article.warnings
