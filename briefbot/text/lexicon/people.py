"""Words for people: what they are, how they are addressed, which offices they hold."""

from __future__ import annotations

from briefbot.text.lexicon import split_phrases, split_words
from briefbot.text.lexicon.dates import MONTHS, WEEKDAYS

# Nouns that may stand for each other when people are counted.
PERSONS = frozenset(
    split_words(
        "person people man men woman women child children boy girl victim passenger soldier troop officer "
        "official protester demonstrator civilian resident villager worker employee staff student pupil "
        "patient migrant refugee prisoner hostage survivor rescuer member other player spectator fan voter "
        "citizen suspect spokesman spokeswoman baby babies teenager adult police firefighter crew tourist "
        "guest visitor teacher doctor journalist fighter militant"
    )
)
# Words of a name that the evidence need not have: they say who somebody is, not which one.
TITLES = frozenset(
    split_words(
        "mr mrs ms miss dr prof professor president prime minister chancellor king queen prince princess sir "
        "lord lady secretary general senator governor mayor judge justice captain colonel lieutenant sergeant "
        "pope chairman chairwoman ceo pm mp mps mep meps government state"
    )
)
SPEAKERS = frozenset(
    split_words(
        "police parliament government congress everyone someone everybody nobody state one neither management "
        "staff court"
    )
)
FIRST_PERSONS = split_words("we We our Our us my My")
COURTESIES = split_words("Mr Mrs Ms Dr")
FOR_WOMEN = split_words("Mrs Ms Miss Lady Queen Princess Dame")
FOR_MEN = split_words("Mr Sir Lord King Prince")
ROLES = split_words(
    r"minister president leader speaker judge envoy chief secretary member official head spokes\w+ chair\w* king "
    r"queen pope mayor governor general director commissioner ambassador negotiator legislator lawmaker senator "
    r"campaigner captain engineer executive adviser editor professor author founder owner coach lawyer"
)
# Before an office, and part of it: 'the deputy prime minister'.
OFFICE_QUALIFIERS = split_words(
    "prime foreign first deputy chief vice finance home security national state special speaker general"
)
# Before a name, as they are written there.
WRITTEN_TITLES = COURTESIES + split_phrases(
    "Sir; Lady; President; Chancellor; Prime Minister; Chief Executive; Secretary(?: of State)?; Minister; "
    "Foreign Minister; Commissioner; Captain; Governor; Mayor; Senator; Representative; Judge; Justice; Pope; General; "
    "Professor; Chief Cabinet Secretary; spokes(?:man|woman|person); [Ll]eader; [Ee]nvoy"
)
# After a word for an office that is none there: 'general elections'.
AFTER_NO_ROLE = split_words("elections? strike public assembly")
# Words with a capital at the beginning of a sentence that are no part of an office.
NO_OFFICE = split_words(
    "On In At The A An But And As For By After Before When While Then "
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
)
# Before an office that somebody does not hold.
NOT_ANY_MORE = split_words("former late then ex outgoing incoming acting ousted onetime one-time")
# Offices that do not tell who gives a number.
OFFICES = frozenset(
    split_words("chief secretary minister president official spokesman spokeswoman leader senior deputy")
)
# With a capital, and no people.
NOT_PEOPLE = frozenset(
    split_words(
        "north south east west northern southern eastern western new the a an in on at by his her its their this that "
        "he she it they but and government parliament congress house commons lords senate council commission court "
        "police party office ministry department front union agency wire times post news bank committee assembly "
        "authority company university school station airport park street square island river sea city county province "
        "state states kingdom republic nations supreme high national international democratic conservatives "
        "conservative labour members lawmakers officials prosecutors investigators researchers staff republicans "
        "democrats constitution conference foundation association museum observatory coalition institute center centre "
        "services amendment trust education defense defence health justice treasury commerce labor homeland "
        "i we you your when what there all while so dr rep "
        "alabama alaska arizona arkansas california colorado connecticut delaware florida hawaii idaho illinois iowa "
        "kansas kentucky louisiana maine massachusetts michigan minnesota mississippi missouri nebraska nevada ohio "
        "oklahoma oregon pennsylvania texas utah vermont wisconsin wyoming"
    )
    + MONTHS
    + WEEKDAYS
)
# Who attributes a headline: 'Bridge to close: officials'.
ATTRIBUTED = split_words("sources? reports? officials? police study survey poll")
