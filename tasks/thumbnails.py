"""Small pictures of results, made once, when somebody first looks: originals weigh megabytes."""

import io

from sqlalchemy import select

from tasks.database import Database
from tasks.errors import NoSuchJob
from tasks.job import Media
from tasks.models import media
from tasks.store import Store

SIDE_PX = 448  # the longer one at most; sharp on a phone, where a tile is half as wide
QUALITY = 78  # of a WebP: about 15 kB
FORMATS = ("PNG", "JPEG", "WEBP")  # what results and their posters are


class Thumbnails:
    """Keeps a WebP beside each picture and each clip's poster. Thread-safe."""

    def __init__(self, database: Database, store: Store) -> None:
        self._database = database
        self._store = store

    def of(self, result: Media) -> bytes:
        """Give a small WebP of a picture or of a clip's poster. Raises NoSuchJob for a sound."""
        source = seen_of(result)
        if not source:
            raise NoSuchJob
        key = small(source)
        try:
            return self._store.get(key)
        except NoSuchJob:
            return self._make(result, source, key)

    def _make(self, result: Media, source: str, key: str) -> bytes:
        made = shrunk(self._store.get(source))
        self._store.put(key, made)
        there = select(media.c.key).where(media.c.key == result.key)
        if self._database.read(lambda connection: connection.execute(there).one_or_none()) is None:
            self._store.erase(key)  # it was deleted while this was drawn
            raise NoSuchJob
        return made


def seen_of(result: Media) -> str:
    """Name the picture that stands for a result; nothing for a sound."""
    if result.thumbnail:
        return result.thumbnail
    return result.key if result.mime.startswith("image/") else ""


def small(key: str) -> str:
    """Name the thumbnail of a picture."""
    return f"{key.rpartition('.')[0]}-small.webp"


def shrunk(picture: bytes) -> bytes:
    """Make a small WebP of a picture of ours."""
    import PIL.Image  # noqa: PLC0415 - few processes draw

    with PIL.Image.open(io.BytesIO(picture), formats=FORMATS) as image:
        image.draft("RGB", (SIDE_PX, SIDE_PX))
        image.thumbnail((SIDE_PX, SIDE_PX))
        kept = image if image.mode in {"RGB", "RGBA"} else image.convert("RGB")
        file = io.BytesIO()
        kept.save(file, "WEBP", quality=QUALITY, method=4)
    return file.getvalue()
