"""The command that makes the desk a tool of other programs."""

from __future__ import annotations

from typing import Annotated

import typer

from briefbot.cli.options import Home


def mcp(
    model: Annotated[str | None, typer.Option(help="A model's name, or a GGUF file.", show_default=False)] = None,
    home: Home = None,
) -> None:
    """Give the tools search, ask, article, timeline and briefing to a program that speaks MCP.

    The program starts it, and talks to it over standard input and output: name this command in its settings.
    `briefbot serve` has the same tools at /mcp.

    Example: briefbot mcp

    Example: claude mcp add briefbot -- briefbot mcp
    """
    from briefbot.cli.console import Console
    from briefbot.server.mcp import run_stdio
    from briefbot.server.service import Service
    from briefbot.settings import load_settings

    run_stdio(Service(load_settings(home=home, model=model), Console()))
