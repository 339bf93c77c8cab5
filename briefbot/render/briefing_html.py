"""A briefing as one HTML page that needs nothing else and may load nothing else.

The page's policy allows its own style and script by their hashes and nothing besides. A citation is a link to its
entry in the sources, where the paragraph stands with the cited words marked; the script shows that entry in a dialog.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files

import jinja2
from markupsafe import Markup

from briefbot.briefing.sources import Paragraphs, around, sources
from briefbot.briefing.types import Briefing
from briefbot.citations import shown_text
from briefbot.render import briefing as wording
from briefbot.render.text import printable, short_path
from briefbot.text.dates.describe import annotate


def briefing_html(briefing: Briefing, paragraphs: Paragraphs) -> str:
    """A briefing as a page.

    Args:
        briefing: what to show.
        paragraphs: texts of the cited paragraphs; of one that is missing, the cited words alone are shown.
    """
    style, script = _part("briefing.css"), _part("briefing.js")
    return _template().render(
        briefing=briefing,
        style=Markup(style),
        script=Markup(script),
        policy=(
            f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
            "base-uri 'none'; form-action 'none'"
        ),
        places={story.id: place for place, story in enumerate(briefing.stories, start=1)},
        sources=sources(briefing),
        around=lambda citation: around(citation, paragraphs),
        annotate=annotate,
        shown_text=shown_text,
        short_path=short_path,
        wording=wording,
    )


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("briefbot.render", "page"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_finalized,
    )
    return environment.get_template("briefing.html.j2")


def _finalized(value: object) -> object:
    """Text without control characters and marks that reorder what is read; what is markup already stays."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _part(name: str) -> str:
    return files("briefbot.render").joinpath("page", name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    """A source expression of the Content Security Policy: SHA-256 of an inline style or script."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
