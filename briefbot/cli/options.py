"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Home = Annotated[Path | None, typer.Option(help="Folder of the library.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Docx = Annotated[Path | None, typer.Option(metavar="FILE", help="Also write DOCX, with footnotes.", show_default=False)]
Pdf = Annotated[Path | None, typer.Option(metavar="FILE", help="Also write PDF.", show_default=False)]
Ris = Annotated[Path | None, typer.Option(metavar="FILE", help="Also write the sources as RIS.", show_default=False)]
Bibtex = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Also write the sources as BibTeX.", show_default=False)
]
Template = Annotated[
    Path | None, typer.Option(metavar="FILE", help="DOCX or DOTX whose styles --docx takes.", show_default=False)
]
Ics = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Also write the dates ahead as iCalendar.", show_default=False)
]
Atom = Annotated[Path | None, typer.Option(metavar="FILE", help="Also write an Atom feed.", show_default=False)]
To = Annotated[
    list[str] | None,
    typer.Option("--to", metavar="TARGET", help="A target of the settings, or an address.", show_default=False),
]
