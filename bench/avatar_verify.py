"""Whether a clip is known again after it was encoded anew, and whether others are taken for it."""

import itertools
import tempfile
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.reformatter import VideoReformatter

from avatar.clip.encode import encode
from avatar.clip.options import ClipOptions
from avatar.honest.fingerprint import (
    PICTURE_LIMIT,
    SAME,
    SOUND_LIMIT,
    Fingerprint,
    distance,
    picture_distance,
    sound_distance,
)
from avatar.honest.reading import fingerprint_of_clip
from avatar.pace import FPS
from bench.footage import babble, photographs, swaying
from bench.report import Report

CLIP_S = 4
SOUNDS = 2  # that each photograph is made to speak
FLOOR_MISSED, FLOOR_MISTAKEN = 0.01, 0.001
SOUND_BPS = 32_000  # what platforms leave of speech


@dataclass(frozen=True)
class Abuse:
    """What a platform, or a person, does to a clip before it is sent on."""

    name: str
    crf: int = 28
    scale: Fraction = Fraction(1)
    late_s: float = 0.0  # cut off the beginning
    crop: float = 0.0  # of each side


ABUSES = (
    Abuse("crf 35", crf=35),
    Abuse("half size", scale=Fraction(1, 2)),
    Abuse("1 s cut off", late_s=1.0),
    Abuse("cropped 2 %", crop=0.02),
    Abuse("all of it", crf=35, scale=Fraction(1, 2), late_s=1.0, crop=0.02),
)


def run() -> Report:
    """Encode 32 clips of 16 photographs and 16 voices, abuse each in five ways, compare all with all."""
    with tempfile.TemporaryDirectory() as folder:
        clips = _clips(Path(folder))
        again = {
            abuse.name: [abused(path, abuse, Path(folder) / "abused.mp4") for path, _ in clips]
            for abuse in ABUSES
        }
    marks = [mark for _, mark in clips]
    pairs = list(itertools.permutations(range(len(marks)), 2))
    strange = [distance(marks[one], again["crf 35"][other]) for one, other in pairs]
    kept = {name: [distance(a, b) for a, b in zip(marks, each, strict=True)] for name, each in again.items()}
    missed = float(np.mean([far > SAME for each in kept.values() for far in each]))
    mistaken = float(np.mean([far <= SAME for far in strange]))
    sane = all(distance(mark, mark) == 0 for mark in marks)
    return Report(
        name="avatar-verify",
        check=f"{len(marks)} clips, each the same as itself: {sane}",
        lines=(
            *(_line(name, marks, each) for name, each in again.items()),
            _strangers(marks, again["crf 35"], pairs),
        ),
        headline=f"avatar-verify: missed {missed:.2%} of {sum(map(len, kept.values()))} abused copies "
        f"(floor {FLOOR_MISSED:.0%}), "
        f"mistaken {mistaken:.3%} of {len(strange)} pairs (floor {FLOOR_MISTAKEN:.1%})",
        passed=sane and missed <= FLOOR_MISSED and mistaken <= FLOOR_MISTAKEN,
    )


def _clips(folder: Path) -> list[tuple[Path, Fingerprint]]:
    made = []
    for place, (photo, turn) in enumerate(itertools.product(photographs(), range(SOUNDS))):
        # Every sound is spoken by several photographs, every photograph speaks several sounds.
        sound = babble(CLIP_S, seed=(place // SOUNDS + 5 * turn) % 16)
        path = folder / f"{place}.mp4"
        clip = encode(swaying(photo, CLIP_S * FPS), sound, ClipOptions(), path, lambda _: None, lambda: False)
        made.append((path, clip.fingerprint))
    return made


def _line(name: str, marks: list[Fingerprint], again: list[Fingerprint]) -> str:
    seen, heard = _apart(list(zip(marks, again, strict=True)))
    return (
        f"{name}: pictures differ by {np.median(seen):.3f}, at most {max(seen):.3f} (limit {PICTURE_LIMIT}); "
        f"sounds by {np.median(heard):.3f}, at most {max(heard):.3f} (limit {SOUND_LIMIT})"
    )


def _strangers(marks: list[Fingerprint], again: list[Fingerprint], pairs: list[tuple[int, int]]) -> str:
    others = [(one, other) for one, other in pairs if marks[one].sound != marks[other].sound]
    heard = _apart([(marks[one], again[other]) for one, other in others])[1]
    apart = [(one, other) for one, other in pairs if one // SOUNDS != other // SOUNDS]
    seen = _apart([(marks[one], again[other]) for one, other in apart])[0]
    return (
        f"other photographs differ by {np.median(seen):.3f}, at least {min(seen):.3f}; "
        f"other sounds by {np.median(heard):.3f}, at least {min(heard):.3f}"
    )


def _apart(pairs: list[tuple[Fingerprint, Fingerprint]]) -> tuple[list[float], list[float]]:
    seen = [picture_distance(one.pictures, other.pictures) for one, other in pairs]
    return seen, [sound_distance(one.sound, other.sound) for one, other in pairs]


def abused(path: Path, abuse: Abuse, to: Path) -> Fingerprint:
    """Encode a square clip anew as a platform would, and take the fingerprint of what is left."""
    with av.open(str(path), "r") as source, av.open(str(to), "w") as copy:
        picture = source.streams.video[0]
        side = int(picture.width * abuse.scale) // 2 * 2
        video = copy.add_stream("libx264", rate=FPS, options={"crf": str(abuse.crf), "preset": "veryfast"})
        video.width = video.height = side
        audio = copy.add_stream("aac", rate=44_100, layout="mono")
        audio.bit_rate = SOUND_BPS
        small, edge = VideoReformatter(), round(abuse.crop * picture.width)
        for frame in source.decode(video=0):
            if (frame.time or 0) >= abuse.late_s:
                whole = np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)
                cut = np.array(whole[edge : len(whole) - edge, edge : len(whole) - edge])
                copy.mux(
                    video.encode(
                        small.reformat(av.VideoFrame.from_ndarray(cut, "rgb24"), side, side, "yuv420p")
                    )
                )
        copy.mux(video.encode(None))
        source.seek(0)
        resampler = av.AudioResampler("fltp", "mono", 44_100)
        for heard in source.decode(audio=0):
            if (heard.time or 0) >= abuse.late_s:
                heard.pts = None
                for part in resampler.resample(heard):
                    copy.mux(audio.encode(part))
        copy.mux(audio.encode(None))
    with to.open("rb") as file:
        return fingerprint_of_clip(file)
