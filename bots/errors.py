"""What the counter refuses before anything reaches the desk."""

from generation.errors import Failure, Refusal


class UnknownCommand(Refusal):
    """There is no such command; ``near`` holds those that look like it."""

    def __init__(self, name: str, near: str) -> None:
        super().__init__()
        self.name = name
        self.near = near


class UnknownFlag(Refusal):
    """There is no such flag; ``near`` holds those that look like it."""

    def __init__(self, flag: str, near: str) -> None:
        super().__init__()
        self.flag = flag
        self.near = near


class RepeatedFlag(Refusal):
    """The same option is given twice."""

    def __init__(self, flag: str) -> None:
        super().__init__()
        self.flag = flag


class MissingValue(Refusal):
    """A flag stands without its value; ``example`` shows one."""

    def __init__(self, flag: str, example: str) -> None:
        super().__init__()
        self.flag = flag
        self.example = example


class BadSize(Refusal):
    """A size is two whole numbers with an x between them."""

    def __init__(self, value: str) -> None:
        super().__init__()
        self.value = value


class BadValue(Refusal):
    """A value is of the wrong kind for its option."""

    def __init__(self, field: str, value: str) -> None:
        super().__init__()
        self.field = field
        self.value = value


class Contradiction(Refusal):
    """The same option is given twice, with different values."""

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field


class UnknownField(Refusal):
    """There is no such field; ``near`` holds those that look like it."""

    def __init__(self, field: str, near: str) -> None:
        super().__init__()
        self.field = field
        self.near = near


class MalformedRequest(Refusal):
    """The body is not a JSON object."""


class KeyUnusable(Refusal):
    """An Idempotency-Key is 1 to ``limit`` visible ASCII characters."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit


class RequestTooLarge(Refusal):
    """The body has more bytes than the limit."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit


class ForeignHost(Refusal):
    """The page was called by a name that is not its own."""


class ForeignOrigin(Refusal):
    """Another site tried to write through the reader's browser."""


class LoginNeeded(Refusal):
    """The page wants a password first."""


class WrongPassword(Refusal):
    """The password is not the one that was set."""


class NoSuchPage(Refusal):
    """There is nothing under this address."""


class Unexpected(Failure):
    """Something broke that nobody foresaw; the cause is in the log."""
