"""Words by which a question leans on those before it."""

from __future__ import annotations

from briefbot.text.lexicon import split_phrases, split_words

OPENERS = split_phrases("and; but; so; or; then; also; ok(?:ay)?; well; right; hm+; and then")
PERSON_MALE = split_words("he him his")
PERSON_FEMALE = split_words("she her hers")
OF_MANY = split_words("they them their theirs")
OF_A_THING = split_words("it its")
REFLEXIVES = split_words("himself herself itself themselves")
# "It" that stands for nothing: 'is it true that', 'how long did it take'.
EMPTY_IT = split_phrases(
    r"(?:is|was) it (?:true|possible|likely|clear|known|the case|that); "
    r"(?:did|does|will) it take (?:for|to|the|an?|[A-Z]); "
    r"it (?:is|was) (?:true|possible|said|known)"
)
# "That" after one of these points at something; after a noun or a verb of saying it begins a clause.
BEFORE_THAT = split_words(
    "is was were are did does do will would about after before of since for by to on like than with and besides until"
)
# After "this" or "those" they point at nothing before.
NOT_POINTED_AT = split_words(
    "week weekend month year summer autumn spring winter morning afternoon evening who whose of"
)
LEANING = split_phrases(
    r"(?:who|what|where|any(?:one|body|thing)|some(?:one|body|thing)) else; instead; afterwards?; thereafter; "
    r"beforehand; too(?=\W*$); the same(?! \w+ as); the others?(?=\W*$| (?:one|side|two|party|man|woman|demands?)\b); "
    r"the (?:former|latter|other one)\b; which ones?(?=\W*$| (?:is|was|did|are|were)\b); "
    r"the (?:\w+ )ones?\b; one of them; "
    r"the (?:day|week|month|year) (?:before|after)(?=\W*$); (?:the )?(?:previous|following|next) (?:day|one); "
    r"next(?=\W*$); (?<!since )then(?=\W*$); since then; by then; (?:happen\w*|go|went|held|done|met|do|did) there; "
    r"there(?=\W*$); as well(?=\W*$); again(?=\W*$)"
)
# Asked alone: of what the last question was about.
BARE = split_phrases(
    r"why(?: not| so)?; when(?: exactly)?; where(?: exactly)?; who(?: exactly)?; "
    r"how(?: so| exactly| come| many| much| long| often)?; what for; by whom; since when; until when; whose; "
    r"which(?: ones?)?; what; (?:on )?(?:which|what) day; from where; where to; to whom; with whom; "
    r"from whom; against whom"
)
HAPPENING = split_phrases(
    "happen(?:ed|ing)?; be; take place; took place; occur(?:red)?; the case; announced; decided; agreed; said; done; "
    "proposed; reported; come about"
)
# At the end of a question they lack what they are about; with the preposition that it follows.
LACKING = {
    "about": split_words("say said says think comment commented do know claim argue mean want decide explain"),
    "to": split_words("respond react reply answer agree object responded reacted replied agreed"),
    "on": split_words("vote voted"),
}
ABOUT_IT = split_phrases("what about; how about; and what about; what of; and for; and in; and on; and at; and by; and")
EARLIER_OR_LATER = {"before": -1, "previous": -1, "after": 1, "following": 1, "next": 1}
# Verbs that may stand between "the" and the end of a question and are no part of a name for a thing.
NO_THING = split_words("get got be been being begin began start started end ended take took resume happen won come")
MALE_TITLES = split_words("Mr Sir Lord King Prince")
FEMALE_TITLES = split_words("Mrs Ms Miss Lady Queen Princess")
# Between two nouns that name one thing: 'the repairs to the pier'.
BETWEEN_THINGS = split_words("of to in for on at with between from")
# What "how" asks the measure of; such a word names nothing.
MEASURED = split_words("many much long far often old")
