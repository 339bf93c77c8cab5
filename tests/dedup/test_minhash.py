from __future__ import annotations

import subprocess
import sys

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from briefbot.dedup.minhash import bands, hashes, signature
from tests.conftest import ROOT, make_article
from tests.dedup.pairs import corpus_articles


def similarity(one: bytes, other: bytes) -> float:
    """The Jaccard similarity that two signatures let one estimate."""
    return float(np.mean(hashes(one) == hashes(other)))


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


def test_a_carried_text_shares_many_hashes_and_another_few() -> None:
    made = {name: signature(article) for name, article in corpus_articles().items()}
    one = made["hrw_talks_soon.txt"]
    assert similarity(one, made["morning-desk-envoy.txt"]) > 0.25
    assert set(bands(one)) & set(bands(made["morning-desk-envoy.txt"]))
    assert similarity(one, made["mask-ban.txt"]) < 0.1


@given(st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=4))
def test_any_text_has_a_signature(texts: list[str]) -> None:
    article = make_article(*texts)
    assert similarity(signature(article), signature(article)) == 1
