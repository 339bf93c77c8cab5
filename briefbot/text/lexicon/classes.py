"""Nouns for things that have names of their own, by which a question says what sort of thing it asks for."""

from __future__ import annotations

from briefbot.text.lexicon import split_phrases, split_words

# By class: the nouns that ask for one, and those by which a text may call it.
CLASSES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "country": (split_words("countr(?:y|ies) nations?"), ()),
    "city": (split_words("cit(?:y|ies) towns? capitals"), split_words("city town capital port village")),
    "month": (split_words("months?"), ()),
    "weekday": (split_words("weekdays?"), ()),
    "holiday": (
        split_phrases("(?:public |national )?holidays?; festivals?"),
        split_words("holiday festival anniversary"),
    ),
    "party": (split_phrases("(?:politic(?:al) )?part(?:y|ies)"), split_words("party")),
    "court": (split_words("courts? tribunals?"), split_words("court tribunal")),
    "firm": (
        split_words("compan(?:y|ies) firms? airlines? banks? manufacturers? retailers?"),
        split_words(
            "compan(?:y) firm business group airline carrier operator bank manufacturer maker retailer chain giant "
            "agency subsidiary insurer publisher"
        ),
    ),
    "body": (
        split_words(r"organi[sz]ations? agenc(?:y|ies) unions? associations? charit(?:y|ies)"),
        split_words(
            "organi[sz]ation body group agency union association charity institution movement front "
            "organiser organisers organizer organizers council commission committee society party federation"
        ),
    ),
    "newspaper": (
        split_words("newspapers? magazines? broadcasters?"),
        split_words("newspaper paper magazine broadcaster daily weekly tabloid"),
    ),
    "station": (split_phrases("(?:railway |train |metro )?stations?"), split_words("station stop terminus")),
    "airport": (split_words("airports?"), split_words("airport")),
    "university": (split_words("universit(?:y|ies)"), split_words("university college")),
    "ministry": (split_words("ministr(?:y|ies) departments?"), split_words("ministry department office")),
    "river": (split_words("rivers?"), split_words("river")),
    "island": (split_words("islands?"), split_words("island isle")),
    "ship": (split_words("ships? vessels? ferr(?:y|ies)"), split_words("ship vessel ferry frigate tanker yacht")),
}
# In the names of parties that are not called so where they stand.
PARTY_NAMES = split_phrases(
    r"(?:[A-Z]\w+ )?(?:Conservatives?|Democrats?|Unionists?|Nationalists?|Socialists?|Communists?|Liberals?|"
    r"Republicans?|Greens|Tory|Tories|Labour)(?: Party)?"
)
# Of days that are kept.
HOLIDAY_NAMES = split_phrases(
    r"(?:[A-Z]\w+ )?[A-Z]\w+(?:['’]s)? Day; Christmas(?: Eve)?; Easter(?: \w+day)?; Good Friday; "
    r"New Year['’]s (?:Day|Eve); "
    r"Ramadan; Eid(?: al-\w+)?; Passover; Yom Kippur; Hanukkah; Diwali; Thanksgiving; Halloween; Pentecost; Whitsun; "
    r"Carnival; Mardi Gras; Nowruz; Lunar New Year; Chinese New Year; Mid-Autumn Festival; Whit Monday"
)
# Countries that are no more, and those of a name that CLDR has otherwise.
FORMER_COUNTRIES = split_phrases(
    "soviet union; yugoslavia; czechoslovakia; east germany; west germany; south vietnam; north vietnam; zaire; ussr"
)
OTHER_NAMES = {"ivory coast": "cote divoire", "holland": "netherlands", "burma": "myanmar", "swaziland": "eswatini"}
# Land that is no one country.
CONTINENTS = frozenset(split_words("africa antarctica asia europe"))
# In a sentence that gives a reason, and in a question that asks for some.
GIVING_REASONS = split_phrases(
    r"because; since (?=(?:the|an?|it|he|she|they|there|no)\b); due to; owing to; so that; so as to; in order to; "
    r"reasons?; why; causes?; caused; cited; citing; over (?:the|a|his|her|its|their|fear\w*|concern\w*); for fear; "
    r"out of (?!the|\d|order|sight)\w+; on (?:the )?grounds; as a result of; led to; prompted; motivated; "
    r"blam(?:e[sd]?|ing); "
    r"meant to; intended to; troubl\w+; (?:angry|worri(?:ed)|afraid|concern(?:ed)) (?:at|about|that|over); in anger; "
    r"justif\w+; explain\w*; to stop; to prevent; to avoid; to protect"
)
REASONS_ASKED = split_words("reasons? causes? grounds motives? justifications? explanations?")
