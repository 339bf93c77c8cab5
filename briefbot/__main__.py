"""`python -m briefbot`."""

from __future__ import annotations

from briefbot.cli.app import main

main()
