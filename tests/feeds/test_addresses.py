from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.errors import FetchError
from briefbot.feeds.addresses import addresses_of, checked_url, is_public

PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16", "100.64.0.0/10")
NOT_PUBLIC = (
    *PRIVATE,
    *("0.0.0.0/8", "224.0.0.0/4", "240.0.0.0/4", "192.0.2.0/24", "198.18.0.0/15"),
    *("::/127", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8", "2001:db8::/32", "2002::/16", "2001::/32"),
    *("::ffff:0:0/96", "64:ff9b:1::/48"),
)


@given(st.sampled_from(NOT_PUBLIC).flatmap(lambda net: st.ip_addresses(network=net)))
def test_addresses_off_the_public_internet_are_recognised(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    assert not is_public(str(address))


@given(st.sampled_from(PRIVATE).flatmap(lambda net: st.ip_addresses(network=net)))
def test_nat64_does_not_hide_a_private_address(address: ipaddress.IPv4Address) -> None:
    assert not is_public(f"64:ff9b::{address}")


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "100.63.255.255", "100.128.0.0", "2606:2800:220:1::1", "64:ff9b::8.8.8.8"]
)
def test_addresses_of_the_public_internet_are_recognised(address: str) -> None:
    assert is_public(address)


def test_addresses_come_in_their_normal_form() -> None:
    assert checked_url(" HTTPS://News.Example:443/A b?q=1#part ") == "https://news.example/A%20b?q=1"
    assert checked_url("http://bücher.example") == "http://xn--bcher-kva.example"


@pytest.mark.parametrize(
    "url",
    ["", "news.example/feed", "file:///etc/passwd", "ftp://news.example/", "http://", "http:///feed", "gopher://x/"]
    + ["javascript:alert(1)", "http://[::1", "http://user:secret@news.example/", "http://news.example:99999/"],
)
def test_other_addresses_are_refused_with_what_to_write(url: str) -> None:
    with pytest.raises(FetchError) as raised:
        checked_url(url)
    assert not raised.value.temporary


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "127.1", "0177.0.0.1"])
def test_numbers_for_loopback_are_seen_through(host: str) -> None:
    assert addresses_of(host, 80) == ["127.0.0.1"]


@pytest.mark.parametrize("host", ["a" * 64 + ".example", "no-such-host.invalid"])
def test_a_host_without_address_is_an_error(host: str) -> None:
    with pytest.raises(FetchError, match="No address for the host"):
        addresses_of(host, 80)
