"""Where webhooks may lead: never into the house, however an address is written."""

import pytest

from bots.web.outward import Checked, Forbidden
from generation.addresses import allowed


@pytest.mark.parametrize(
    ("address", "outside", "inside"),
    [
        ("93.184.215.14", True, True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True, True),
        ("127.0.0.1", False, True),
        ("10.1.2.3", False, True),
        ("172.16.0.1", False, True),
        ("192.168.1.1", False, True),
        ("100.64.0.1", False, True),
        ("::1", False, True),
        ("fd00::1", False, True),
        ("::ffff:127.0.0.1", False, True),
        ("64:ff9b::7f00:1", False, True),
        ("2002:7f00:1::", False, True),
        ("169.254.169.254", False, False),
        ("::ffff:169.254.169.254", False, False),
        ("64:ff9b::a9fe:a9fe", False, False),
        ("fe80::1%eth0", False, False),
        ("0.0.0.0", False, False),  # noqa: S104 - nobody listens there
        ("::", False, False),
        ("224.0.0.1", False, False),
        ("255.255.255.255", False, True),
    ],
)
def test_no_address_of_the_house_is_called(address: str, outside: bool, inside: bool) -> None:
    """However it is written; those of links never, whatever is set."""
    assert (outside, inside) == (allowed(address, private=False), allowed(address, private=True))


async def test_address_that_was_checked_is_the_one_that_is_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name that leads elsewhere a moment later changes nothing: it is looked up once."""
    backend, called = Checked(private=False), []

    async def lookup(*_: object, **__: object) -> list[tuple[object, ...]]:
        called.append("looked up")
        return [(2, 1, 6, "", ("93.184.215.14", 443))]

    async def connect(host: str, *_: object) -> None:
        called.append(host)

    monkeypatch.setattr("asyncio.base_events.BaseEventLoop.getaddrinfo", lookup)
    monkeypatch.setattr(backend._real, "connect_tcp", connect)
    await backend.connect_tcp("example.org", 443)

    assert ["looked up", "93.184.215.14"] == called


async def test_one_bad_address_of_several_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody mixes an address of ours among theirs."""

    async def lookup(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", (one, 443)) for one in ("93.184.215.14", "10.0.0.1")]

    monkeypatch.setattr("asyncio.base_events.BaseEventLoop.getaddrinfo", lookup)
    with pytest.raises(Forbidden):
        await Checked(private=False).connect_tcp("example.org", 443)
