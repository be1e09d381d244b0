"""What can be wrong with a voice or a wish that is to become motion."""

from generation.errors import Refusal


class VoiceTooBrief(Refusal):
    """The voice is shorter than one frame of a clip (both in milliseconds)."""

    def __init__(self, length_ms: int, frame_ms: int) -> None:
        super().__init__()
        self.length_ms = length_ms
        self.frame_ms = frame_ms


class NoSuchPoseStyle(Refusal):
    """A way of moving the head was asked for that SadTalker did not learn; they are 0 to ``last``."""

    def __init__(self, style: int, last: int) -> None:
        super().__init__()
        self.style = style
        self.last = last


class ReferenceEmpty(Refusal):
    """A video that is to lend its motion has no frames."""
