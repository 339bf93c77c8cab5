"""Countries, their people and capitals, and other words for the same thing."""

from __future__ import annotations

# Each entry: a country or continent as one word, then its people and adjectives.
_PEOPLES = """
afghanistan afghan; africa african; albania albanian; algeria algerian; america american; angola angolan;
antarctica antarctic; argentina argentine argentinian; armenia armenian; asia asian;
australia australian aussie; austria austrian; azerbaijan azerbaijani azeri; bangladesh bangladeshi;
belarus belarusian; belgium belgian; bolivia bolivian; bosnia bosnian; brazil brazilian;
britain british briton; bulgaria bulgarian; cambodia cambodian; cameroon cameroonian; canada canadian;
catalonia catalan; chile chilean; china chinese; colombia colombian; congo congolese; croatia croatian croat;
cuba cuban; cyprus cypriot; czechia czech; denmark danish dane; ecuador ecuadorian ecuadorean; egypt egyptian;
emirates emirati; england english; estonia estonian; ethiopia ethiopian; europe european; finland finnish finn;
france french; georgia georgian; germany german; ghana ghanaian; greece greek; guatemala guatemalan;
haiti haitian; honduras honduran; hungary hungarian; iceland icelandic icelander; india indian;
indonesia indonesian; iran iranian; iraq iraqi; ireland irish; israel israeli; italy italian; japan japanese;
jordan jordanian; kazakhstan kazakh; kenya kenyan; korea korean; kosovo kosovar; kuwait kuwaiti; lanka lankan;
laos laotian lao; latvia latvian; lebanon lebanese; libya libyan; lithuania lithuanian; macedonia macedonian;
malaysia malaysian; mali malian; malta maltese; mexico mexican; moldova moldovan; mongolia mongolian;
morocco moroccan; mozambique mozambican; myanmar burmese burma; nepal nepali nepalese; netherlands dutch;
nicaragua nicaraguan; niger nigerien; nigeria nigerian; norway norwegian; pakistan pakistani;
palestine palestinian; panama panamanian; paraguay paraguayan; peru peruvian; philippines filipino philippine;
poland polish pole; portugal portuguese; qatar qatari; romania romanian; russia russian; rwanda rwandan;
saudi saudis; scotland scottish scot; senegal senegalese; serbia serbian serb; singapore singaporean;
slovakia slovak slovakian; slovenia slovenian slovene; somalia somali; spain spanish; sudan sudanese;
sweden swedish swede; switzerland swiss; syria syrian; taiwan taiwanese; tanzania tanzanian; thailand thai;
tibet tibetan; tunisia tunisian; turkey turkish turk turkiye; uganda ugandan; ukraine ukrainian;
uruguay uruguayan; uzbekistan uzbek; venezuela venezuelan; vietnam vietnamese; wales welsh; yemen yemeni;
zambia zambian; zealand zealander; zimbabwe zimbabwean
"""
PLACE = {word: place for place, *people in map(str.split, _PEOPLES.split(";")) for word in people}
KNOWN = frozenset(PLACE) | frozenset(PLACE.values())
CAPITALS = {
    "washington": "america us united states",
    "beijing": "china",
    "moscow": "russia",
    "kremlin": "russia",
    "pyongyang": "north korea dprk",
    "seoul": "south korea rok",
    "tokyo": "japan",
    "tehran": "iran",
    "london": "britain",
    "paris": "france",
    "berlin": "germany",
    "kyiv": "ukraine",
    "brussels": "eu",
    "delhi": "india",
    "ankara": "turkey",
}
SAME = (
    ({"us"}, {"usa"}, {"america"}, {"united", "states"}),
    ({"uk"}, {"britain"}, {"united", "kingdom"}),
    ({"dprk"}, {"north", "korea"}),
    ({"rok"}, {"south", "korea"}),
    ({"eu"}, {"european", "union"}),
    ({"un"}, {"united", "nations"}),
    ({"pm"}, {"prime", "minister"}),
    ({"hk"}, {"hong", "kong"}),
)
ACRONYMS = frozenset(word for forms in SAME for form in forms if len(form) == 1 for word in form if len(word) <= 4)
LONG_NAMES = tuple(frozenset(form) for forms in SAME for form in forms if len(form) > 1)
"""The names of several words among these, such as Hong Kong, each as the set of its words."""
QUARTERS = {"N": "North", "S": "South", "E": "East", "W": "West"}
