"""What people give, and an intake that looks at bytes instead of pixels."""

from base64 import b64decode, b64encode
from contextlib import suppress
from dataclasses import replace
from io import BytesIO

from PIL import Image

from avatar.face.errors import SideFace
from avatar.intake.archive import Packed, read_archive
from avatar.intake.errors import FileDamaged
from avatar.intake.sniff import picture_kind, sound_kind, video_kind
from bots.attachment import Attachment
from bots.intake import Film, Proof, Seen, Taken
from generation.notes import Note

JPEG = b"\xff\xd8\xff"
PICTURE = b"\x89PNG"  # how a real one begins
OGG = b"OggS"
MP4 = b"\0\0\0\x18ftypisom"
LONG = b"long"
PNG = b"\x89PNG\r\n\x1a\n"
SAD = b"damaged"
ASIDE = b"aside"  # the first of several faces looks away
NO_MARK = b"LF1" + bytes(4)  # the fingerprint of nothing


def file(data: bytes, mime: str = "", size: int | None = None) -> Attachment:
    """Attach bytes."""

    async def fetch() -> bytes:
        return data

    return Attachment("file", mime, len(data) if size is None else size, fetch)


def photo(faces: int = 1, name: str = "a") -> Attachment:
    """Attach a photo with faces."""
    return file(JPEG + f"{name}{faces}".encode(), "image/jpeg")


def voice(name: str = "a") -> Attachment:
    """Attach a voice note."""
    return file(OGG + name.encode(), "audio/ogg")


def video(name: str = "a") -> Attachment:
    """Attach a video."""
    return file(MP4 + name.encode(), "video/mp4")


def as_png(picture: Image.Image) -> bytes:
    """Write a PNG."""
    data = BytesIO()
    picture.save(data, "PNG")
    return data.getvalue()


def image(size: tuple[int, int] = (128, 96), colour: str = "teal", mode: str = "RGB") -> Attachment:
    """Attach a real picture."""
    return file(as_png(Image.new(mode, size, colour)), "image/png")


class FakeIntake:
    """Reads of a photo how many faces it has: its last digit. Counts what it was asked."""

    def __init__(self) -> None:
        self.photos = 0
        self.sounds = 0
        self.studied = 0
        self.shown = 0

    def photo(self, data: bytes) -> Seen:
        """Check a photo."""
        self.photos += 1
        picture_kind(data)
        if SAD in data:
            raise FileDamaged("picture")
        faces = int(data[-1:]) if data[-1:].isdigit() else 1
        if faces == 1:
            return Seen(PNG + data, faces)
        problems = (SideFace() if ASIDE in data else None, *[None] * (faces - 1))
        return Seen(PNG + data, faces, JPEG + b"numbered", problems)

    def sound(self, data: bytes) -> bytes:
        """Check a recording."""
        self.sounds += 1
        sound_kind(data)
        if SAD in data:
            raise FileDamaged("sound")
        return b"flac of " + data

    def video(self, data: bytes) -> Film:
        """Check a video."""
        video_kind(data)
        if SAD in data:
            raise FileDamaged("clip")
        cut = (Note(code="video_cut", facts={"limit_s": 30}),) if LONG in data else ()
        return Film(b"film of " + data, cut)

    def picture(self, data: bytes) -> Taken:
        """Check a picture that is to be drawn over; this one is really decoded, for its size."""
        picture_kind(data)
        if SAD in data:
            raise FileDamaged("picture")
        with Image.open(BytesIO(data)) as opened:
            alpha = opened.getchannel("A") if opened.mode == "RGBA" else None
            flat = opened.convert("RGB")
        return Taken(as_png(flat), *flat.size, as_png(alpha) if alpha else b"")

    def learnt(self, data: bytes, *, people: bool) -> Taken:
        """Check a picture that is to be learnt; ``shown`` says how many faces are in each."""
        self.studied += 1
        taken = self.picture(data)
        return replace(taken, faces=self.shown if people else 0)

    def archive(self, data: bytes) -> tuple[Packed, ...]:
        """Unpack a ZIP, with the rules of the studio."""
        return read_archive(data)

    def unrestored(self, data: bytes) -> bytes:
        """Check a photo whose faces are to be restored."""
        picture_kind(data)
        if SAD in data:
            raise FileDamaged("picture")
        return PNG + data

    def verify(self, data: bytes) -> Proof:
        """Look for marks. What is no photo is a fingerprint itself."""
        mark = data.decode() if _is_mark(data) else b64encode(NO_MARK).decode()
        return Proof(fingerprint=mark, claimed=b"says so" in data, ours=b"signed" in data)


def _is_mark(data: bytes) -> bool:
    """Tell whether a test sends a fingerprint in place of a picture."""
    with suppress(ValueError):
        return bool(b64decode(data)) and not data.startswith((JPEG, PICTURE))
    return False
