"""The words that Markdown and HTML share: dates, counts, and where something stands."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence

from briefbot.briefing.kinds import TextKind
from briefbot.briefing.sections import Section, sections
from briefbot.briefing.sources import story_sentences
from briefbot.briefing.types import Briefing, Change, ChangeKind, Coverage, Event, Story, View
from briefbot.citations import shown_text
from briefbot.render.text import printable, table
from briefbot.text.dates.describe import describe_dates
from briefbot.text.dates.edtf import edtf_words
from briefbot.text.names import each_once
from briefbot.text.words import overlap
from briefbot.types import Citation, DateMention

CHANGES = {kind: kind.capitalize() for kind in ChangeKind}
"""The kinds of changes in the order in which they are shown, as they are headed."""
NO_EVENTS = "The articles name no date ahead."
MOST_REASONS = 3  # told in the coverage line
RETOLD = 0.75  # share of a headline's words


def days(first: dt.date, last: dt.date) -> str:
    """A day or some days in words: 'Saturday 5 October 2019', '3-5 October 2019', 'October 2019'."""
    return describe_dates(DateMention(text="", start=0, end=1, first=first, last=last, relative=False))


def event_text(event: Event) -> str:
    """The sentence of an event, without the date that it stands under."""
    own = (event.first, event.last)
    others = tuple(
        citation.model_copy(update={"dates": tuple(d for d in citation.dates if (d.first, d.last) != own)})
        for citation in event.sentence.citations
    )
    return shown_text(event.sentence.model_copy(update={"citations": others}))


def arguer_of(view: View) -> str:
    """Who argues in a column or an editorial, and where."""
    return ", ".join(part for part in (view.author, view.source) if part) or view.title


def view_verb(view: View) -> str:
    """How a view is told: an editorial is of its paper, a column of its author."""
    return "argues in an editorial" if view.kind == TextKind.EDITORIAL else "writes"


def coverage(briefing: Briefing) -> str:
    """What the briefing was made from, in one line without a full stop."""
    return covered_line(briefing.coverage, len(briefing.briefs))


def covered_line(covered: Coverage, briefs: int = 0) -> str:
    """What stories were made from, in one line without a full stop.

    Args:
        covered: it.
        briefs: how many further stories are told in a sentence.
    """
    parts = [f"{_count(covered.articles, 'article')} from {_count(len(covered.publishers), 'publisher')}"]
    parts.append(_count(covered.stories, "story", "stories"))
    parts += [f"{briefs} more in a sentence"] if briefs else []
    if covered.copies:
        parts.append(f"{_count(covered.copies, 'copy or older version', 'copies and older versions')} folded")
    if covered.inferred:
        parts.append(f"the year of {_count(covered.inferred, 'article')} inferred")
    if covered.in_part:
        parts.append(f"of {_count(covered.in_part, 'article')} only the month or season known")
    reasons = Counter(left.reason for left in covered.left_out if not (left.kind and left.kind.folded))
    parts += [f"{number} left out: {reason}" for reason, number in reasons.most_common(MOST_REASONS)]
    if rest := sum(reasons.values()) - sum(number for _, number in reasons.most_common(MOST_REASONS)):
        parts.append(f"{rest} left out for other reasons")
    return " · ".join(parts) if covered.articles else "No articles"


def since(briefing: Briefing) -> str:
    """What the changes are counted from, or why there are none."""
    if briefing.previous is None and briefing.previous_last:
        return (
            f"The briefing of {days(briefing.previous_last, briefing.previous_last)} was saved by another version of "
            "briefbot and cannot be compared with."
        )
    if briefing.previous is None and briefing.changes:
        return "Since it was first made:"
    if briefing.previous is None:
        return "There is no earlier briefing to compare with."
    before = f"the briefing of {days(briefing.previous_last, briefing.previous_last)}" if briefing.previous_last else ""
    before = before or "the briefing before"
    return f"Since {before}:" if briefing.changes else f"Nothing has changed since {before}."


def told_in(briefing: Briefing) -> list[Section]:
    """The stories in the order of reading."""
    return sections(briefing.stories, briefing.briefs)


def changes_in_order(changes: Sequence[Change]) -> list[Change]:
    """Changes by kind; those of a kind stay in their order."""
    return sorted(changes, key=lambda change: list(CHANGES).index(change.kind))


def is_retold(change: Change) -> bool:
    """Whether what was last said of a story has most of its headline's words, so that the one need not precede it."""
    return change.before is not None and not change.now and overlap(change.headline, change.before.text) >= RETOLD


def publishers(story: Story) -> list[str]:
    """The publishers that a story cites, each once, in the order of its sentences."""
    named = (citation.source for sentence in story_sentences(story) for citation in sentence.citations)
    return each_once(name for name in named if name)


def where(citation: Citation) -> str:
    """Publisher, day and paragraph of a citation."""
    day = "date unknown"
    if citation.published:
        published = dt.date.fromisoformat(citation.published[:10])
        day = f"{published.day} {published:%B %Y}"
    elif citation.known:
        day = edtf_words(citation.known)
    return f"{citation.source or 'unknown publisher'}, {day}, paragraph {citation.paragraph}"


def web_address(url: str | None) -> str | None:
    """An address that may become a link; None for anything but http and https, and for one with controls or spaces."""
    return url if url and url.isprintable() and re.fullmatch(r"https?://\S+", url, re.IGNORECASE) else None


def made_by(briefing: Briefing) -> str:
    """What made the briefing, and what its sentences went through, in one line."""
    prompts = ", ".join(f"{prompt.name} {prompt.version}" for prompt in briefing.prompts)
    model = f"{briefing.model.name} ({briefing.model.sha256[:12]})"
    checked = " Every sentence was checked against the words that it cites." if briefing.stories else ""
    return f"Made by briefbot with {model}{f', prompts {prompts}' if prompts else ''}.{checked}"


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


_HEADINGS = ("", "importance", "publishers", "novelty", "recency", "prominence", "worth", "articles", "headline")


def ranking(briefing: Briefing) -> str:
    """The ranking as a table, what verification removed from each story, and the seconds by stage."""
    lines = []
    if briefing.stories:
        rows = [_row(story, place) for place, story in enumerate(briefing.stories, start=1)]
        lines += ["Ranking (each part from 0 to 1)", table([_HEADINGS, *rows])]
        told = [
            printable(f"{place}. {'; '.join(story.importance.reasons)}")
            for place, story in enumerate(briefing.stories, start=1)
            if story.importance.reasons
        ]
        lines += ["", "What else raised (+) or lowered (-) them", *told] if told else []
    removed = [line for place, story in enumerate(briefing.stories, start=1) for line in _removed(story, place)]
    if removed:
        lines += ["", "Removed by verification", *removed]
    if briefing.timings:
        lines += ["", f"{'stage':<20}{'seconds':>9}{'read':>8}{'written':>9}  (tokens)"]
        lines += [
            f"{printable(t.stage):<20}{t.seconds:>9.2f}{t.tokens_read:>8}{t.tokens_written:>9}"
            for t in briefing.timings
        ]
        lines.append(f"{'total':<20}{sum(t.seconds for t in briefing.timings):>9.2f}")
    return "\n".join(lines)


def _row(story: Story, place: int) -> tuple[str, ...]:
    parts = story.importance
    figures = (parts.total, parts.publishers, parts.novelty, parts.recency, parts.prominence, parts.worth)
    return (
        f"{place}.",
        *(f"{figure:.2f}" for figure in figures),
        str(len(story.articles)),
        printable(story.headline.text),
    )


def _removed(story: Story, place: int) -> list[str]:
    lines = []
    for sentence in story.removed:
        support = sentence.support
        judged = "not asked" if support.probability is None else f"{support.probability:.2f}"
        lacks = f"; lacks {', '.join(support.missing)}" if support.missing else ""
        lines.append(printable(f"{place}. {sentence.text} (support {judged}{lacks})"))
    return lines
