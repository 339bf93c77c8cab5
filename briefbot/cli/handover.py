"""The files that `ask` and `brief` write besides what they show."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from briefbot.errors import InputError
from briefbot.types import Frozen

if TYPE_CHECKING:
    from briefbot.briefing.types import Briefing, Developments
    from briefbot.library.store import Library
    from briefbot.types import Answer


class HandOver(Frozen):
    """What to write, and where."""

    docx: Path | None = None
    pdf: Path | None = None
    ris: Path | None = None
    bibtex: Path | None = None
    template: Path | None = None
    ics: Path | None = None
    atom: Path | None = None

    def check(self) -> None:
        """See before anything is made that it can be written.

        Raises:
            InputError: a place that is no file, a template that cannot be read or is of no use, or no PDF here.
        """
        for path in filter(None, (self.docx, self.pdf, self.ris, self.bibtex, self.ics, self.atom)):
            if path.is_dir():
                raise InputError(f"{str(path)!r} is a folder. Name a file in it.")
        if self.template and not self.docx:
            raise InputError(f"--template {str(self.template)!r} is for --docx. Give --docx FILE too.")
        if self.template:
            from briefbot.render.docx import check_template

            check_template(self.template)
        if self.pdf:
            from briefbot.render.pdf import check_pdf

            check_pdf()


def write_answer_files(files: HandOver, answer: Answer, library: Library) -> list[Path]:
    """Write all files of an answer that were asked for; returns their paths.

    Raises:
        InputError: a file cannot be written.
    """
    from briefbot.render.handover import HandoverForm, answer_bytes

    return _write(files, lambda form: answer_bytes(HandoverForm(form), answer, library, files.template))


def write_briefing_files(files: HandOver, briefing: Briefing, library: Library) -> list[Path]:
    """Write all files of a briefing that were asked for; returns their paths.

    Raises:
        InputError: a file cannot be written.
    """
    from briefbot.files import write_bytes
    from briefbot.render.handover import HandoverForm, briefing_bytes, briefings_feed

    written = _write(files, lambda form: briefing_bytes(HandoverForm(form), briefing, library, files.template))
    if files.atom:
        write_bytes(files.atom, briefings_feed(library))
        written.append(files.atom)
    return written


def write_developments_files(files: HandOver, found: Developments, library: Library) -> list[Path]:
    """Write all files of what changed that were asked for; returns their paths.

    Raises:
        InputError: a file cannot be written.
    """
    from briefbot.render.handover import HandoverForm, developments_bytes

    return _write(files, lambda form: developments_bytes(HandoverForm(form), found, library, files.template))


def _write(files: HandOver, make: Callable[[str], bytes]) -> list[Path]:
    from briefbot.files import write_bytes

    places = {"docx": files.docx, "pdf": files.pdf, "ris": files.ris, "bib": files.bibtex, "ics": files.ics}
    written = [(form, path) for form, path in places.items() if path]
    for form, path in written:
        write_bytes(path, make(form))
    return [path for _, path in written]
