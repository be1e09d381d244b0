"""A selfie and a voice note as a phone would send them."""

from functools import cache
from io import BytesIO

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from avatar.requests import SpeechRequest
from avatar.settings import AvatarSettings
from avatar.speak import speak
from avatar.voices.encode import encode_voice
from avatar.voices.shelf import open_shelf
from tests.fakes.telegram_stored import StoredFile

LINE = "Good morning from the space station."


@cache
def selfie() -> bytes:
    """Give the astronaut of scikit-image, who is in the public domain, as a JPEG."""
    from skimage import data  # noqa: PLC0415 - slow

    face: NDArray[np.uint8] = data.astronaut()  # type: ignore[no-untyped-call]  # scikit-image has no types
    file = BytesIO()
    Image.fromarray(face).save(file, "JPEG", quality=90)
    return file.getvalue()


@cache
def voice_note(line: str = LINE) -> bytes:
    """Speak a line with the offline voice: Ogg/Opus, as Telegram's voice notes are."""
    shelf = open_shelf(AvatarSettings(_env_file=None, edge=False))
    return encode_voice(speak(SpeechRequest(text=line, voice="espeak-ng/en-us"), shelf).sound)


def seconds_of(sound: bytes) -> float:
    """Measure a sound."""
    with av.open(BytesIO(sound), "r") as file:
        return float(file.duration or 0) / av.time_base


def watched(file: StoredFile) -> tuple[int, int, float, bool]:
    """Watch a clip to its end. Returns: width, height (pixels), duration (s), whether it can be heard."""
    with av.open(BytesIO(file.data), "r") as clip:
        frames = list(clip.decode(video=0))
    with av.open(BytesIO(file.data), "r") as clip:
        loudest = max(float(np.abs(block.to_ndarray()).max()) for block in clip.decode(audio=0))
    last = frames[-1]
    assert last.time is not None
    return last.width, last.height, last.time + 1 / 25, loudest > 0.05
