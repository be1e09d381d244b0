"""What only the page and its API refuse."""

from generation.errors import Refusal


class ClipHidden(Refusal):
    """The clip was made where the filter is off, and flagged; here the filter is on."""


class FormUnreadable(Refusal):
    """The body is not a form, or is cut off, or has more fields or files than any form here."""


class PreviewNotReady(Refusal):
    """Nothing of the clip can be played yet, or not this part of it."""


class PreviewGone(Refusal):
    """What was drawn of the clip is not kept any more: it is finished, was begun anew, or never will be."""


class RangeUnusable(Refusal):
    """A range of bytes begins behind the end of the file."""

    def __init__(self, bytes: int) -> None:  # noqa: A002 - the fact's name in the sentence
        super().__init__()
        self.bytes = bytes


class StillWorking(Refusal):
    """The pictures are not there after so many seconds; the job goes on, and is asked for by its id."""

    def __init__(self, job: str, seconds: int) -> None:
        super().__init__()
        self.job = job
        self.seconds = seconds
