"""What only the page and its API refuse."""

from generation.errors import Refusal


class FormUnreadable(Refusal):
    """The body is not a form, or is cut off, or has more fields or files than any form here."""


class RangeUnusable(Refusal):
    """A range of bytes begins behind the end of the file."""

    def __init__(self, bytes: int) -> None:  # noqa: A002 - the fact's name in the sentence
        super().__init__()
        self.bytes = bytes
