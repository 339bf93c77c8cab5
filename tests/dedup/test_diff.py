from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from briefbot.dedup.diff import Difference, describe_difference, differences
from tests.conftest import make_article
from tests.dedup.pairs import corpus_articles

WORDS = ("the", "ferry", "sails", "at", "9", "10", "from", "pier", "two", ",", "four")
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), min_size=1).map(" ".join), min_size=1, max_size=6)


def words(difference: Difference, without: str) -> list[str]:
    return " ".join(piece.text for piece in difference.pieces if piece.kind != without).split()


def test_a_correction_is_shown_in_the_words_that_changed() -> None:
    articles = corpus_articles()
    old, new = (articles[f"courier-commons-takes-control{end}.txt"] for end in ("", "-corrected"))
    headline, note, vote = map(describe_difference, differences(old, new))
    assert headline == (
        "Headline: {+CORRECTED:+} Commons seizes Brexit agenda from Johnson by 328 votes to [-311-] {+301+}"
    )
    assert note.startswith("Paragraph 1 added: Correction: An earlier version")
    assert vote.startswith("Paragraph 3: Members voted by 328 to [-311,-] {+301,+} a margin of [-17,-] {+27,+} for a")


def test_a_second_lead_shows_what_came_and_what_went() -> None:
    articles = corpus_articles()
    found = differences(articles["stockholm-lead.txt"], articles["stockholm-2nd-ld.txt"])
    assert [(each.kind, each.old_paragraph, each.new_paragraph) for each in found] == [
        ("changed", 0, 0),
        ("added", None, 4),
        ("added", None, 5),
        ("added", None, 6),
        ("changed", 4, 7),
        ("added", None, 8),
        ("removed", 5, None),
    ]
    assert (
        describe_difference(found[-1])
        == "Paragraph 5 removed: There was no immediate comment from the U.S. delegation."
    )


def test_the_same_text_has_no_differences_and_neither_has_a_paragraph_that_moved() -> None:
    texts = ("The ferry sails at nine.", "Tickets cost four crowns.", "Dogs must be on a lead.")
    assert differences(make_article(*texts), make_article(*texts)) == []
    assert differences(make_article(*texts), make_article(texts[2], *texts[:2])) == []


@given(TEXTS, TEXTS)
def test_the_pieces_give_back_both_texts(old: list[str], new: list[str]) -> None:
    one, other = make_article(*old), make_article(*new)
    found = differences(one, other)
    for each in found:
        if each.old_paragraph:
            assert words(each, "added") == one.paragraphs[each.old_paragraph - 1].text.split()
        if each.new_paragraph:
            assert words(each, "removed") == other.paragraphs[each.new_paragraph - 1].text.split()
    added = sum(each.kind == "added" for each in found)
    removed = sum(each.kind == "removed" for each in found)
    assert len(old) - removed == len(new) - added
