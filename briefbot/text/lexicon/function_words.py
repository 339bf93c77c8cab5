"""Words that carry no content of their own, by what they are left out of."""

from __future__ import annotations

from briefbot.text.lexicon import split_phrases, split_words

# Words that end the phrase of a number.
FUNCTION_WORDS = frozenset(
    split_words(
        "a an the of in on at to for from by with and or but nor as than that which who whom whose when while "
        "where if because after before during since until till into onto over under between among against "
        "about around through out up down off is are was were be been being has have had do does did will "
        "would can could may might shall should must not no it its he she they them his her their we our you "
        "i this these those there then so said says say told killed died dead injured wounded missing hurt "
        "ago later earlier old away each every both all per"
    )
)
# Words before a unit that make it one of them: "an hour", "the following week".
ONE_OF = frozenset(split_words("a an per each every next following last past previous this that the another"))
# Words that are no names though a sentence begins with them.
NO_NAMES = frozenset(
    split_words(
        "i the a an and or but of in on at to for from by with as it its he she they we you this that these "
        "those there his her their our my your who what when where why how which while after before since "
        "during until if although though because however according despite instead also both all some many "
        "several most more other another no not nobody none each every any few about around over under nearly "
        "almost meanwhile then now so yet later earlier former late outgoing incoming acting incumbent deputy "
        "vice"
    )
)
# Words that negate.
CUES = frozenset(
    split_words(
        "not no never neither nor none without cannot denied deny denies denying failed fail fails failing "
        "refused refuse refuses refusing unable declined rejected"
    )
)
# Words without content of their own when a claim is held against its evidence: the support check is fitted to these.
EMPTY = frozenset(
    split_words(
        "a an the of in on at to for from by with and or but as that which who is are was were be been being "
        "has have had do does did will would can could may might shall should must it its he she they his her "
        "their said says so very any yet there this also more only about nearly over than least"
    )
)
# Left out of what a question is looked up by: unlike STOP_WORDS these keep "not", "said" and "after".
ASKING_WORDS = frozenset(
    split_words(
        "a an and are as at be been by can could did do does for from had has have how in is it its of on or than "
        "that the their them they this to was were what when where which who whom whose why will with would"
    )
)
# Left out when the words of two texts are compared.
STOP_WORDS = frozenset(
    split_words(
        "a an the and or but of in on at to from by for with as is are was were be been being has have had do does "
        "did will would can could may might must shall should it its he she they them his her their this that "
        "these those which who whom whose what when where why how not no than then there here also into over after "
        "before about said says say s"
    )
)
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
