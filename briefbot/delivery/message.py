"""What is sent: one text in the forms that mail, webhooks and chat services take, and its key."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Literal

from pydantic import AwareDatetime, Field, JsonValue

from briefbot.library.watchlists import Parcel
from briefbot.settings import Settings
from briefbot.types import Frozen


class Message(Frozen):
    """One thing to tell, whoever is told."""

    key: str = Field(description="The same for the same thing; 64 hex digits.")
    kind: Literal["watchlist", "briefing", "notice"]
    name: str = Field(description="Of the watchlist; 'briefings' for a briefing.")
    thread: str = Field(description="What it is one of: mail of one thread stands together.")
    created: AwareDatetime
    subject: str
    text: str
    html: str
    data: dict[str, JsonValue] = Field(description="The body that a webhook is sent.")


class Sending(Frozen):
    """A message on its way to one recipient."""

    message: Message
    target: str = Field(description="The name of a target, or an address.")
    recipient: str | None = Field(default=None, description="Of a target with several addresses of mail, this one.")


def parcels_for(message: Message, targets: Sequence[str], settings: Settings) -> list[Parcel]:
    """One parcel a recipient, each with a key of its own; a target of several addresses is as many recipients."""
    parcels = []
    for target in dict.fromkeys(targets):
        known = settings.targets.get(target)
        for recipient in known.mail if known and known.mail else (None,):
            sending = Sending(message=message, target=target, recipient=recipient)
            key = hashlib.sha256(f"{message.key} {target} {recipient or ''}".encode()).hexdigest()[:32]
            parcels.append(Parcel(key=key, target=recipient or target, json_text=sending.model_dump_json()))
    return list({parcel.key: parcel for parcel in parcels}.values())
