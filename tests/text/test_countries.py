"""Countries by their names and their people."""

from __future__ import annotations

import pytest

from briefbot.text.countries import countries_in


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("Norway and the U.S. signed; Kenya's minister watched.", ("norway", "america", "kenya")),
        ("U.S.-North Korea talks", ("america", "north korea")),
        ("Swedish and South African officials", ("sweden", "south africa")),
        ("Türkiye and the Soviet Union", ("turkey", "soviet union")),
        ("Stockholm, Europe and the European Union", ()),
        ("They told us of a polish for shoes.", ()),
    ],
)
def test_a_country_is_named_by_its_name_or_its_people(text: str, countries: tuple[str, ...]) -> None:
    assert countries_in(text) == countries
