"""What is done to every frame before it is encoded: the framing, the captions, the label."""

from dataclasses import dataclass, replace

from avatar.animator import Frames, Pixels
from avatar.clip.bitrate import rates
from avatar.clip.captions import Captions, captions, spread
from avatar.clip.errors import RoundClipTooLong
from avatar.clip.framing import Framing, framing
from avatar.clip.options import ROUND_S, ROUND_SIDE_PX, ClipOptions
from avatar.clip.overlay import Overlay
from avatar.honest.label import label
from avatar.honest.style import Corner
from avatar.pace import FPS
from avatar.requests import Aspect
from generation.notes import Note


@dataclass(frozen=True)
class Dress:
    """What frames are dressed in, one after the other."""

    framing: Framing
    mark: Overlay
    captions: Captions | None
    notes: tuple[Note, ...] = ()

    def put_on(self, pixels: Pixels, index: int) -> Pixels:
        """Dress a frame (uint8 [h, w, 3]) of the clip; ``index`` never goes back."""
        framed = self.framing.frame(pixels)
        line = self.captions.at(index / FPS) if self.captions else None
        if line:
            line.onto(framed)
        self.mark.onto(framed)  # above all else
        return framed


def dress(frames: Frames, wanted: ClipOptions, total: int) -> Dress:
    """Make the dress of a clip of ``total`` frames. Raises RoundClipTooLong or ClipTooLarge."""
    check_length(wanted, total)
    wanted = _fitted(wanted)
    if wanted.round and frames.width_px > ROUND_SIDE_PX:
        raise ValueError(f"a round clip has at most {ROUND_SIDE_PX} pixels a side, not {frames.width_px}")
    shape = framing(frames.width_px, frames.height_px, wanted.aspect)
    mark = label(wanted.label, shape.width_px, shape.height_px, captions=wanted.captions)
    if not wanted.captions:
        return Dress(shape, mark, None)
    words = wanted.words or spread(wanted.text, total / FPS)
    written = captions(words, shape.width_px, shape.height_px, circle=wanted.round)
    if written is None:
        facts: dict[str, str | int | float] = {"reason": "font" if words else "text"}
        return Dress(shape, mark, None, (Note(code="captions_unavailable", facts=facts),))
    return Dress(shape, mark, written)


def check_length(wanted: ClipOptions, total: int) -> None:
    """Refuse a clip of ``total`` frames that is too long. Raises RoundClipTooLong or ClipTooLarge."""
    if wanted.round and total / FPS > ROUND_S:
        raise RoundClipTooLong(round(total / FPS, 1), ROUND_S)
    rates(total / FPS, wanted.max_bytes)


def _fitted(wanted: ClipOptions) -> ClipOptions:
    """Make a round clip square, and move its label to where it has a border."""
    if not wanted.round:
        return wanted
    moved = wanted.label.model_copy(update={"corner": Corner.TOP})
    return replace(wanted, aspect=Aspect.SQUARE, label=moved)
