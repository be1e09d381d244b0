"""How large, long and odd the things may be that people send."""

from dataclasses import dataclass

from avatar.intake.errors import FileEmpty, FileTooLarge

MEGABYTE = 1_000_000  # bytes; as people and platforms count


@dataclass(frozen=True)
class Bounds:
    """What a cell may use."""

    memory_bytes: int = 2 * 1024**3  # address space: 50 MP take 0.6 GB of it, the libraries as much
    cpu_s: int = 20
    wall_s: float = 60.0  # a busy machine gives a process a third of its time
    answer_bytes: int = 64 * MEGABYTE
    open_files: int = 64


@dataclass(frozen=True)
class PhotoLimits:
    """What a photo may be."""

    megabytes: int = 20
    side_px: int = 10_000
    megapixels: int = 50  # phones make 12 to 50
    least_px: int = 64
    ratio: int = 8  # of the long side to the short one
    frames: int = 60
    moving_megapixels: int = 240  # of all frames together
    kept_px: int = 2048  # the long side of what is stored


@dataclass(frozen=True)
class SoundLimits:
    """What a recording may be."""

    megabytes: int = 20
    longest_s: int = 120
    shortest_s: float = 1.0  # of what is left when silence is cut from both ends
    kept_hz: int = 48_000  # the highest rate that is stored


@dataclass(frozen=True)
class VideoLimits:
    """What a video may be that lends its motion."""

    megabytes: int = 20
    side_px: int = 4096
    megapixels: int = 9  # 4K has 8.8
    least_px: int = 96  # a face must be in it
    shortest_s: float = 0.4
    frames: int = 7_200  # 30 s of a phone's slow motion
    kept_s: int = 30  # of a longer one the beginning is used
    kept_px: int = 640  # the long side of what is stored


@dataclass(frozen=True)
class ArchiveLimits:
    """What an archive of pictures may be."""

    files: int = 100  # captions and the like included
    pictures: int = 40  # twice as many as are ever wanted
    megabytes: int = PhotoLimits.megabytes  # of one of them
    unpacked_megabytes: int = 60  # of all of them; an answer of a cell has little more


def check_bytes(data: bytes, megabytes: int) -> None:
    """Raise FileEmpty or FileTooLarge for what is not worth a look."""
    if not data:
        raise FileEmpty
    if len(data) > megabytes * MEGABYTE:
        raise FileTooLarge(round(len(data) / MEGABYTE, 1), megabytes)
