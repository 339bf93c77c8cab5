"""Chat services and phones, by Apprise."""

from __future__ import annotations

from briefbot.delivery.message import Message
from briefbot.errors import DeliveryError
from briefbot.targets import Target


def send_chat(message: Message, target: Target) -> None:
    """Send the plain text of a message.

    Raises:
        DeliveryError: the service was not reached or did not take it. Apprise says why only with the address, which
            holds a secret, so that no more is told.
    """
    import apprise

    address = target.apprise.get_secret_value() if target.apprise else ""
    service = apprise.Apprise()
    if not service.add(address):
        raise DeliveryError(f"Apprise does not know an address like that of {target.kind!r}. Check the settings.")
    # The object that `notify` returns is neither False nor equal to it; only its truth tells.
    if not bool(service.notify(body=message.text, title=message.subject, body_format=apprise.NotifyFormat.TEXT)):
        raise DeliveryError(
            f"{target.kind} was not reached or did not take it. Try the address with `apprise -b test`."
        )
