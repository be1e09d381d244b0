"""Spoil good files at random places, and decode what comes of it; this is a work of a cell."""

import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from random import Random

from avatar.intake import footage, pixels, samples
from avatar.intake.limits import PhotoLimits, SoundLimits, VideoLimits
from avatar.intake.sniff import FILMED, Family, sniff
from generation.errors import Refusal
from tests.hostile import pictures, sounds, videos

PICTURES: tuple[Callable[[], bytes], ...] = (
    lambda: pictures.turned(6),
    lambda: pictures.located("PNG"),
    lambda: pictures.located("WEBP"),
    lambda: pictures.moving("GIF", 3),
    lambda: pictures.moving("WEBP", 3),
    lambda: pictures.moving("PNG", 3),
    pictures.palette,
    pictures.foreign_profile,
    pictures.with_preview,
)
SOUNDS: tuple[Callable[[], bytes], ...] = (
    lambda: sounds.voice_note(1),
    lambda: sounds.coded(sounds.speech(1), "mp3", "libmp3lame"),
    lambda: sounds.coded(sounds.speech(1), "ipod", "aac"),
    lambda: sounds.coded(sounds.speech(1), "flac", "flac"),
    lambda: sounds.coded(sounds.speech(1), "adts", "aac"),
    lambda: sounds.live(1),
    lambda: sounds.wav(sounds.speech(1)[::6], 8000),
)
CLIPS: tuple[Callable[[], bytes], ...] = (
    lambda: videos.film(12),
    lambda: videos.film(12, container="matroska"),
    lambda: videos.film(12, container="webm", codec="libvpx"),
    lambda: videos.film(10, 10, "gif", "gif"),
    videos.upright,
)
KEPT = {"picture": PICTURES, "sound": SOUNDS, "clip": CLIPS}


def spoil(content: bytes, chance: Random) -> bytes:
    """Change a few bytes, mostly near the start where the numbers are."""
    spoilt = bytearray(content)
    for _ in range(chance.choice((1, 2, 5, 20))):
        at = chance.randrange(min(len(spoilt), chance.choice((64, 512, len(spoilt)))))
        match chance.randrange(4):
            case 0:
                spoilt[at : at + 4] = chance.randbytes(4)
            case 1:
                del spoilt[at : at + chance.randrange(1, 50)]
            case _:
                spoilt[at] = chance.choice((0, 255, 127, 128))
    return bytes(spoilt)


def decode(_content: bytes, options: dict[str, object]) -> tuple[dict[str, object], bytes]:
    """Decode spoilt files and count the answers: any exception that is no refusal ends the cell."""
    warnings.simplefilter("ignore")
    chance, answers = Random(int(str(options["seed"]))), Counter[str]()  # noqa: S311 - no secret
    medium = str(options["medium"])
    kept = [make() for make in KEPT[medium]]
    decoded = _filmed if medium == "clip" else _decoded
    for _ in range(int(str(options["count"]))):
        try:
            answers[decoded(spoil(chance.choice(kept), chance))] += 1
        except Refusal as refusal:
            answers[refusal.code] += 1
    return dict(answers), b""


def _decoded(content: bytes) -> str:
    kind = sniff(content)
    if kind.family is Family.PICTURE:
        limits: object = asdict(PhotoLimits())
        pixels.decode(content, {"opener": kind.opener, "limits": limits, "faces": False})
    elif kind.family is Family.SOUND:
        limits = asdict(SoundLimits())
        samples.decode(content, {"opener": kind.opener, "limits": limits})
    else:
        return "foreign"
    return "read"


def _filmed(content: bytes) -> str:
    opener = FILMED.get(sniff(content).name)
    if opener is None:
        return "foreign"
    footage.decode(content, {"opener": opener, "limits": asdict(VideoLimits())})
    return "read"
