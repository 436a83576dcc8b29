from ipaddress import IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.kit.networks import AllowedNetworks, is_public, mail_networks

WEB = AllowedNetworks()
NOT_PUBLIC_TEXT = """
0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 169.254.169.254 172.16.0.1 192.0.0.8 192.168.1.1 198.18.0.1 224.0.0.1
240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:0:127.0.0.1
64:ff9b::127.0.0.1 64:ff9b::10.0.0.1 64:ff9b:1::1 2002:7f00:1:: 2002:a00:1::1 2001:0:7f00:1::1 2001:db8::1
fc00::1 fd00:ec2::254 fe80::1 fec0::1 ff02::1 2600::5efe:7f00:1 2600::200:5efe:10.0.0.1 3fff::1
"""
NOT_PUBLIC = NOT_PUBLIC_TEXT.split()


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_no_address_that_is_not_public_is_allowed(address: str) -> None:
    assert not WEB.allow(address, 443)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::8.8.8.8", "::ffff:8.8.8.8"])
def test_public_addresses_are_allowed_on_web_ports_only(address: str) -> None:
    assert WEB.allow(address, 80)
    assert WEB.allow(address, 443)
    assert not WEB.allow(address, 25)


@pytest.mark.parametrize("address", ["fe80::1%eth0", "8.8.8.8%1", "", "localhost", "2606:4700::1111%lo"])
def test_what_is_no_plain_address_is_never_allowed(address: str) -> None:
    assert not WEB.allow(address, 443)


def test_a_listed_network_is_allowed_on_every_port_and_by_its_mapped_form() -> None:
    networks = AllowedNetworks((ip_network("127.0.0.0/8"),))
    assert networks.allow("127.0.0.1", 2525)
    assert networks.allow("::ffff:127.0.0.1", 2525)
    assert not networks.allow("::1", 2525)


def test_mail_servers_may_be_anywhere_until_networks_are_named(settings: object) -> None:
    settings.RINGBACK_MAIL_NETWORKS = ""  # type: ignore[attr-defined]
    assert mail_networks().allow("10.0.0.1", 993)
    settings.RINGBACK_MAIL_NETWORKS = "10.0.0.0/8, fd00::/8"  # type: ignore[attr-defined]
    assert mail_networks().allow("10.0.0.1", 993)
    assert mail_networks().allow("fd00::1", 993)
    assert not mail_networks().allow("8.8.8.8", 993)


@given(st.integers(0, 2**32 - 1))
def test_whatever_hides_a_version_four_address_is_judged_by_it(number: int) -> None:
    inside = ip_address(number)
    for hidden in ((0x64FF9B << 96) | number, (0x2002 << 112) | (number << 80)):
        assert not is_public(IPv6Address(hidden)) or is_public(inside)
