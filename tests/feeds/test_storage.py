from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.feeds.storage import DocumentKind, charset_of, document_kind, self_contained

PAGE = "<!DOCTYPE html><title>Café</title><p>Ferry</p>"
FEED = '<?xml version="1.0"?><!-- made by hand --><rss version="2.0"></rss>'
TEXT = "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    ("body", "content_type", "kind"),
    [
        (PAGE.encode(), "application/rss+xml", "html"),
        (b"\n<html lang=en>", "", "html"),
        (b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x" "y"><html>', "application/xml", "html"),
        (b"Just words", "text/html", "html"),
        (FEED.encode(), "text/html", "feed"),
        (codecs.BOM_UTF8 + FEED.encode(), "text/plain", "feed"),
        (FEED.encode("utf-16"), "", "feed"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom">', "", "feed"),
        (b'<rdf:RDF xmlns="http://purl.org/rss/1.0/">', "", "feed"),
        (b'<!DOCTYPE rss [<!ENTITY a "b">]><rss>', "", "feed"),
        (b'<!DOCTYPE rss PUBLIC "x" "http://y">\n<rss>', "", "feed"),
        (b'<?xml version="1.0"?><nitf><body/></nitf>', "", "xml"),
        (b"%PDF-1.7", "application/octet-stream", "pdf"),
        (b' {"articles": []}', "application/json; charset=utf-8", "json"),
        (b"{not json}", "text/plain", "text"),
        (b"SEOUL, July 14 -- Talks resume.", TEXT, "text"),
        (b"\x89PNG\r\n\x1a\n", "image/png", None),
        (b"PK\x03\x04", "application/zip", None),
    ],
)
def test_a_body_is_judged_by_its_first_bytes(body: bytes, content_type: str, kind: DocumentKind | None) -> None:
    assert document_kind(body, content_type) == kind


@given(st.binary(max_size=300), st.text(max_size=30))
def test_any_bytes_have_a_kind_or_none(body: bytes, content_type: str) -> None:
    kind = document_kind(body, content_type)
    assert self_contained(body, kind or "html", content_type).endswith(body) or charset_of(content_type)


def test_a_charset_that_only_the_header_knows_is_written_into_the_body() -> None:
    body = self_contained(PAGE.encode("koi8-r", "replace"), "html", "text/html; charset=KOI8-R")
    assert body == PAGE.encode("koi8-r", "replace")  # it is ASCII but for 'é', so it is UTF-8 as well
    latin = self_contained(PAGE.encode("latin-1"), "html", 'text/html; charset="ISO-8859-1"')
    assert latin == codecs.BOM_UTF8 + PAGE.encode()


@pytest.mark.parametrize("content_type", ["text/html", "text/html; charset=ascii", "text/html; charset=no-such"])
def test_a_body_that_is_not_what_its_header_says_stays_as_it_is(content_type: str) -> None:
    assert self_contained(PAGE.encode("latin-1"), "html", content_type) == PAGE.encode("latin-1")


@pytest.mark.parametrize("charset", ["latin-1", "utf-16", "hex", "rot13"])
def test_a_body_in_utf_8_stays_as_it_is_whatever_its_header_says(charset: str) -> None:
    assert self_contained(PAGE.encode(), "html", f"text/html; charset={charset}") == PAGE.encode()
