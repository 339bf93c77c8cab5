"""Webhooks: JSON by POST, signed as the Standard Webhooks specification 1.0 says (HMAC-SHA256 over id, time and body).

`webhook-id` is the same at every attempt, and so is `Idempotency-Key`: a receiver that keeps the ids it has seen takes
each message once.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import email.utils
import hashlib
import hmac
import json
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import JsonValue

from briefbot.delivery.message import Message
from briefbot.errors import DeliveryError
from briefbot.targets import Target

TO_RETRY = (408, 429)  # what may be taken when it is sent again: a time-out, and too many at once
PREFIX = "whsec_"  # of a secret in base64


def webhook_body(message: Message, key: str) -> bytes:
    """The body of a message; of a file only its name, since where it lies on this machine is nobody else's."""
    envelope = {
        "type": f"{message.kind}.message",
        "id": key,
        "timestamp": message.created.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "subject": message.subject,
        "data": _named(message.data),
    }
    return json.dumps(envelope, ensure_ascii=False).encode()


def _named(value: JsonValue) -> JsonValue:
    """JSON with the name of the file in place of each `path`."""
    if isinstance(value, list):
        return [_named(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: Path(each).name if key == "path" and isinstance(each, str) else _named(each) for key, each in value.items()
    }


def _signature(secret: str, key: str, moment: dt.datetime, body: bytes) -> str:
    """The value of `webhook-signature`."""
    signed = f"{key}.{int(moment.timestamp())}.".encode() + body
    return f"v1,{base64.b64encode(hmac.digest(secret_bytes(secret), signed, hashlib.sha256)).decode()}"


def secret_bytes(secret: str) -> bytes:
    """The bytes of a secret: those that base64 stands for behind `whsec_`, else those of its letters."""
    if secret.startswith(PREFIX):
        try:
            return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
        except (binascii.Error, ValueError):
            pass
    return secret.encode()


def post_webhook(message: Message, key: str, target: Target, moment: dt.datetime) -> None:
    """Send a message.

    Raises:
        DeliveryError: it was not taken.
    """
    import httpx2

    address = target.webhook.get_secret_value() if target.webhook else ""
    host = urlsplit(address).netloc.rpartition("@")[2]
    body = webhook_body(message, key)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "briefbot",
        "Idempotency-Key": key,
        "webhook-id": key,
        "webhook-timestamp": str(int(moment.timestamp())),
    }
    if target.secret:
        headers["webhook-signature"] = _signature(target.secret.get_secret_value(), key, moment, body)
    try:
        with httpx2.Client(timeout=target.timeout, follow_redirects=False) as client:
            reply = client.post(address, content=body, headers=headers)
    except httpx2.TimeoutException as error:
        raise DeliveryError(f"{host} did not answer within {target.timeout:g} seconds.") from error
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise DeliveryError(f"{host} cannot be reached ({type(error).__name__}).") from error
    if reply.is_success:
        return
    if reply.is_redirect:
        raise DeliveryError(
            f"{host} answered {reply.status_code}, a redirect, which is not followed. Give its new address."
        )
    refused = reply.status_code < 500 and reply.status_code not in TO_RETRY
    whose = "refuses it" if refused else "has a fault of its own" if reply.status_code >= 500 else "wants it later"
    wait = _seconds(reply.headers.get("retry-after"), moment)
    raise DeliveryError(f"{host} answered {reply.status_code} {reply.reason_phrase}: it {whose}.", wait, final=refused)


def _seconds(value: str | None, moment: dt.datetime) -> float | None:
    """What `Retry-After` says, in seconds."""
    if not value:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        later = email.utils.parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    return max(0.0, (later - moment).total_seconds()) if later.tzinfo else None
