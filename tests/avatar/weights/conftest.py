"""A server that has one file of weights, and no proxy before it but those that a test sets."""

import os
from collections.abc import Iterator

import pytest

from tests.shop import Shop, open_proxy, open_shop, weights


@pytest.fixture(autouse=True)
def _direct(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the proxies of the machine that tests."""
    for name in list(os.environ):
        if name.casefold().endswith("_proxy"):
            monkeypatch.delenv(name)


@pytest.fixture
def shop() -> Iterator[Shop]:
    """Open a server with one file of weights."""
    with open_shop({"tiny.safetensors": weights()}) as shop:
        yield shop


@pytest.fixture
def proxy(shop: Shop) -> Iterator[tuple[str, list[str]]]:
    """Open a proxy before the server. Yields: its address, and a list of what it is asked for."""
    with open_proxy(shop) as proxy:
        yield proxy
