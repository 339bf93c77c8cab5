"""Chat services and phones, by Apprise."""

from __future__ import annotations

import logging
import re
from typing import Any
from urllib.parse import unquote

from briefbot.delivery.message import Message
from briefbot.errors import DeliveryError
from briefbot.targets import Target

LONGEST_SAID = 300  # characters of what Apprise says that are told
SHORTEST_PIECE = 4  # characters of an address; what is shorter is no token and stands in many words
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}|localhost|\d{1,3}(?:\.\d{1,3}){3}")
_PIECES = re.compile(r"[/:@?&=,#;]+")


def send_chat(message: Message, target: Target) -> None:
    """Send the plain text of a message.

    Raises:
        DeliveryError: the service was not reached or did not take it; with what Apprise says of it, but for every piece
            of the address that may be a token.
    """
    import apprise

    address = target.apprise.get_secret_value() if target.apprise else ""
    service = apprise.Apprise()
    capture: Any = apprise.LogCapture  # which has no types
    with capture(level=logging.WARNING, fmt="%(message)s") as said:
        if not service.add(address):
            raise DeliveryError(f"Apprise does not know an address like that of {target.kind!r}. Check the settings.")
        # The object that `notify` returns is neither False nor equal to it; only its truth tells.
        taken = bool(service.notify(body=message.text, title=message.subject, body_format=apprise.NotifyFormat.TEXT))
        told = without_tokens(" ".join(dict.fromkeys(said.getvalue().splitlines())), address)
    if not taken:
        why = told[:LONGEST_SAID].rstrip(".") or "it does not say why"
        raise DeliveryError(f"{target.kind} was not reached or did not take it: {why}.")


def without_tokens(text: str, address: str) -> str:
    """A text without the pieces of an address of Apprise that may be tokens: all but a host's name."""
    rest = address.partition("://")[2]
    pieces = {piece for part in _PIECES.split(rest) for piece in (part, unquote(part)) if not _HOST.fullmatch(part)}
    for piece in sorted(pieces, key=len, reverse=True):
        if len(piece) >= SHORTEST_PIECE:
            text = re.sub(re.escape(piece), "…", text, flags=re.IGNORECASE)  # hosts are told in small letters
    return text
