"""Words by which lines and furniture of a page are known."""

from __future__ import annotations

from briefbot.text.lexicon import split_phrases, split_words
from briefbot.text.lexicon.numbers import ONES, TENS

# At the end of a line that goes on in the next.
ENDING_NO_LINE = split_words(
    "a an the of on in at to and or for by with from as that which is was are were has had his her its their"
)
# Before a hyphen that stays where it ends a line.
COMPOUNDS = frozenset(
    (
        *split_words(
            "well ill self long short high low half full part mid non ex so all cross north south east west old new "
            "year"
        ),
        *ONES[1:11],
        *TENS,
    )
)
# In a row of buttons under a headline: what it begins with, and what follows.
SHARE_BUTTONS = split_words(
    "share tweet print e-?mail save facebook twitter whatsapp linkedin subscribe listen bookmark"
)
AFTER_SHARE_BUTTON = SHARE_BUTTONS + split_words(
    "copy link x pinterest reddit telegram kakaotalk line messenger instagram follow us on this article story page via "
    "to friendly"
)
# Where a file has its title, of files that hold no article or say nothing of it.
NO_TITLES = split_phrases(
    r"download request\b.*; time of request\b.*; print request\b.*; user name\b.*; untitled(?: document)?; document; "
    r"(?:scan|img|doc|file|image)[\W_]*\d+.*; home(?:page)?; index; news; newsletter; no (?:title|subject); "
    r"\(no subject\); loading\W*; print; report \d[\d .:/-]*; documents? \(\d+\); (?:search )?results?\b(?: for\b.*)?; "
    r"saved articles?; my (?:list|documents); page \d+.*"
)
# Above a list of other articles.
LIST_HEADINGS = split_phrases(
    "most (?:read|e-?mailed|popular|viewed|shared|commented); "
    "related(?: (?:stories|articles|news|coverage|links|topics|content))?; "
    "(?:also|more) (?:read|on this (?:story|topic)|in .{2,30}|from .{2,40}|stories|news|headlines); "
    "read (?:also|next|more); recommended(?: (?:stories|for you|reading))?; trending(?: now)?; "
    "(?:top|latest|other|popular|trending) (?:stories|news|headlines|articles); "
    "you (?:may|might)(?: also)? (?:like|be interested in); editors?['’]?s? picks?; around the web; "
    "what to read next; up next; in other news; from our partners; tags?; topics?; keywords?; filed under"
)
