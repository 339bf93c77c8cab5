"""Keeps what other libraries log and warn about while they read out of the user's sight."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

LOGGERS = ("trafilatura", "htmldate", "courlan", "justext", "readability", "charset_normalizer", "pypdf", "feedparser")


@contextmanager
def silenced() -> Iterator[None]:
    """Within it no warning is shown, and the libraries' log messages go only to handlers that somebody set up."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        if not logger.handlers:  # without one, Python prints warnings to stderr
            logger.addHandler(logging.NullHandler())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
