"""What is refused to whoever comes with an API key, or wants one."""

from generation.errors import Refusal


class KeyUnknown(Refusal):
    """There is no such API key."""


class KeyExpired(Refusal):
    """The API key is too old."""


class KeyRevoked(Refusal):
    """The API key was revoked."""


class KeyTooFast(Refusal):
    """The API key has had its requests of this minute; the next one begins in ``seconds``."""

    def __init__(self, limit: int, seconds: int) -> None:
        super().__init__()
        self.limit = limit
        self.seconds = seconds


class KeySpent(Refusal):
    """The API key may not spend what that costs; its credits are counted anew in ``seconds``."""

    def __init__(self, limit: int, left: int, price: int, seconds: int) -> None:
        super().__init__()
        self.limit = limit
        self.left = left
        self.price = price
        self.seconds = seconds


class KeyScopeMissing(Refusal):
    """The API key may not do that; ``needed`` names what it would have to be allowed."""

    def __init__(self, needed: str) -> None:
        super().__init__()
        self.needed = needed


class TooManyKeys(Refusal):
    """Somebody has as many API keys as they may."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit


class NoSuchKey(Refusal):
    """There is no such API key, or it is somebody else's."""


class WebhookUnfit(Refusal):
    """A webhook is an https address of at most 500 characters, in a network that others reach."""

    def __init__(self, value: str) -> None:
        super().__init__()
        self.value = value


class WebhookMissing(Refusal):
    """The API key has no secret to sign what a webhook is told."""


class NoSuchDelivery(Refusal):
    """There is no such delivery to a webhook, or it is somebody else's."""
