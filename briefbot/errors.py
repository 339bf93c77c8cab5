"""Expected failures: each message says what failed, the value, and the next command to run.

The tree::

    BriefbotError
    ├── SettingsError        a setting, flag or environment variable has a wrong value
    ├── InputError           a question, date or path cannot be used
    ├── ReadError            a file cannot be read as an article
    ├── FetchError           an address must not or cannot be fetched
    ├── LibraryError         the library cannot be opened, read or written
    │   └── EmptyLibraryError
    ├── VectorIndexError     the vectors do not belong to this library or embedder
    ├── ModelError           weights are missing, wrong or cannot be used
    │   ├── DownloadError    a source did not deliver a file
    │   └── DigestError      a file is not the one that its publisher described
    ├── PromptError          a prompt file does not load or does not render
    ├── CaseError            a file of evaluation cases does not load
    ├── GateError            an evaluation fell below its floors, or these cannot be read, written or lowered
    ├── ClusterError         a Ray cluster cannot be joined, or its workers cannot read or embed
    ├── SchedulingError      cron or systemd cannot be used
    ├── BusyError            more waits for the model already than may wait
    └── DeliveryError        a message could not be sent, or there is no such target
"""

from __future__ import annotations


class BriefbotError(Exception):
    """Base of every failure that a user can act on; the command line prints it without a traceback."""


class SettingsError(BriefbotError):
    """A setting has a value that cannot be used."""


class InputError(BriefbotError):
    """A question, date or path given by the user cannot be used; `fields` are those of a request that it is about."""

    def __init__(self, message: str, fields: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.fields = fields


class ReadError(BriefbotError):
    """A file cannot be read as an article."""


class FetchError(BriefbotError):
    """An address must not be fetched, or did not deliver what it should; `temporary` if it may do so later."""

    def __init__(self, message: str, temporary: bool = False) -> None:
        super().__init__(message)
        self.temporary = temporary


class LibraryError(BriefbotError):
    """The library cannot be opened, read or written."""


class EmptyLibraryError(LibraryError):
    """The library holds no article that could answer."""


class VectorIndexError(BriefbotError):
    """The vectors do not belong to this library or to this embedder."""


class ModelError(BriefbotError):
    """Weights are missing or cannot be used."""


class DownloadError(ModelError):
    """A source did not deliver a file."""


class DigestError(ModelError):
    """A file is not the one that its publisher described."""


class PromptError(BriefbotError):
    """A prompt file does not load or does not render."""


class CaseError(BriefbotError):
    """A file of evaluation cases does not load."""


class GateError(BriefbotError):
    """An evaluation fell below its pinned floors, or these cannot be read, written or lowered."""


class ClusterError(BriefbotError):
    """A Ray cluster cannot be joined, or its workers cannot read or embed."""


class SchedulingError(BriefbotError):
    """The machine's scheduler cannot be used."""


class BusyError(BriefbotError):
    """More waits for the model already than may wait."""


class DeliveryError(BriefbotError):
    """A message could not be sent; its text holds no secret.

    Args:
        message: what failed.
        wait: seconds after which the receiver asked to be tried again; None where it did not say.
        final: whether it would be refused again, so that it is not tried again.
    """

    def __init__(self, message: str, wait: float | None = None, final: bool = False) -> None:
        super().__init__(message)
        self.wait = wait
        self.final = final
