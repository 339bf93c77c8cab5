#!/usr/bin/env bash
# typer: Ctrl-C reaches no "except KeyboardInterrupt" around the app, and nothing is printed.
#
# Expected: as with a plain function, a program that calls app() can catch KeyboardInterrupt and say how to go on; or typer
# says that it was aborted, as Click does ("Aborted!", exit status 1).
# Seen: app() turns it into SystemExit(130) itself; the program's handler never runs, standard error is empty.
# Why a desk cares: who stops a long ingestion is to be told that nothing is lost and how it goes on; ours was
# written and never shown.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet 'typer==0.29.2'
cat >"$folder/program.py" <<'PYTHON'
import os
import signal

import typer

app = typer.Typer()


@app.command()
def ingest() -> None:
    """Be interrupted in the middle of the work."""
    os.kill(os.getpid(), signal.SIGINT)


try:
    app()
except KeyboardInterrupt:
    print("Interrupted. Run the same command again.")
PYTHON
status=0
"$folder/venv/bin/python" "$folder/program.py" >"$folder/out" 2>"$folder/err" || status=$?
echo "typer $("$folder/venv/bin/pip" show typer | sed -n 's/^Version: //p'): exit status $status, standard output and error:"
cat "$folder/out" "$folder/err"
test "$status" = 130
test ! -s "$folder/out"
test ! -s "$folder/err"
