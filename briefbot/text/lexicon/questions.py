"""Words of questions, and of answers that say there is none."""

from __future__ import annotations

from briefbot.text.lexicon import split_phrases, split_words

QUESTION_VERBS = split_words(
    "is are was were am do does did has have had can could will would shall should may might must"
)
INTERROGATIVES = split_words("who whom whose what which when where why how")
BEFORE_INTERROGATIVE = split_words("in on at by for to from of with")
QUESTION_SUBJECTS = split_words("there it he she they we you the that this an? any")
# What a question opens with before its verb.
CIRCUMSTANCES = split_phrases("after; before; between; since; given; considering; according to; based on; in light of")
# Before a publisher's name, and no part of it.
BEFORE_PUBLISHER = split_words(
    "a an another any both in no one this which what whose after before between considering since"
)
NO_ANSWER_IN = split_words("passages? articles? texts? sources? information")
REFUSALS = split_phrases(
    r"not stated\b; (?:there is )?(?:no|not enough|insufficient) information\b; "
    r"(?:none|neither|no) (?:of the )?passages?\b"
)
NOT_MENTIONED = split_words("mentioned stated provided given")

# What a question is after, by its asking words; patterns, the first that is found counts.
SOUGHT = {
    "time": split_phrases(
        r"when; (?:what|which) (?:\w+ )?(?:day|date|year|month|century|time|decade); how (?:recently|soon)"
    ),
    "duration": split_phrases("how long; for how many"),
    "quantity": split_phrases(
        r"how (?:many|much|often|old|far|high|large|big|tall|fast|deep); (?:what|which) (?:percentage|percent|number|"
        r"amount|share|fraction|size|population|price|age|sum|score)"
    ),
    "name": split_phrases(
        r"who(?:m|se)?; where; (?:what|which) (?:\w+ )?(?:person|man|woman|leader|minister|president|actor|singer|"
        r"author|king|queen|company|team|newspaper|group|party|organi[sz]ation|agency|country|city|place|town|state|"
        r"island|region|river|area|location|continent|street)"
    ),
    "reason": split_phrases(r"why; for what reason; what (?:caused|reason)"),
}
HOW_MANY = split_phrases(
    r"(?:by |for |of |in |to )?how (?:many|much(?= (?:do|does|did|will|would|is|was|were|are|has|have)\b)); "
    r"(?:what|which) (?:number|percentage|percent)"
)
# Words that answer how many without a number.
# Words that tell when without a date.
UNDATED = split_words(
    r"after before during while whilst when whenever until till since once ago as soon immediately later earlier "
    r"recently currently now season\w* era ages? childhood war\w* day\w* night\w* morning evening spring "
    r"summer autumn winter"
)
UNCOUNTED = split_words(r"no none nobody nothing all both several many few most half unanimous\w*")
