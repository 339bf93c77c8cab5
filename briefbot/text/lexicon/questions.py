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
