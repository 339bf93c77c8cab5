from __future__ import annotations

import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from briefbot.dedup.minhash import NearCopies, signature
from tests.conftest import ROOT, make_article
from tests.dedup.pairs import corpus_articles


def test_a_signature_is_the_same_in_every_process() -> None:
    code = (
        "from briefbot.dedup import signature; from tests.conftest import make_article; "
        "print(signature(make_article('The ferry sails at nine.', 'Dogs are welcome on board.')).hex())"
    )
    made = [
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    assert made[0] == made[1]
    assert len(bytes.fromhex(made[0])) < 400


def test_near_copies_finds_a_carried_text_and_nothing_unlike_it() -> None:
    articles = corpus_articles()
    near = NearCopies()
    for name, article in articles.items():
        near.add(name, signature(article))
    found = near.query(signature(articles["hrw_talks_soon.txt"]))
    assert {"hrw_talks_soon.txt", "morning-desk-envoy.txt"} <= set(found)
    assert not set(found) & {"mask-ban.txt", "2019-09-04_withdrawal.txt"}


def test_adding_an_article_again_changes_nothing() -> None:
    article = make_article("The ferry sails at nine from the old pier.")
    near = NearCopies()
    for _ in range(2):
        near.add(article.id, signature(article))
    assert near.query(signature(article)) == [article.id]


@given(st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=4))
def test_any_text_has_a_signature_that_finds_it(texts: list[str]) -> None:
    article = make_article(*texts)
    near = NearCopies()
    near.add(article.id, signature(article))
    assert near.query(signature(article)) == [article.id]
