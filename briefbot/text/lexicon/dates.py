"""Words of dates, and the words around them that tell a date from something else."""

from __future__ import annotations

from briefbot.text.lexicon import split_phrases, split_words

MONTHS = split_words("january february march april may june july august september october november december")
MONTH_WORDS = frozenset(name for month in MONTHS for name in (month, month[:3])) | {"sept"}
WEEKDAYS = split_words("monday tuesday wednesday thursday friday saturday sunday")
TIME_WORDS = MONTH_WORDS | frozenset(WEEKDAYS)
MONTH_NAMES = tuple(name.capitalize() for name in MONTHS)
WEEKDAY_NAMES = tuple(name.capitalize() for name in WEEKDAYS)
DAY_PARTS = split_words("morning afternoon evening night")
# Before "of" and a date, of which they are parts.
PARTS_OF_TIME = split_words(
    "end start beginning middle rest most week month weekend hours days half close eve early late as part much"
)
NAMED_DAYS = split_words(
    r"today tonight last\s+night this\s+(?:morning|afternoon|evening) "
    r"(?:yesterday|tomorrow)(?:\s+(?:morning|afternoon|evening|night)\b)?"
)
NAMED_PERIODS = split_words(r"today yesterday tomorrow tonight (?<!the\s)(?:last|next)\s+(?:week|month|year|weekend)")
PERIOD_PARTS = split_words("earl(?:y|ier) mid later?")
PERIODS = split_words("week weekend month quarter year")
WHICH_PERIOD = split_words("this last next the")
WHICH_WEEKDAY = split_words(r"last next (?:this\s+)?coming this(?:\s+past)?")
# Before "2019" and after "1,200": the first makes a year of a number, the second a count.
BEFORE_YEAR = split_words("in since during until by between from around year fiscal the a its his her their this")
MAYBE_BEFORE_YEAR = split_words("of to through after before and or for")
COUNTED = split_words(
    "people troops soldiers homes dollars euros pounds miles met(?:er|re)s k?m feet percent tons hours"
)
# Before a month that is also a name or a verb; the first make one of "May" too.
CLEARLY_BEFORE_MONTH = split_words("in since until during")
BEFORE_MONTH = CLEARLY_BEFORE_MONTH + split_words("between from by of the its to through and for before after")
BEFORE_WRITTEN_MONTH = split_words(
    "in since until till by of from last next this early late mid and to before after during"
)
# Before and after a weekday that is none: "every Sunday", "Black Friday", "the Sunday Times".
BEFORE_NO_DAY = split_phrases(
    "every; each; one; any; first; second; third; fourth; "
    "black; good; ash; palm; super; cyber; easter; bloody; holy; sheffield; mail on"
)
AFTER_NO_DAY = split_words("Times Telegraph Mirror Mail Express Herald Football Live of")
AFTER_SOME_DAY = split_words("in at on of when and or")
# After "the 14th", where it is a day.
AFTER_DAY = split_words("and to at in for with but when after before as while he she they it the")
# Before a weekday that is not that of the report.
BEFORE_OTHER_WEEKDAY = split_words("last next previous coming every this by until before after since from for of")
# In a clause that tells what is to come.
PLANNING = split_phrases(
    r"will; would; plan\w*; aims?; expect\w*; schedul\w*; set to; target\w*; goal; next; future; due; to be"
)
# What a magazine's issue is counted and called by: "Vol. 3, No. 2", "the summer 2019 issue".
ISSUE_MARKS = split_words("vol volume no nr number issue")
ISSUE_WORDS = split_words("issue edition number")
# What a page counts back in: "3 hours ago".
AGO_UNITS = split_words("second minute min hour hr day week month year")
# Before a day that only bounds the time of what is told.
BEFORE_BOUNDS = split_words("since until till by before")
# What is called after a day: "25th October Street".
NAMED_AFTER_DAYS = split_words(
    "Street Square Avenue Road Boulevard Bridge Station Stadium Park Hospital University Revolution Movement Party"
)
