"""Files as Telegram keeps them, with the limits of their kinds."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Literal

from PIL import Image, UnidentifiedImageError

from tests.fakes.telegram_errors import Breach
from tests.fakes.telegram_spec import Json, Upload

Kind = Literal["text", "photo", "document", "video", "video_note", "voice", "audio", "animation", "sticker"]
MP4 = b"ftyp"  # from the fifth byte on
OGG = b"OggS"
NOTE_LIMIT_S = 60
THUMBNAIL_PX = 320
THUMBNAIL_BYTES = 200_000


@dataclass(frozen=True)
class Shape:
    """What a sender says of a clip or a sound."""

    width: int = 0
    height: int = 0
    duration: int = 0
    streaming: bool = False
    thumbnail: bytes = b""

    @classmethod
    def read(cls, entry: Mapping[str, object], thumbnail: Upload | None) -> "Shape":
        """Read it from the parameters of a method, or from a part of them."""
        width, height, length, duration = (
            int(str(entry.get(name) or 0)) for name in ("width", "height", "length", "duration")
        )
        streaming = entry.get("supports_streaming") is True
        small = thumbnail.data if thumbnail else b""
        return cls(width or length, height or length, duration, streaming, small)


EMPTY = Shape()


@dataclass(frozen=True)
class StoredFile:
    """A file that Telegram keeps; its id works for the same kind only."""

    id: str
    kind: Kind
    name: str
    data: bytes
    shape: Shape = EMPTY
    mime: str = ""
    declared: int = 0  # bytes, where it is not really there

    @property
    def bytes(self) -> int:
        """Tell how large it is."""
        return self.declared or len(self.data)

    @property
    def named(self) -> dict[str, Json]:
        """Give what every file has."""
        return {"file_id": self.id, "file_unique_id": f"u{self.id}", "file_size": self.bytes}

    @property
    def json(self) -> Json:
        """Give what a message has of it: an object, or a list of sizes for a photo."""
        made = self.named
        if self.mime:
            made["mime_type"] = self.mime
        if self.name and self.kind in ("document", "audio", "video", "animation"):
            made["file_name"] = self.name
        if self.kind in ("photo", "video", "animation", "sticker"):
            width, height = self.size if self.kind == "photo" else (self.shape.width, self.shape.height)
            made |= {"width": width, "height": height}
        if self.kind in ("video", "video_note", "voice", "audio", "animation"):
            made["duration"] = self.shape.duration
        if self.kind == "video_note":
            made["length"] = self.shape.width
        if self.kind == "sticker":
            made |= {"type": "regular", "is_animated": False, "is_video": False}
        return (
            [{**made, "width": 90, "height": 90, "file_id": "small"}, made] if self.kind == "photo" else made
        )

    @property
    def size(self) -> tuple[int, int]:
        """Give width and height of a picture (pixels)."""
        with Image.open(BytesIO(self.data)) as image:
            return image.size


def check_thumbnail(data: bytes) -> None:
    """Raise Breach for what would not be shown before a clip."""
    with Image.open(BytesIO(data), formats=("JPEG",)) as image:
        if max(image.size) > THUMBNAIL_PX or len(data) > THUMBNAIL_BYTES:
            raise Breach(400, "Bad Request: the thumbnail is too large, and would be ignored")


def check_photo(data: bytes) -> None:
    """Raise Breach for what Telegram does not show as a photo."""
    if len(data) > 10_000_000:
        raise Breach(400, "Bad Request: too big for a photo")
    try:
        with Image.open(BytesIO(data)) as image:
            image.load()
            width, height = image.size
    except (UnidentifiedImageError, OSError) as error:
        raise Breach(400, "Bad Request: IMAGE_PROCESS_FAILED") from error
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise Breach(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
