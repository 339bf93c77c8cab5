"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Home = Annotated[Path | None, typer.Option(help="Folder of the library.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
