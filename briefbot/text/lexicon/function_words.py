"""Words that carry no content of their own, by what they are left out of."""

from __future__ import annotations

from briefbot.text.lexicon import split_phrases, split_words
from briefbot.text.lexicon.dates import MONTH_NAMES, WEEKDAY_NAMES
from briefbot.text.lexicon.questions import QUESTION_VERBS

# The stop list: words without content of their own, left out when texts are compared or looked up. The lists after it
# are it and what else their purpose takes.
STOP_WORDS = frozenset(
    split_words(
        "a an the and or but of in on at to from by for with as is are was were be been being has have had do does "
        "did will would can could may might must shall should it its he she they them his her their this that "
        "these those which who whom whose what when where why how not no than then there here also into over after "
        "before about said says say s"
    )
)
# Words that end the phrase of a number.
FUNCTION_WORDS = STOP_WORDS | frozenset(
    split_words(
        "nor while if because during since until till onto under between among against around through out up "
        "down off we our you i so told killed died dead injured wounded missing hurt ago later earlier old "
        "away each every both all per"
    )
)
# Words before a unit that make it one of them: "an hour", "the following week".
ONE_OF = frozenset(split_words("a an per each every next following last past previous this that the another"))
# Words that are no names though a sentence begins with them: "Will", "May" and "Said" may be names.
NO_NAMES = (STOP_WORDS - frozenset((*QUESTION_VERBS, "said", "s"))) | frozenset(
    split_words(
        "i we you our my your while since during until if although though because however according despite "
        "instead both all some many several most more other another nobody none each every any few around "
        "under nearly almost meanwhile now so yet later earlier former late outgoing incoming acting "
        "incumbent deputy vice"
    )
)
# Words that negate.
CUES = frozenset(
    split_words(
        "not no never neither nor none without cannot denied deny denies denying failed fail fails failing "
        "refused refuse refuses refusing unable declined rejected"
    )
)
# What is left out when a claim is held against its evidence. The support check is fitted to these words: with the stop
# list itself 89 of 1,366 labelled claims are judged by other sentences, and their words tell true from false no better
# (areas under the curve .803, .592 and .733 on WiCE, SummEdits and our own, for .801, .594 and .735).
EMPTY = (
    STOP_WORDS
    - frozenset(
        split_words("them these those whom whose what when where why how not no then here into after before say s")
    )
) | frozenset(split_words("so very any yet more only nearly least"))
# Words of a wording that need not stand in what says it.
FILLERS = frozenset(split_words("a an the on in at of mr mrs ms miss dr sir"))
PRONOUNS = split_words("he she it they his her its their")
# At the beginning of a sentence that points back at one before it.
DANGLING = (
    *PRONOUNS,
    *split_phrases(
        r"this; that; these; those; both; one; another; some; many; others?; there; here; but; and; so; yet; then; "
        r"also; nor; or; still; instead; since then; among them; earlier; later; meanwhile; a (?:few|second|third); "
        r"the (?:two|three|former|latter|others?)(?= (?:had|have|were|are|was|is|will|said|met|[a-z]+ed)\b); the same; "
        r"such; what; which; who; how; why; (?:if|had|when|while) (?:he|she|it|they); "
        r"(?:for|of|with|by) (?:that|this|it|them|those); a little (?:earlier|later); "
        r"(?:\w+ ){0,2}(?:after|before|since|despite) (?:his|her|their|its)"
    ),
)
# What ties a sentence to the one before it.
TIES = split_words("And But So Yet Or Nor")
# Before a verb, with "the", what a sentence before has told: "the move takes effect".
ALREADY_TOLD = split_words(
    "move measure decision change step event trial game match meeting hearing vote ruling order session"
)
POINTING_BACK = split_phrases(r"(?:after|before|since|by) (?:that|this|then)\b(?! [a-z]); after that\b")
# Before 'he' or 'she' after a comma: 'On Monday, she'; and what must not stand between.
OPENING_PREPOSITIONS = split_words("In On At For With")
NOT_IN_OPENING = split_words("when while as after before if said")
BEFORE_NAME = split_words("to with from for of by against about")
# Before the name of a place that is only a place.
WHERE = split_words(r"in at near outside inside from around across into visit\w* reach\w* left leav\w+")
# With a capital at the beginning of a sentence.
CAPITALISED = split_words("The A An In On At It He She")
# What a clause after a comma begins with, and a thing of a list does not.
NO_ITEM = split_words(
    "who which whose whom that where when while with without despite due after before since as for including "
    "however though although if because in on at by he she it they we his her its their said says"
)
# Of whom the writer and the reader are, outside of quotations; "US" is a country.
OF_WRITER_AND_READER = split_words("I me [Mm]y mine [Ww]e [Oo]urs? [Yy]ou [Yy]ours? myself ourselves yourself [Uu]s")
FOR_ONE = split_words("he him his himself she her hers herself")
FOR_MANY = split_words("they them their theirs themselves")
# Behind "this", of what the day of the article tells; anything else that "this" and "these" mean stands before.
OF_THE_DAY = (
    *split_words(
        "week weekend month year decade century morning afternoon evening summer spring autumn fall winter season term "
        "quarter time point day past coming"
    ),
    *MONTH_NAMES,
    *WEEKDAY_NAMES,
)
# Behind "those", of whom it says itself who they are.
WHO_THEY_ARE = split_words(
    "who whose in with of at on from under over killed injured arrested found affected not without"
)
# Before a clause of what else happened, without which a sentence is as true.
WHAT_ELSE = split_words("while whereas amid despite")
# Before a phrase that a headline can do without.
BEFORE_PHRASE = frozenset(
    split_words(
        "after before as while when where who which that because since until amid among over under for with to of in "
        "on at by from into against about despite but if than how why what during between without"
    )
)
# Before what a word for a part or a kind cannot do without: "first evidence of".
BELONGING = "of"
