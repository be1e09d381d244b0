"""The pictures that a drawing is made of, decoded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from generation.requests import (
    BlendRequest,
    Control,
    ControlRequest,
    DepthRequest,
    ImageRequest,
    ImageToImageRequest,
    InpaintRequest,
    OutpaintRequest,
    PictureRequest,
)

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True)
class Sources:
    """What belongs to a request.

    What the engine gets has the ``width_px`` and ``height_px`` of its request, whatever was sent.
    """

    pictures: tuple[Image, ...] = ()  # RGB: one, several for a blend, none for words and maps alone
    mask: Image | None = None  # L: 255 is drawn anew, 0 stays
    maps: tuple[Image, ...] = ()  # RGB, one for each of the request's controls, in their order

    @property
    def picture(self) -> Image:
        """Give the picture of a request that is made of one. Raises IndexError where there is none."""
        return self.pictures[0]

    def resized(self, width_px: int, height_px: int) -> Sources:
        """Give all of them in another size; a mask stays black and white."""
        from PIL.Image import Resampling  # noqa: PLC0415 - requests are checked without it

        size = (width_px, height_px)

        def fitted(image: Image, filter_: Resampling) -> Image:
            return image if image.size == size else image.resize(size, filter_)

        return Sources(
            tuple(fitted(one, Resampling.LANCZOS) for one in self.pictures),
            self.mask and fitted(self.mask, Resampling.NEAREST),
            tuple(fitted(one, Resampling.BILINEAR) for one in self.maps),
        )


NOTHING = Sources()
FORMATS = ("PNG", "JPEG")  # what we store


def read_sources(request: PictureRequest, files: Mapping[str, bytes]) -> Sources:
    """Decode what a request names, as large as it is; ``files`` are the bytes under its keys."""
    match request:
        case ImageRequest():
            return NOTHING
        case ControlRequest():
            return Sources(maps=_maps(request.controls, files))
        case ImageToImageRequest():
            return Sources((_picture(files[request.picture]),), None, _maps(request.controls, files))
        case InpaintRequest():
            mask = _picture(files[request.mask]).convert("L")
            return Sources((_picture(files[request.picture]),), mask, _maps(request.controls, files))
        case OutpaintRequest() | DepthRequest():
            return Sources((_picture(files[request.picture]),))
        case BlendRequest():
            return Sources(tuple(_picture(files[key]) for key in request.pictures))


def _maps(controls: tuple[Control, ...], files: Mapping[str, bytes]) -> tuple[Image, ...]:
    return tuple(_picture(files[control.map]) for control in controls)


def _picture(data: bytes) -> Image:
    from PIL import Image  # noqa: PLC0415 - requests are checked without it

    with Image.open(BytesIO(data), formats=FORMATS) as picture:
        return picture.convert("RGB")
