"""What is refused of the pictures, sounds and videos that people send.

``medium`` is a Medium: "clip" is a video that lends its motion, "archive" a ZIP of pictures.
"""

from typing import Literal

from generation.errors import Failure, Refusal

Medium = Literal["picture", "sound", "clip", "archive"]


class FileEmpty(Refusal):
    """The file has no bytes."""


class FileTooLarge(Refusal):
    """The file is larger than may be sent (megabytes)."""

    def __init__(self, megabytes: float, limit: int) -> None:
        super().__init__()
        self.megabytes = megabytes
        self.limit = limit


class NotAPicture(Refusal):
    """The content is no picture that is read here."""

    def __init__(self, found: str) -> None:
        super().__init__()
        self.found = found


class NotASound(Refusal):
    """The content is no sound that is read here."""

    def __init__(self, found: str) -> None:
        super().__init__()
        self.found = found


class VectorPicture(Refusal):
    """The picture is a drawing of lines (SVG), which can ask for files and addresses."""


class ArchiveSent(Refusal):
    """The file is an archive; it was not opened."""

    def __init__(self, found: str) -> None:
        super().__init__()
        self.found = found


class ArchiveTooFull(Refusal):
    """The archive holds more files than are looked at."""

    def __init__(self, count: int, limit: int) -> None:
        super().__init__()
        self.count = count
        self.limit = limit


class ArchiveTooLarge(Refusal):
    """Unpacked, the archive would be larger than is read (megabytes)."""

    def __init__(self, megabytes: float, limit: int) -> None:
        super().__init__()
        self.megabytes = megabytes
        self.limit = limit


class ArchiveLocked(Refusal):
    """The archive wants a password."""


class NoPicturesInArchive(Refusal):
    """The archive holds nothing that is a picture."""


class FileDamaged(Refusal):
    """The file cannot be decoded, or what decoded it ran out of memory or fell."""

    def __init__(self, medium: str) -> None:
        super().__init__()
        self.medium = medium


class FileIncomplete(Refusal):
    """The file ends before its content does."""

    def __init__(self, medium: str) -> None:
        super().__init__()
        self.medium = medium


class FileTooSlow(Refusal):
    """Decoding took longer than it may (seconds)."""

    def __init__(self, medium: str, limit_s: int) -> None:
        super().__init__()
        self.medium = medium
        self.limit_s = limit_s


class PictureTooLarge(Refusal):
    """The picture has longer sides or more pixels than are read (pixels; millions of pixels)."""

    def __init__(self, width_px: int, height_px: int, limit_px: int, limit_megapixels: int) -> None:
        super().__init__()
        self.width_px = width_px
        self.height_px = height_px
        self.limit_px = limit_px
        self.limit_megapixels = limit_megapixels


class PictureTooSmall(Refusal):
    """A side of the picture is shorter than a face needs (pixels)."""

    def __init__(self, width_px: int, height_px: int, limit_px: int) -> None:
        super().__init__()
        self.width_px = width_px
        self.height_px = height_px
        self.limit_px = limit_px


class PictureTooNarrow(Refusal):
    """One side is more than ``limit`` times as long as the other (pixels)."""

    def __init__(self, width_px: int, height_px: int, limit: int) -> None:
        super().__init__()
        self.width_px = width_px
        self.height_px = height_px
        self.limit = limit


class AnimationTooLong(Refusal):
    """The picture moves, and has more frames than are looked through."""

    def __init__(self, frames: int, limit: int) -> None:
        super().__init__()
        self.frames = frames
        self.limit = limit


class SoundTooLong(Refusal):
    """The sound lasts longer than it may (minutes and seconds); ``length`` may be "unknown"."""

    def __init__(self, length: str, limit: str) -> None:
        super().__init__()
        self.length = length
        self.limit = limit


class SoundTooShort(Refusal):
    """Less is heard than a clip needs (seconds)."""

    def __init__(self, length_s: float, limit_s: float) -> None:
        super().__init__()
        self.length_s = length_s
        self.limit_s = limit_s


class NoSpeechHeard(Refusal):
    """The sound is silent from its start to its end."""


class VideoSent(Refusal):
    """The file has moving pictures where only sound is taken."""


class CodecUnknown(Refusal):
    """The sound is coded in a way that is not read here."""

    def __init__(self, codec: str) -> None:
        super().__init__()
        self.codec = codec


class SoundProtected(Refusal):
    """The sound is locked with rights management."""


class NotAVideo(Refusal):
    """The content is no video that is read here."""

    def __init__(self, found: str) -> None:
        super().__init__()
        self.found = found


class NoPicturesInVideo(Refusal):
    """The video holds no moving pictures."""


class VideoTooLarge(Refusal):
    """The video has longer sides or more pixels than are read (pixels; millions of pixels)."""

    def __init__(self, width_px: int, height_px: int, limit_px: int, limit_megapixels: int) -> None:
        super().__init__()
        self.width_px = width_px
        self.height_px = height_px
        self.limit_px = limit_px
        self.limit_megapixels = limit_megapixels


class VideoTooSmall(Refusal):
    """A side of the video is shorter than a face needs (pixels)."""

    def __init__(self, width_px: int, height_px: int, limit_px: int) -> None:
        super().__init__()
        self.width_px = width_px
        self.height_px = height_px
        self.limit_px = limit_px


class VideoTooShort(Refusal):
    """The video shows less than a motion takes (seconds); a still picture is such a one."""

    def __init__(self, length_s: float, limit_s: float) -> None:
        super().__init__()
        self.length_s = length_s
        self.limit_s = limit_s


class VideoTooDense(Refusal):
    """The video has more pictures than are looked through."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit


class VideoHdr(Refusal):
    """The video's brightness is coded for HDR screens (PQ): shown without them it is grey."""


class VideoCodecUnknown(Refusal):
    """The video is coded or locked in a way that is not read here."""

    def __init__(self, codec: str) -> None:
        super().__init__()
        self.codec = codec


class IntakeFailed(Failure):
    """Our own decoding code failed; the trace is in the log."""
