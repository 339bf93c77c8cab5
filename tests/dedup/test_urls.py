from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from briefbot.dedup.urls import canonical_url
from tests.conftest import ROOT

TABLE: dict[str, list[str]] = yaml.safe_load((ROOT / "tests" / "data" / "urls.yaml").read_text(encoding="utf-8"))
ROWS = [(url, canonical) for canonical, urls in TABLE.items() for url in urls]


@pytest.mark.parametrize(("url", "canonical"), ROWS, ids=[url for url, _ in ROWS])
def test_every_way_to_a_page_comes_to_its_address(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@pytest.mark.parametrize("canonical", TABLE)
def test_a_canonical_address_stays_as_it_is(canonical: str) -> None:
    assert canonical_url(canonical) == canonical


@given(st.text(max_size=60) | st.from_regex(r"https?://[a-z.\[\]:0-9]{1,12}/[^ ]{0,40}", fullmatch=True))
def test_no_text_breaks_it_and_the_result_is_settled(text: str) -> None:
    once = canonical_url(text)
    assert canonical_url(once) == once
