"""What is refused where people link their accounts, or log in by a link."""

from generation.errors import Refusal


class CodeWrong(Refusal):
    """No such code was given out to link accounts."""


class CodeUsed(Refusal):
    """The code has linked two accounts before, and does so once."""


class CodeExpired(Refusal):
    """The code is too old."""


class OwnCode(Refusal):
    """The code was made right here; it belongs on the other platform."""


class AlreadyLinked(Refusal):
    """The two are one person already."""


class TooManyCodes(Refusal):
    """Too many wrong codes were typed in these minutes."""

    def __init__(self, minutes: int) -> None:
        super().__init__()
        self.minutes = minutes


class NotLinked(Refusal):
    """The person is on no other platform."""


class LinkSpent(Refusal):
    """The link was used, is too old, or never was."""


class TooManyLinks(Refusal):
    """Too many links to log in were asked for in these minutes."""

    def __init__(self, minutes: int) -> None:
        super().__init__()
        self.minutes = minutes
