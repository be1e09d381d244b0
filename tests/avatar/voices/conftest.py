"""A speech service of Edge on this machine, and the engine that reaches it."""

from collections.abc import Iterator

import edge_tts.communicate
import pytest

from avatar.voices.edge import EdgeVoices, Patience
from tests.fakes.certificates import Authority
from tests.fakes.edge_speech import EdgeService, edge_service, trusting

SHORT = Patience(connect_s=2, silence_s=2, total_s=2.0, rest_s=60)


class Clock:
    """Time that a test moves."""

    now = 1000.0

    def __call__(self) -> float:
        """Tell it."""
        return self.now


@pytest.fixture(scope="session")
def authority() -> Authority:
    """Trust it besides the world's authorities."""
    return Authority()


@pytest.fixture
def service(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Iterator[EdgeService]:
    """Serve with a certificate that is trusted."""
    monkeypatch.setattr(edge_tts.communicate, "_SSL_CTX", trusting(authority))
    with edge_service(authority) as service:
        yield service


@pytest.fixture
def clock() -> Clock:
    """Make the engine's time."""
    return Clock()


@pytest.fixture
def edge(service: EdgeService, clock: Clock) -> EdgeVoices:
    """Make the engine, at that service."""
    return EdgeVoices(service.address, SHORT, clock)
