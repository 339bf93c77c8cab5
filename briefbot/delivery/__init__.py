"""Messages -> mail, webhooks and chat services, by way of an outbox in the library: each at least once."""

from __future__ import annotations

from briefbot.delivery.message import Message, Sending, parcels_for
from briefbot.delivery.outbox import DeliveryReport, deliver, joined_reports
from briefbot.delivery.recipients import check_targets

__all__ = ["DeliveryReport", "Message", "Sending", "check_targets", "deliver", "joined_reports", "parcels_for"]
