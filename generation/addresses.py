"""Which addresses may be called where somebody else names them, however they are written."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

TRANSLATED = ip_network("64:ff9b::/96")  # IPv4 within IPv6, behind a gateway

Address = IPv4Address | IPv6Address


def allowed(text: str, private: bool = False, carried: bool = True) -> bool:
    """Tell whether an address may be called: one of the world, or of the house where ``private`` is set.

    Never the addresses of a link, behind which clouds keep the secrets of their machines, and never what is
    no address. ``carried``: whether an IPv4 address that a gateway or a tunnel (Teredo) carries counts as if
    it stood alone; else such may not be called.
    """
    try:
        written = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if not carried and isinstance(written, IPv6Address) and (written in TRANSLATED or written.teredo):
        return False
    address = _meant(written)
    if address.is_multicast or address.is_unspecified or address.is_link_local:
        return False
    return private or address.is_global


def _meant(address: Address) -> Address:
    """Take the IPv4 address out of an IPv6 one that only carries it."""
    if isinstance(address, IPv4Address):
        return address
    if address in TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
    return inner or address
