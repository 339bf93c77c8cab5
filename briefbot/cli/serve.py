"""`briefbot serve`: the desk in a browser."""

from __future__ import annotations

from typing import Annotated

import typer

from briefbot.cli.options import Home


def serve(
    host: Annotated[str, typer.Option(help="Address to listen at; 0.0.0.0 for every one of this machine.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen at; 0 for a free one.")] = 8765,
    token: Annotated[
        str | None,
        typer.Option(
            envvar="BRIEFBOT_TOKEN",
            show_envvar=False,
            show_default=False,
            help="What a browser must show once; made, and printed, for anything but this machine.",
        ),
    ] = None,
    public: Annotated[
        str | None,
        typer.Option(
            metavar="URL", help="Where a proxy offers the desk, such as https://desk.example/news.", show_default=False
        ),
    ] = None,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the desk in the browser.")] = False,
    model: Annotated[str | None, typer.Option(help="A model's name, or a GGUF file.", show_default=False)] = None,
    home: Home = None,
) -> None:
    """Serve the desk to a browser, until Ctrl-C: ask, read, search, brief; `ask` starts warm meanwhile.

    Example: briefbot serve --open

    Example: BRIEFBOT_TOKEN=... briefbot serve --host 0.0.0.0

    Example: briefbot serve --public https://desk.example/news
    """  # fmt: skip
    from briefbot.cli.console import Console
    from briefbot.server.running import open_door, run
    from briefbot.server.service import Service
    from briefbot.settings import load_settings

    console = Console()
    service = Service(load_settings(home=home, model=model), console)
    run(service, open_door(host, port, token, public), console, open_browser)
