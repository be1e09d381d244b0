"""Chooses what an inpainting model has to paint anew: a thing, a mouth, a sky, or some box."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.parts import SIZE_PX, Part
from training.subjects import Portrait, Subject

BLOCK_PX = 8  # masks are whole latents: what is half hidden gives itself away
WHOLE = {  # parts that are painted anew together
    "things": (Part.HOUSE, Part.TREE, Part.BOAT, Part.CAR),
    "sky": (Part.SKY, Part.LIGHT, Part.STARS, Part.CLOUDS),
    "ground": (Part.GROUND,),
    "hair": (Part.HAIR,),
    "eyes": (Part.EYES, Part.EYEWEAR),
    "mouth": (Part.MOUTH, Part.BEARD),
    "clothes": (Part.CLOTHES,),
    "background": (Part.BACKGROUND,),
}
SCENE = ("things", "things", "sky", "ground")
PORTRAIT = ("hair", "eyes", "eyes", "mouth", "mouth", "clothes", "background")
BOX_SHARE = 0.3
GREY = np.uint8(128)

Mask = NDArray[np.bool_]  # [128, 128]


@dataclass(frozen=True)
class Masked:
    """Pictures with a hole each, filled with grey when they are looked at."""

    pictures: NDArray[np.uint8]  # [n, 128, 128, 3]
    masks: NDArray[np.bool_]  # [n, 128, 128]

    def __len__(self) -> int:
        return len(self.pictures)

    def __getitem__(self, chosen: slice) -> NDArray[np.uint8]:
        return np.where(self.masks[chosen, ..., None], GREY, self.pictures[chosen])


def cover(parts: NDArray[np.uint8], subject: Subject, rng: np.random.Generator) -> Mask:
    """Hide one part of a drawing, or a box at random.

    ``parts`` is uint8 [128, 128], of `training.parts.Part`.
    """
    if rng.random() < BOX_SHARE:
        return _some_box(rng)
    names = PORTRAIT if isinstance(subject, Portrait) else SCENE
    name = names[int(rng.integers(len(names)))]
    wanted = [part for part in WHOLE[name] if part in parts]
    if not wanted:
        return _some_box(rng)
    if name == "things":
        wanted = [wanted[int(rng.integers(len(wanted)))]]
        return box_of(parts, wanted, margin_px=int(rng.integers(4, 17)))
    return blocks_of(parts, wanted, margin_px=int(rng.integers(0, 9)))


def box_of(parts: NDArray[np.uint8], wanted: list[Part], margin_px: int) -> Mask:
    """Hide the box around some parts, widened to whole latents."""
    rows, columns = np.nonzero(np.isin(parts, wanted))
    mask = np.zeros((SIZE_PX, SIZE_PX), bool)
    top, left = (max(int(values.min()) - margin_px, 0) // BLOCK_PX * BLOCK_PX for values in (rows, columns))
    low, right = (
        -(-(int(values.max()) + 1 + margin_px) // BLOCK_PX) * BLOCK_PX for values in (rows, columns)
    )
    mask[top:low, left:right] = True
    return mask


def blocks_of(parts: NDArray[np.uint8], wanted: list[Part], margin_px: int) -> Mask:
    """Hide every latent that some parts, widened by a margin, touch."""
    touched = np.isin(parts, wanted)
    grown = touched.copy()
    for _ in range(margin_px):
        edge = np.pad(grown, 1)
        grown = edge[1:-1, 1:-1] | edge[:-2, 1:-1] | edge[2:, 1:-1] | edge[1:-1, :-2] | edge[1:-1, 2:]
    side = SIZE_PX // BLOCK_PX
    blocks = grown.reshape(side, BLOCK_PX, side, BLOCK_PX).any((1, 3))
    return blocks.repeat(BLOCK_PX, 0).repeat(BLOCK_PX, 1)


def _some_box(rng: np.random.Generator) -> Mask:
    high, wide = (int(rng.integers(3, 13)) for _ in range(2))  # in latents
    top, left = int(rng.integers(0, 17 - high)), int(rng.integers(0, 17 - wide))
    mask = np.zeros((SIZE_PX, SIZE_PX), bool)
    mask[top * BLOCK_PX : (top + high) * BLOCK_PX, left * BLOCK_PX : (left + wide) * BLOCK_PX] = True
    return mask
