"""The command line."""

from briefbot.cli.app import main

__all__ = ["main"]
