from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from briefbot.readers.html import look_of_page
from evals.train_blocks import fit, labelled, read_pages

LEAD = "The swing bridge over the Esk will reopen to traffic on Monday, the county council said on Thursday."
SECOND = "Engineers replaced 212 tonnes of steel and rebuilt the turning gear, which dates from 1911."
OFFER = "Read every story of the Esk Herald for a month and pay nothing."


def page(words: str = "Esk") -> bytes:
    story = f"<p>{LEAD}</p><p class='offer'>{OFFER}</p><p>{SECOND.replace('Engineers', words)}</p>"
    return f"<html><body><main><h1>Bridge</h1>{story}</main></body></html>".encode()


def test_pieces_are_labelled_by_paragraphs_or_by_the_text_as_a_whole() -> None:
    seen, look = look_of_page(page("Engineers"), "page.html")
    for gold in ({"paragraphs": [LEAD, SECOND]}, {"text": f"{LEAD}\n\n{SECOND}"}):
        labels, weights = labelled(seen, look, gold)
        told = {each.piece.text: (label, weight) for each, label, weight in zip(seen, labels, weights, strict=True)}
        assert (told[LEAD], told[SECOND], told[OFFER]) == ((1, 1), (1, 1), (0, 1))


def test_what_may_be_either_is_not_asked_about() -> None:
    seen, look = look_of_page(page("Engineers"), "page.html")
    labels, weights = labelled(seen, look, {"paragraphs": [LEAD], "paragraphs_alt": [LEAD, SECOND], "deck": OFFER})
    told = {each.piece.text: (label, weight) for each, label, weight in zip(seen, labels, weights, strict=True)}
    assert told[SECOND][1] == 0
    assert told[OFFER] == (1, 1)


def test_what_a_paragraph_of_the_page_has_too_is_none() -> None:
    quote = "212 tonnes of steel"
    seen, look = look_of_page(page("Engineers").replace(OFFER.encode(), quote.encode()), "page.html")
    for gold in ({"paragraphs": [LEAD, SECOND]}, {"text": f"{LEAD}\n\n{SECOND}"}):
        labels, weights = labelled(seen, look, gold)
        told = {each.piece.text: (label, weight) for each, label, weight in zip(seen, labels, weights, strict=True)}
        assert (told[SECOND], told[quote]) == ((1, 1), (0, 1))


def test_subheads_are_no_paragraphs_but_questions_may_be() -> None:
    for head, weight in (("How it was paid for", 1), ("How was it paid for?", 0)):
        seen, look = look_of_page(page("Engineers").replace(OFFER.encode(), head.encode()), "page.html")
        labels, weights = labelled(seen, look, {"paragraphs": [LEAD, SECOND], "heads": [head]})
        told = {each.piece.text: (label, weight) for each, label, weight in zip(seen, labels, weights, strict=True)}
        assert told[head] == (0, weight)


def test_a_model_fitted_on_pages_tells_what_recurs_on_them(tmp_path: Path) -> None:
    names = [f"{at:02}" for at in range(24)]
    for name in names:
        (tmp_path / f"{name}.html").write_bytes(page(f"Crew {name}"))
    (tmp_path / "empty.html").write_bytes(b"")
    gold = {name: {"paragraphs": [LEAD, SECOND.replace("Engineers", f"Crew {name}")]} for name in names}
    (tmp_path / "gold.json").write_text(json.dumps({**gold, "empty": {"paragraphs": []}}), "utf-8")
    (tmp_path / "about.json").write_text(json.dumps({"name": "ours", "licence": "ours", "weight": 1}), "utf-8")
    about, pages = read_pages(tmp_path)
    assert (about["name"], len(pages)) == ("ours", 24)
    model = fit(pages)
    asked = pages[0].weights > 0
    assert np.array_equal(model.probabilities(pages[0].look)[asked] > 0.5, pages[0].labels[asked] > 0)


def test_lists_are_not_asked_about_where_the_key_leaves_them_out() -> None:
    listed = page("Engineers").replace(b"</main>", b"<ul><li>The bridge is 40 metres long</li></ul></main>")
    seen, look = look_of_page(listed, "page.html")
    for lists, weight in ((True, 1), (False, 0)):
        _, weights = labelled(seen, look, {"paragraphs": [LEAD, SECOND], "lists": lists})
        told = {each.piece.text: each_weight for each, each_weight in zip(seen, weights, strict=True)}
        assert (told["The bridge is 40 metres long"], told[OFFER]) == (weight, 1)
