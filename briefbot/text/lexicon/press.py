"""Words of the trade: what texts are called, how versions and corrections are marked, what is written for machines."""

from __future__ import annotations

from briefbot.text.lexicon import any_of, split_phrases, split_words

# What only the press writes, and what others write too.
PRESS = split_words("articles? pieces? stor(?:y|ies) coverage features? posts? columns? editorials?")
REPORT = split_words("reports? reviews?")
PUBLISHED = split_words("reported covered published carried")
# On a headline, of the place of a text in a row of versions; the second also where no bracket marks them.
VERSION_MARKS = split_phrases(
    r"corrected; corrections?; corrects; amended; refiled?; clarification; rpt; repeats?; urgent; flash; "
    r"breaking(?: news)?; alert; \d+(?:st|nd|rd|th)[ -]?(?:ld|lead|update)(?:[ -]writethru)?; "
    r"(?:updated?|wrapup|version|lead|ld)[ -]?\d*"
)
PLAIN_VERSION_MARKS = split_phrases(r"updated?; corrections?; corrected; \d+(?:st|nd|rd|th) (?:ld|lead)(?:-writethru)?")
EARLY_MARKS = split_words("urgent flash breaking alert")
CORRECTION_MARKS = split_words("correct amended refile clarification")
REPEAT_MARKS = split_words("rpt repeat")
# At the beginning or end of a text that was corrected.
CORRECTION_NOTES = split_phrases("correction; corrected; clarification; editors?['’]?s? note")
CORRECTION_BEGINS = split_phrases("correction; corrected; clarification; editors?['’]?s? note: (?:this|an earlier)")
CORRECTED_TEXTS = split_words("article story report")
CORRECTED = split_words("corrected amended misstated gave said")
# What a text calls a reader that is a machine, and what it tells it to do.
MACHINES = split_phrases(
    "AIs?; chat ?bots?; (?:large )?language models?; [Aa]utomated (?:readers?|systems?); (?:AI|digital) assistants?; "
    "LLMs?; Assistants?(?=,); summari[sz]ers?; bots?"
)
ORDERS = split_phrases(
    "ignore; disregard; forget; override; must (?:say|answer|end|reply|add|state|repeat); "
    "answer (?:every|with|only); reply (?:only|with|to every); output; print; repeat; say that; summari[sz]ing this; "
    "that describe; do not cite; before you (?:say|answer); before summari[sz]ing"
)
PLAIN_ORDERS = (
    "(?:ignore|disregard|forget) (?:all |any |every |your |the )?"
    + any_of(split_words("previous prior earlier above other rules instructions"))
    + r"\b",
    *split_phrases(r"you are now in (?:\w+ )?mode; your new task; answer every question; system prompt"),
)
