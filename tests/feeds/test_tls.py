from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import trustme

from briefbot.errors import FetchError
from briefbot.feeds.fetch import Fetcher
from briefbot.feeds.http import FetchRules, _certificates
from tests.feeds.loopback import PUBLIC, Page, Site, serving


@pytest.fixture
def secure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Site, list[str | None]]]:
    """A site with a certificate for `news.example` that is trusted, and the names that clients asked it for."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    _certificates.cache_clear()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("news.example").configure_cert(context)
    names: list[str | None] = []
    context.sni_callback = lambda connection, name, context: names.append(name)
    with serving(context) as site:
        site.pages["/a"] = Page(b"<p>Ferries run again.</p>")
        yield site, names
    _certificates.cache_clear()


@pytest.fixture
def fetcher_of() -> Callable[[Site], Fetcher]:
    return lambda site: Fetcher(FetchRules(delay_seconds=0, read_seconds=5), site.network())


def test_the_certificate_is_checked_for_the_name_while_the_address_is_dialled(
    secure: tuple[Site, list[str | None]], fetcher_of: Callable[[Site], Fetcher]
) -> None:
    site, names = secure
    assert fetcher_of(site).get(site.url("/a", scheme="https")).status == 200
    assert names == ["news.example"] * 2  # robots.txt and the page
    assert site.dialled == [PUBLIC] * 2


def test_a_certificate_for_another_name_is_refused(
    secure: tuple[Site, list[str | None]], fetcher_of: Callable[[Site], Fetcher]
) -> None:
    site, _ = secure
    with pytest.raises(FetchError, match="(?i)certificate"):
        fetcher_of(site).get(site.url("/a", host="other.example", scheme="https"))
    assert site.asked == []
