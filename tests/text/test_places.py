from __future__ import annotations

import pytest

from briefbot.text.places import spelled_out, whole_quarters


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("N. Korea fires two", "North Korea fires two"),
        ("Talks in S. Sudan", "Talks in South Sudan"),
        ("N. Holm resigns", "N. Holm resigns"),
        ("E. Grant and W. Poe", "E. Grant and W. Poe"),
    ],
)
def test_the_quarter_before_a_country_is_spelled_out(text: str, whole: str) -> None:
    assert whole_quarters(text) == whole


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("The leader of Port Holm spoke.", "Port Holm leader resigns"),
        ("Port Holm's leader spoke of Port Holm.", "Port Holm leader resigns"),
        ("Port Holms’ leader spoke.", "Port Holms leader resigns"),
        ("The P.H. leader, of Port Holm, spoke.", "P.H. leader resigns"),
        ("Port Holm and Pine Hill have leaders.", "P.H. leader resigns"),
        ("The leader spoke.", "P.H. leader resigns"),
    ],
)
def test_initials_are_spelled_out_as_the_text_has_them(text: str, whole: str) -> None:
    assert spelled_out("P.H. leader resigns", text) == whole
