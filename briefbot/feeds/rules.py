"""How fetching behaves: who it says it is, how long it waits and how much it takes."""

from __future__ import annotations

from importlib.metadata import version

from pydantic import Field

from briefbot.types import Frozen

PRODUCT = "briefbot"
"""The name that robots.txt files address."""


class FetchRules(Frozen):
    """Limits and manners of fetching."""

    contact: str | None = Field(default=None, description="Address at which a site learns who is asking.")
    allow_private: bool = Field(default=False, description="Whether this machine and private networks may be reached.")
    connect_seconds: float = Field(default=10, gt=0)
    read_seconds: float = Field(default=20, gt=0, description="Longest silence of a server.")
    total_seconds: float = Field(default=60, gt=0, description="Longest time for one request, its body included.")
    body_bytes: int = Field(default=10 << 20, gt=0, description="Largest body, as sent.")
    decoded_bytes: int = Field(default=40 << 20, gt=0, description="Largest body, decompressed.")
    ratio: int = Field(default=100, gt=1, description="Most a body may grow when it is decompressed.")
    redirects: int = Field(default=5, ge=0)
    delay_seconds: float = Field(default=1, ge=0, description="Least time between two requests to a host.")
    backoff_seconds: float = Field(default=2, ge=0, description="First wait after 429 or 503; it doubles.")
    attempts: int = Field(default=3, ge=1, description="Requests made to a host that answers 429 or 503.")
    longest_wait: float = Field(default=60, ge=0, description="Seconds a host may make a run wait.")

    @property
    def user_agent(self) -> str:
        """The User-Agent header, such as `briefbot/1.2.0 (+https://news.example/bot)`."""
        name = f"{PRODUCT}/{version(PRODUCT)}"
        return f"{name} (+{self.contact})" if self.contact else name
