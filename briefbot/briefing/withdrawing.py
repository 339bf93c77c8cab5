"""What saved briefings cited and publishers have killed or withheld since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from briefbot.briefing.sources import sources
from briefbot.briefing.types import Briefing, Change, ChangeKind
from briefbot.library.holding import Held
from briefbot.library.store import Library
from briefbot.types import Citation, Sentence


def withdrawals(briefings: Iterable[Briefing], library: Library, held: Mapping[str, Held]) -> tuple[Change, ...]:
    """A change for every article that briefings cited and that may not be used any more.

    It names the article and quotes nothing of it.

    Args:
        briefings: saved ones, oldest first.
        library: where the articles are.
        held: those of them that may not be used.
    """
    if not any(each.taken_back for each in held.values()):
        return ()
    found: dict[str, Change] = {}
    for briefing in briefings:
        for citation in sources(briefing):
            name = standing_taken_back(citation, library, held)
            if name and name not in found:
                day = briefing.last.isoformat()
                said = f"{citation.title} ({citation.source or citation.path or 'unknown publisher'})"
                headline = f"{said}, which the briefing of {day} cited: {held[name].reason}"
                found[name] = Change(kind=ChangeKind.TAKEN_BACK, headline=headline, story=None)
    return tuple(found.values())


def standing_taken_back(citation: Citation, library: Library, held: Mapping[str, Held]) -> str | None:
    """The article that stands where a cited one was and may not be used any more; None when it may."""
    names = [citation.article_id, *of_its_file(citation, library)]
    return next((name for name in names if name in held and held[name].taken_back), None)


def rests_on_taken_back(sentence: Sentence, library: Library, held: Mapping[str, Held]) -> bool:
    """Whether a sentence cites an article that was killed or withheld, itself or in its file."""
    return any(standing_taken_back(citation, library, held) for citation in sentence.citations)


def of_its_file(citation: Citation, library: Library) -> Iterator[str]:
    """What the file of a cited article holds now, when the article itself has left the library."""
    if citation.path and not library.has_article(citation.article_id):
        yield from library.articles_of_file(citation.path)
