"""All that is drawn and decided about a clip."""

from dataclasses import dataclass, fields
from random import Random
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import NDArray

from avatar.animator import Score
from avatar.motion.blinks import draw_blinks
from avatar.motion.pose import LATENT, chunk_count
from avatar.motion.windows import windows27

Track = NDArray[np.float32]


@dataclass(frozen=True)
class Draws:
    """All that chance decides about a clip of T frames."""

    blinks: Track  # [T], 0 open .. 1 shut
    latents: Track  # [chunks, LATENT], about N(0, 1), one for every chunk of head motion


@dataclass(frozen=True)
class Motion:
    """What a face does in the T frames of a clip; from it the clip is made again exactly."""

    rows: Track  # [T, 70]: expression and pose
    source: Track  # [73]: the photo's own
    yaw: Track  # [T], degrees that the head is turned to; [0]: as the rows say
    pitch: Track
    roll: Track
    blinks: Track  # [T], as they went into the rows
    latents: Track  # [chunks, LATENT]
    style: NDArray[np.int64]  # []
    still: NDArray[np.bool_]  # [], whether the pose is the photo's, whatever the rows say
    expression: Track  # [], multiplies the expression of the rows

    @classmethod
    def of(cls, score: Score) -> Self:
        """Read a motion from its score."""
        # a score does not tell the types of its tracks, but `score` wrote each from a field of that name
        tracks: dict[str, Any] = {field.name: score.tracks[field.name] for field in fields(cls)}
        return cls(**tracks)

    @property
    def score(self) -> Score:
        """The motion as arrays by name."""
        return Score(len(self.rows), {field.name: getattr(self, field.name) for field in fields(self)})

    def windows(self, whole: bool, frames: range | None = None) -> tuple[Track, Track]:
        """Give the mapping net's inputs for some frames, or for all; see `windows27`."""
        return windows27(self.rows, self.source, whole, bool(self.still), float(self.expression), frames)


def draw(count: int, seed: int) -> Draws:
    """Draw all that chance decides about a clip of ``count`` frames; the same seed draws the same."""
    chance = torch.Generator().manual_seed(seed)
    latents = [torch.randn(LATENT, generator=chance).numpy() for _ in range(chunk_count(count))]
    blinks = draw_blinks(count, Random(seed))  # noqa: S311 - the original's own generator, and no secret
    return Draws(blinks, np.array(latents, np.float32).reshape(-1, LATENT))
