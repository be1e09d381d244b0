"""What Telegram itself does not let us take or give."""

from generation.errors import Failure, Refusal


class OverFetchLimit(Refusal):
    """A file has more megabytes than bots may fetch."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit


class NothingToUse(Refusal):
    """A sticker, a place, a poll or the like: nothing that a clip could be made of."""


class OverUploadLimit(Failure):
    """A result has more megabytes than bots may send."""

    def __init__(self, megabytes: float, limit: int) -> None:
        super().__init__()
        self.megabytes = megabytes
        self.limit = limit
