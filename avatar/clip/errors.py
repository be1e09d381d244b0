"""What can go wrong when frames and sound become a file."""

from generation.errors import Failure, Refusal


class ClipTooLarge(Refusal):
    """A clip of this length does not fit into the bytes that the platform takes."""

    def __init__(self, duration_s: float, limit_mb: float, fitting_s: int) -> None:
        super().__init__()
        self.duration_s = duration_s
        self.limit_mb = limit_mb
        self.fitting_s = fitting_s


class RoundClipTooLong(Refusal):
    """A round video note is longer than the platform takes (both in seconds)."""

    def __init__(self, duration_s: float, limit_s: int) -> None:
        super().__init__()
        self.duration_s = duration_s
        self.limit_s = limit_s


class NoSuchFace(Refusal):
    """The face that was chosen is not in the picture; ``chosen`` counts from 1."""

    def __init__(self, found: int, chosen: int) -> None:
        super().__init__()
        self.found = found
        self.chosen = chosen


class AnimatorUnknown(Refusal):
    """There is no animator of that name here; ``known`` lists those that are."""

    def __init__(self, name: str, known: str) -> None:
        super().__init__()
        self.name = name
        self.known = known


class FramesMissing(Failure):
    """The animator made fewer frames than it said."""

    def __init__(self, expected: int, found: int) -> None:
        super().__init__()
        self.expected = expected
        self.found = found


class ClipNotWritten(Failure):
    """The file could not be encoded or written; ``reason`` is for our log."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason
        self.add_note(reason)


class PieceMissing(Failure):
    """A range of a clip is not where it should be: a frame was expected, another was found."""

    retry = True  # all of it is made anew

    def __init__(self, expected: int, found: int) -> None:
        super().__init__()
        self.expected = expected
        self.found = found


class PieceBroken(Failure):
    """The file of a range is damaged; ``reason`` is for our log."""

    retry = True  # all of it is made anew

    def __init__(self, file: str, reason: str) -> None:
        super().__init__()
        self.file = file
        self.reason = reason
        self.add_note(f"{file}: {reason}")


class PlanBroken(Failure):
    """The plan of a clip cannot be read; ``reason`` is for our log."""

    retry = True  # all of it is made anew

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason
        self.add_note(reason)
