"""Words of agencies in the heads of their items and in notes to editors."""

from __future__ import annotations

from briefbot.text.lexicon import split_words

# At the beginning of a line above a headline, of what kind of item or version it is.
HEADING_MARKS = split_words(
    r"\d{1,2}(?:st|nd|rd|th) extra refile urgent flash kill withhold correct\w* corr advisory lead update\s?\d* "
    r"repeat rpt roundup feature preview alert embargo\w*"
)
# Of a note that says when an item is free and nothing else.
RELEASE_NOTE = split_words(
    "strictly embargo(?:ed)? hold for not use publication release before until till to at on today story this the "
    "am pm [ap] m gmt utc hrs? h eds editors note"
)
