"""Why the stories stand in their order, what verification took out, and where the time went."""

from __future__ import annotations

from briefbot.briefing.types import Briefing, Story
from briefbot.render import printable, table

_HEADINGS = ("", "importance", "publishers", "novelty", "recency", "prominence", "articles", "headline")


def ranking(briefing: Briefing) -> str:
    """The ranking as a table, what verification removed from each story, and the seconds by stage."""
    lines = []
    if briefing.stories:
        rows = [_row(story, place) for place, story in enumerate(briefing.stories, start=1)]
        lines += ["Ranking (each part from 0 to 1)", table([_HEADINGS, *rows])]
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
    figures = (parts.total, parts.publishers, parts.novelty, parts.recency, parts.prominence)
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
