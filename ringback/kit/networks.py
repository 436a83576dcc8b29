"""Which addresses the desk may connect to. Pure: no look-up happens here."""

from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
WEB_PORTS = frozenset({80, 443})
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
# Set aside by IANA, but global in the eyes of some versions of Python.
_SET_ASIDE = tuple(ip_network(net) for net in ("192.0.0.0/24", "192.88.99.0/24", "3fff::/20"))
_ISATAP = (0x00005EFE, 0x02005EFE)


@dataclass(frozen=True, slots=True)
class AllowedNetworks:
    """Every port of the `listed` networks, and of public addresses those in `ports` (None: all)."""

    listed: tuple[Network, ...] = ()
    ports: frozenset[int] | None = WEB_PORTS

    def allow(self, address: str, port: int) -> bool:
        """Whether a numeric address, as a resolver gives it, may be connected to on `port`."""
        found = _read(address)
        if found is None:
            return False
        if _within(found, self.listed):
            return True
        return (self.ports is None or port in self.ports) and is_public(found)


def is_public(address: Address) -> bool:
    """Global unicast, and nothing hidden inside it (6to4, Teredo, NAT64, ISATAP) that is not."""
    if _within(address, _SET_ASIDE):
        return False
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast and not address.is_reserved
    if address in _NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    inside = _tunnelled(address)
    return address in _GLOBAL_UNICAST and address.is_global and all(is_public(one) for one in inside)


def network_of(address: str) -> str:
    """All of an address but whose machine it is: the first 24 bits of IPv4, 48 of IPv6. Empty for what is none."""
    found = _read(address)
    if found is None:
        return ""
    bits = 24 if isinstance(found, IPv4Address) else 48
    return str(ip_network((found, bits), strict=False).network_address)


def web_networks() -> AllowedNetworks:
    """For webhooks, images and whatever else goes by URL: public addresses, and RINGBACK_ALLOW_NETWORKS."""
    return AllowedNetworks(_listed(settings.RINGBACK_ALLOW_NETWORKS))


def mail_networks() -> AllowedNetworks:
    """For mail servers of lines: RINGBACK_MAIL_NETWORKS and nothing else; anywhere when it is unset."""
    listed = _listed(settings.RINGBACK_MAIL_NETWORKS) or _listed("0.0.0.0/0 ::/0")
    return AllowedNetworks(listed, ports=frozenset())


def relay_networks() -> AllowedNetworks:
    """Where the house's own mail servers are: RINGBACK_SMTP_RELAYS."""
    return AllowedNetworks(_listed(settings.RINGBACK_SMTP_RELAYS), ports=frozenset())


def is_trusted_proxy(address: str) -> bool:
    """Whether a numeric address is one of the house's own proxies: RINGBACK_TRUSTED_PROXIES."""
    found = _read(address)
    return found is not None and _within(found, _listed(settings.RINGBACK_TRUSTED_PROXIES))


@cache
def _listed(text: str) -> tuple[Network, ...]:
    return tuple(ip_network(word, strict=False) for word in text.replace(",", " ").split())


def _within(address: Address, networks: tuple[Network, ...]) -> bool:
    return any(address.version == net.version and address in net for net in networks)


def _read(address: str) -> Address | None:
    try:
        found = ip_address(address)
    except ValueError:
        return None
    if isinstance(found, IPv6Address):
        # A zone names an interface of this machine: nothing public has one.
        return None if found.scope_id else found.ipv4_mapped or found
    return found


def _tunnelled(address: IPv6Address) -> list[IPv4Address]:
    inside = [address.sixtofour, *(address.teredo or ())]
    if (int(address) >> 32) & 0xFFFFFFFF in _ISATAP:
        inside.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [one for one in inside if one is not None]
