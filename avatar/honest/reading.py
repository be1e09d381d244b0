"""Look for marks in a stranger's file. This runs in the limited child process of avatar.intake.cell."""

from io import BytesIO
from typing import BinaryIO

import av
import numpy as np
from PIL import Image

from avatar.animator import Pixels
from avatar.honest.errors import ClipUnreadable, NothingToVerify
from avatar.honest.fingerprint import Fingerprint, Looks, fingerprint_of_picture, listen
from avatar.honest.manifest import statement
from avatar.honest.marks import SAYS, SOURCE_TYPE, STUDIO, read_xmp
from avatar.intake.sniff import sniff
from avatar.sound import Samples, Sound

LOOKED_S = 60  # of a clip; more would tell nothing new
FRAMES_LIMIT = 60 * LOOKED_S  # a file may claim that its pictures take no time
HEARD_HZ = 16_000
CLIPS = {"mov": "video/mp4", "matroska": "video/webm"}  # MIME types by opener
PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


def read(content: bytes, options: dict[str, object]) -> tuple[dict[str, object], bytes]:
    """Read all marks of a file. Option ``trusted``: PEM of the certificates that are ours.

    Returns: facts, and the fingerprint as bytes. Raises NothingToVerify or ClipUnreadable.
    """
    opener = sniff(content).opener
    if opener in CLIPS:
        tags, seen = _tags(content, opener), fingerprint_of_clip(BytesIO(content), opener)
    elif opener in PICTURES:
        tags, seen = "", fingerprint_of_picture(_picture(content, opener))
    else:
        raise NothingToVerify
    xmp = read_xmp(BytesIO(content)) if opener == "mov" else ""
    said = statement(BytesIO(content), {**CLIPS, **PICTURES}[opener], str(options.get("trusted", "")))
    facts: dict[str, object] = {
        "tagged": SAYS in tags and STUDIO in tags,
        "declared": SOURCE_TYPE in xmp,
        "signer": said.signer if said else "",
        "signed": bool(said and said.whole),
        "ours": bool(said and said.ours),
    }
    return facts, seen.to_bytes()


def fingerprint_of_clip(file: BinaryIO, opener: str = "mov") -> Fingerprint:
    """Take the fingerprint of the first minute of a clip. Raises ClipUnreadable."""
    try:
        looks = _look(file, opener)
        file.seek(0)
        return Fingerprint(looks, listen(Sound(_hear(file, opener), HEARD_HZ)))
    except (av.FFmpegError, ValueError) as error:
        raise ClipUnreadable from error


def _look(file: BinaryIO, opener: str) -> bytes:
    looks, start_s = Looks(), None
    with av.open(file, "r", format=opener) as clip:
        if not clip.streams.video:
            raise NothingToVerify
        for index, frame in enumerate(clip.decode(video=0)):
            shown_s = float(frame.time or 0)
            start_s = shown_s if start_s is None else start_s
            if shown_s - start_s > LOOKED_S or index > FRAMES_LIMIT:
                break
            if looks.due(shown_s - start_s):
                looks.see(np.asarray(frame.to_ndarray(format="rgb24"), np.uint8))
    return looks.taken


def _hear(file: BinaryIO, opener: str) -> Samples:
    """Decode the first minute of sound. Returns: float32 [n] at HEARD_HZ; empty where there is none."""
    parts: list[Samples] = [np.zeros(0, np.float32)]
    left = LOOKED_S * HEARD_HZ
    with av.open(file, "r", format=opener) as clip:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=HEARD_HZ)
        for frame in clip.decode(audio=0) if clip.streams.audio else ():
            for part in resampler.resample(frame):
                parts.append(part.to_ndarray().reshape(-1).astype(np.float32))
                left -= part.samples
            if left <= 0:
                break
    return np.concatenate(parts)


def _tags(content: bytes, opener: str) -> str:
    try:
        with av.open(BytesIO(content), "r", format=opener) as clip:
            return " ".join(clip.metadata.values())
    except av.FFmpegError as error:
        raise ClipUnreadable from error


def _picture(content: bytes, opener: str) -> Pixels:
    try:
        with Image.open(BytesIO(content), formats=(opener,)) as image:
            return np.asarray(image.convert("RGB"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ClipUnreadable from error
