from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from briefbot.errors import ModelError
from briefbot.readers.blockmodel import Trees, load_model, with_chances
from briefbot.readers.blocks import IN_COMMON, IS_TEXT, Look
from briefbot.readers.html import article_from_html, look_of_page
from briefbot.readers.region import DOUBT, read_region
from briefbot.types import ReadWarning
from tests.readers.test_html import LEAD, SECOND, THIRD, texts

FOURTH = "The last swing bridge on the river, at Langholm, was welded shut in 1968 and has not turned since."
STORY = [LEAD, SECOND, THIRD, FOURTH]


def page(between: str = "", below: str = "") -> bytes:
    """A page of four paragraphs, with a part after the second and one below the last."""
    body = "".join(f"<p>{text}</p>" for text in STORY[:2]) + between + "".join(f"<p>{text}</p>" for text in STORY[2:])
    return (
        "<html><head><title>Bridge to reopen</title></head><body><header><a href='/'>Esk Herald</a></header><main>"
        f"<h1>Bridge to reopen</h1><div class='story'>{body}{below}</div></main></body></html>"
    ).encode()


def test_what_a_piece_looks_like_does_not_hang_on_what_the_rest_of_the_page_says() -> None:
    seen, look = look_of_page(page(), "page.html")
    other = page().replace(b"Esk Herald", b"Marl Argus")
    assert [each.piece.text for each in seen if each.piece.kind == "text"] == STORY
    assert np.array_equal(look.values, look_of_page(other, "page.html")[1].values)
    assert len(look.values) == len(look.words) == len(seen)


def test_paragraphs_in_a_row_are_likelier_the_articles_than_a_box_between_them() -> None:
    box = "<div class='promo-offer'><p>Support us from 1 euro a month</p><p><a href='/abo'>Subscribe</a></p></div>"
    seen, look = look_of_page(page(between=box), "page.html")
    likely = dict(zip([each.piece.text for each in seen], load_model().probabilities(look), strict=True))
    assert max(chance for text, chance in likely.items() if text not in STORY) < min(likely[text] for text in STORY)


def test_what_the_model_leaves_out_is_kept_with_its_reason_and_place() -> None:
    article = article_from_html(page(between="<div class='how-to-help'><p>HOW TO HELP</p></div>"), path="page.html")
    assert texts(article) == STORY
    left = [(dropped.text, dropped.reason, dropped.after) for dropped in article.dropped]
    assert ("HOW TO HELP", "beside the text", 2) in left


@pytest.mark.parametrize(
    "listed", ["<ul><li>{}</li><li>{}</li></ul>", "<table><tr><td>{}</td><td>{}</td></tr></table>"]
)
def test_lists_and_tables_of_the_text_stay(listed: str) -> None:
    article = article_from_html(page(between=listed.format("a new deck of oak", "rails of 1911")), path="page.html")
    assert "a new deck of oak" in " ".join(texts(article))


def test_lines_beside_the_text_still_name_author_and_day() -> None:
    line = "<div class='meta-line'><span>By Ann Poe</span> | <span>4 May 2021</span></div>"
    article = article_from_html(page().replace(b"<div class='story'>", line.encode() + b"<div class='story'>"))
    assert (article.author, str(article.published and article.published.day)) == ("Ann Poe", "2021-05-04")
    assert texts(article) == STORY


def test_what_an_article_says_of_its_matter_and_what_a_site_says_of_itself_look_different() -> None:
    call = "Download our free application and never miss any breaking stories again."
    quote = f"<blockquote>{THIRD}</blockquote>"
    seen, look = look_of_page(page(between=f"<p>{call}</p>{quote}"), "page.html")
    shared = {each.piece.text: row[IN_COMMON] for each, row in zip(seen, look.values, strict=True)}
    again = [row[IN_COMMON + 3] for each, row in zip(seen, look.values, strict=True) if each.piece.text == THIRD]
    assert shared[call] < min(shared[text] for text in (LEAD, FOURTH))
    assert again == [1, 1]
    assert {row[IN_COMMON + 3] for each, row in zip(seen, look.values, strict=True) if each.piece.text != THIRD} == {0}


def test_the_words_of_a_label_go_with_what_stands_below_it() -> None:
    seen, look = look_of_page(page(below="<h2>About us</h2><p>We print the Esk Herald since 1871.</p>"), "page.html")
    words = dict(zip([each.piece.text for each in seen], look.words, strict=True))
    assert {"h about", "h us"} <= set(words["We print the Esk Herald since 1871."])
    assert "h about" not in words[LEAD]


@pytest.mark.parametrize(("chance", "warned"), [(0.9, False), (0.7, True), (0.3, True)])
def test_a_page_of_which_much_is_unsure_is_warned_of(chance: float, warned: bool) -> None:
    seen, look = look_of_page(page(), "page.html")
    likely = [0.95 if each.piece.text == LEAD else chance if each.piece.kind == "text" else 0.0 for each in seen]
    region = read_region(seen, likely)
    assert region.unsure is warned
    beside = [piece.beside for piece in region.pieces if piece.kind == "text"]
    assert beside == [False] + [chance < DOUBT] * (len(STORY) - 1)


def test_of_a_page_with_text_not_all_is_furniture() -> None:
    seen, _ = look_of_page(page(), "page.html")
    region = read_region(seen, [0.1] * len(seen))
    assert region.unsure and not any(piece.beside for piece in region.pieces)


def test_the_warning_reaches_the_article(monkeypatch: pytest.MonkeyPatch) -> None:
    class Unsure:
        """Says of every piece that it may be text or not."""

        def probabilities(self, look: Look) -> np.ndarray:
            return np.full(len(look.words), 0.6)

    assert article_from_html(page()).warnings == ()
    monkeypatch.setattr("briefbot.readers.html.load_model", Unsure)
    assert article_from_html(page()).warnings == (ReadWarning.UNSURE,)


def test_empty_elements_that_are_styled_as_breaks_part_paragraphs() -> None:
    lines = "<span class='id-c br'></span>".join(STORY)
    html = f"<html><body><main><h1>Bridge to reopen</h1><div>{lines}</div></main></body></html>"
    assert texts(article_from_html(html.encode())) == STORY


def test_a_page_without_an_article_is_looked_at_too() -> None:
    assert load_model().probabilities(look_of_page(b"<html><body></body></html>", "page.html")[1]).tolist() == []


def test_the_second_trees_are_told_what_the_first_make_of_the_rest_of_the_page() -> None:
    values = np.zeros((4, IS_TEXT + 1), dtype=np.float32)
    values[:3, IS_TEXT] = 1
    look = Look(values, [[]] * 4, kinds=[0, 0, 0, 1], boxes=[0, 1, 0, 1])
    rows = with_chances(np.full((4, 1), 7.0), look, np.array([1.0, 0.5, 0.0, 0.2]))
    assert rows[1].tolist() == pytest.approx([7, 0.5, -1, -1, 1, 0, 0.2, -1, 0.5, 0.2, 1, 1.5, 0])
    assert rows[3].tolist() == pytest.approx([7, 0.2, 1, 0.5, 0, -1, -1, -1, -1, 0.5, 1, 1.5, 0])


def test_trees_go_left_up_to_their_levels_and_right_above() -> None:
    trees = Trees(roots=(0, 3), columns=(1, 0, 0, 0), levels=(2.0, 0, 0, 0), left=(1, 1, 2, 3), right=(2, 1, 2, 3),
                  values=(0.0, -1.0, 4.0, 0.5), depth=2)  # fmt: skip
    assert trees.sums(np.array([[9.0, 2.0], [9.0, 2.5]])).tolist() == [-0.5, 4.5]


def test_the_packages_trees_end_in_leaves() -> None:
    trees = load_model().trees
    assert all(first < second for first, second in pairwise(trees.roots))
    leaves = [at for at, (left, right) in enumerate(zip(trees.left, trees.right, strict=True)) if left == right == at]
    assert all(trees.values[at] == 0 for at in set(range(len(trees.values))) - set(leaves))


def test_a_file_that_is_no_model_says_which_command_writes_one(tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text("{}", "utf-8")
    with pytest.raises(ModelError, match=r"(?s)other\.json.*train_blocks"):
        load_model(path)
