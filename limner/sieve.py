"""The safety filter of commands that draw by themselves: as in private chats, unless somebody says more."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tasks.filter import Filter

if TYPE_CHECKING:
    from PIL.Image import Image

    from generation.catalogue import Catalogue
    from generation.safety import Safety
    from generation.settings import GenerationSettings

FilterOption = Annotated[
    Filter | None,
    typer.Option(
        "--filter", help="What becomes of what the safety checker flags; else as LIMNER_FILTER_PRIVATE says."
    ),
]


class Sieve:
    """Holds back what a safety checker flags."""

    def __init__(self, safety: "Safety", mode: Filter) -> None:
        self._safety = safety
        self._mode = mode
        self.held = 0  # pictures that were blurred or left out

    def admit(self, files: Sequence[bytes], model: str = "") -> None:
        """Refuse pictures that are flagged, unless the filter is off. Raises SourceFlagged."""
        from tasks.errors import SourceFlagged

        if self._watches(model) and any(self._safety.flagged([_opened(one) for one in files], model)):
            raise SourceFlagged

    def sift(self, picture: "Image", model: str = "") -> "Image | None":
        """Give a picture back, blurred where it is flagged; nothing where the filter is strict."""
        from generation.safety import blurred

        if not self._watches(model) or not self._safety.flagged([picture], model)[0]:
            return picture
        self.held += 1
        return blurred(picture) if self._mode is Filter.BLURRED else None

    def only(self, picture: "Image") -> "Image":
        """Give a single picture back, blurred where it is flagged. Raises PicturesWithheld."""
        from tasks.errors import PicturesWithheld

        sifted = self.sift(picture)
        if sifted is None:
            raise PicturesWithheld(1)
        return sifted

    def clip(self, path: Path) -> None:
        """Erase a clip that is flagged, unless the filter is off. Raises ClipWithheld."""
        from PIL import Image

        from avatar.clip.glance import glance
        from tasks.errors import ClipWithheld
        from tasks.worker.lookout import FRAMES

        if not self._watches(""):
            return
        if any(self._safety.flagged([Image.fromarray(one) for one in glance(path.read_bytes(), FRAMES)])):
            path.unlink()
            raise ClipWithheld

    def tell(self) -> None:
        """Say how many pictures were held back."""
        if self.held:
            became = "blurred" if self._mode is Filter.BLURRED else "left out"
            print(f"{became} by the safety filter: {self.held}")

    def _watches(self, model: str) -> bool:
        return self._mode is not Filter.OFF and self._safety.there(model)


def open_sieve(
    chosen: Filter | None, settings: "GenerationSettings", catalogue: "Catalogue", *, drawn: bool = True
) -> Sieve:
    """Open the filter that somebody chose, or that of the studio. Loads nothing yet."""
    from generation.safety import Safety
    from limner.private import PrivateSettings
    from limner.settings import read

    safety = Safety(catalogue, settings.device, settings.safety, drawn=drawn)
    return Sieve(safety, chosen or read(PrivateSettings).filter_private)


def _opened(data: bytes) -> "Image":
    from PIL import Image

    with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as picture:
        picture.load()
        return picture
