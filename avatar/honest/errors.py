"""What can go wrong when a clip is signed, and when one is looked at for its marks."""

from generation.errors import Failure, Refusal


class SigningFailed(Failure):
    """The certificate or its key cannot sign; ``reason`` is for our log."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason
        self.add_note(reason)


class NothingToVerify(Refusal):
    """The file is neither a clip nor a picture of a kind that is made here or by platforms."""


class ClipUnreadable(Refusal):
    """A clip or a picture that is to be verified cannot be decoded."""


class ClipTooHeavy(Refusal):
    """A file that is to be verified is larger than is looked at (megabytes)."""

    def __init__(self, megabytes: float, limit: int) -> None:
        super().__init__()
        self.megabytes = megabytes
        self.limit = limit
