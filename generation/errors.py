"""What can go wrong, in two kinds: what the user can mend, and what is ours.

Across processes an error travels as its ``code`` and ``facts``; the sentences are in ``bots/wording.py``.
"""

import re
from typing import ClassVar

Fact = str | int | float
DIGITS_SHOWN = 12  # of a checksum


class StudioError(Exception):
    """Something went wrong. Its class is the case, its attributes are the facts."""

    code: ClassVar[str] = "studio_error"

    def __init_subclass__(cls) -> None:
        cls.code = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    def __init__(self) -> None:
        super().__init__(self.__doc__)

    @property
    def facts(self) -> dict[str, Fact]:
        """Give the attributes that a sentence about this error needs."""
        return {name: value for name, value in vars(self).items() if isinstance(value, Fact)}


class Refusal(StudioError):
    """The user can mend it: shown, refunded, not logged as an error."""


class Failure(StudioError):
    """Ours: the job's id is shown, the cause is logged, the price is refunded."""

    retry: ClassVar[bool] = False  # whether another attempt may succeed


class PromptEmpty(Refusal):
    """The prompt holds no words."""


class TextTooLong(Refusal):
    """A text is longer than its limit (both in characters)."""

    def __init__(self, field: str, length: int, limit: int) -> None:
        super().__init__()
        self.field = field
        self.length = length
        self.limit = limit


class TooManyVariants(Refusal):
    """One line stands for more requests than may be made of it."""

    def __init__(self, count: int, limit: int) -> None:
        super().__init__()
        self.count = count
        self.limit = limit


class WildcardLoop(Refusal):
    """A list of wildcards leads back to itself; ``through`` says by which way."""

    def __init__(self, name: str, through: str) -> None:
        super().__init__()
        self.name = name
        self.through = through


class WildcardDeep(Refusal):
    """Lists of wildcards lie further within each other than is read."""

    def __init__(self, name: str, limit: int) -> None:
        super().__init__()
        self.name = name
        self.limit = limit


class WildcardEmpty(Refusal):
    """There is no list of this name to draw a word from; ``near`` holds those that there are."""

    def __init__(self, name: str, near: str) -> None:
        super().__init__()
        self.name = name
        self.near = near


class TextUnusable(Refusal):
    """A text holds control characters, lone surrogates or NUL."""

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field


class WordsMissing(Refusal):
    """The describer found no words for a picture."""


class NothingToShorten(Refusal):
    """A prompt has too few words to leave some out."""


class NothingToAdd(Refusal):
    """A prompt says all that could be added to it."""


class NotANumber(Refusal):
    """A number was expected."""

    def __init__(self, field: str, value: str, low: float, high: float) -> None:
        super().__init__()
        self.field = field
        self.value = value
        self.low = low
        self.high = high


class OutOfRange(Refusal):
    """A number lies outside its range."""

    def __init__(self, field: str, value: float, low: float, high: float) -> None:
        super().__init__()
        self.field = field
        self.value = value
        self.low = low
        self.high = high


class SizeOffGrid(Refusal):
    """Sides must be multiples of the model's step; the nearest size that fits is told."""

    def __init__(
        self, width_px: int, height_px: int, multiple_px: int, near_width_px: int, near_height_px: int
    ) -> None:
        super().__init__()
        self.width_px = width_px
        self.height_px = height_px
        self.multiple_px = multiple_px
        self.near_width_px = near_width_px
        self.near_height_px = near_height_px


class SizeTooLarge(Refusal):
    """The picture has more pixels than the model may draw."""

    def __init__(self, width_px: int, height_px: int, near_width_px: int, near_height_px: int) -> None:
        super().__init__()
        self.width_px = width_px
        self.height_px = height_px
        self.near_width_px = near_width_px
        self.near_height_px = near_height_px


class HiresNeedless(Refusal):
    """The hi-res fix is for pictures larger than its first pass, whose sides are told (pixels)."""

    def __init__(self, width_px: int, height_px: int) -> None:
        super().__init__()
        self.width_px = width_px
        self.height_px = height_px


class BadAspect(Refusal):
    """An aspect ratio is two whole numbers with a colon, at most 1:4 or 4:1."""

    def __init__(self, value: str) -> None:
        super().__init__()
        self.value = value


class UnknownChoice(Refusal):
    """A name is not among the choices; ``near`` holds those that look like it."""

    def __init__(self, field: str, value: str, near: str) -> None:
        super().__init__()
        self.field = field
        self.value = value
        self.near = near


class ControlMissing(Refusal):
    """No ControlNet of this kind fits the model; ``known`` lists the kinds that do."""

    def __init__(self, kind: str, model: str, known: str) -> None:
        super().__init__()
        self.kind = kind
        self.model = model
        self.known = known


class Cancelled(Refusal):
    """The owner cancelled the job."""


class ModelUnavailable(Failure):
    """A model's files are missing or damaged; ``reason`` names the file."""

    def __init__(self, model: str, reason: str) -> None:
        super().__init__()
        self.model = model
        self.reason = reason
        self.add_note(reason)  # for the trace in our log


class WeightsDamaged(ModelUnavailable):
    """A weight file is not what its checksum says; ``state`` is missing, empty or changed.

    ``expected`` and ``found`` are the first digits of the SHA-256, for people; ``reason`` has all of them.
    """

    def __init__(self, model: str, file: str, state: str, expected: str, found: str) -> None:
        reason = f"{file} is {state}: SHA-256 {expected} expected, {found or 'no file'} found"
        super().__init__(model, reason)
        self.file = file
        self.state = state
        self.expected = expected[:DIGITS_SHOWN]
        self.found = found[:DIGITS_SHOWN]


class DeviceTooSmall(Failure):
    """The device ran out of memory for this request."""


class DeviceBroken(Failure):
    """The device answered with an error that only a new process survives."""

    retry = True


class DeviceMissing(Failure):
    """The device that was set is not in this machine."""

    def __init__(self, device: str) -> None:
        super().__init__()
        self.device = device
