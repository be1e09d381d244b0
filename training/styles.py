"""Two other hands for the same drawings: a paper print for pocket-v2, and an old photograph."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from training.dataset import Gallery

SEED = 11
PAPER = np.array([246, 240, 226], np.float32)
INK = np.array([38, 36, 48], np.float32)
SEPIA_DARK = np.array([52, 34, 22], np.float32)
SEPIA_LIGHT = np.array([250, 236, 208], np.float32)
TINT = 0.14  # how much colour an old photograph has kept
SHADE = 0.35  # how dark its corners are
LEVELS = 5  # of brightness in a print
GRAIN = 5.0  # of the paper of a print, 0..255

Picture = NDArray[np.uint8]  # [128, 128, 3]
Style = Callable[[Picture, NDArray[np.uint8], np.random.Generator], Picture]


@dataclass(frozen=True)
class Restyled:
    """Drawings by another hand, made when they are looked at; picture i always comes out the same."""

    gallery: Gallery
    style: Style

    def __len__(self) -> int:
        return len(self.gallery)

    def __getitem__(self, chosen: slice) -> Picture:
        first, last, _ = chosen.indices(len(self))
        made = [
            self.style(self.gallery.pictures[i], self.gallery.parts[i], np.random.default_rng([SEED, i]))
            for i in range(first, last)
        ]
        return np.stack(made)


def sepia(picture: Picture, parts: NDArray[np.uint8], rng: np.random.Generator) -> Picture:
    """Turn a drawing into an old photograph: brown tones, pale colours, dark corners.

    It has no lines of its own, for the autoencoder of the pocket models has never seen thin ones.
    """
    bright = picture.astype(np.float32)
    grey = bright @ np.array([0.299, 0.587, 0.114], np.float32) / 255  # [128, 128]
    toned = SEPIA_DARK + (SEPIA_LIGHT - SEPIA_DARK) * grey[..., None]
    kept = toned * (1 - TINT) + bright * TINT
    across = np.linspace(-1, 1, picture.shape[0], dtype=np.float32)
    far = np.hypot(across[:, None], across[None]) / np.sqrt(2)  # 0 in the middle, 1 in the corners
    return _finish(kept * (1 - SHADE * far**2)[..., None])


def print_on_paper(picture: Picture, parts: NDArray[np.uint8], rng: np.random.Generator) -> Picture:
    """Print in few strong colours with dark outlines on grained paper."""
    bright = picture.astype(np.float32) / 255
    grey = bright.mean(2, keepdims=True)
    strong = np.clip(grey + (bright - grey) * 1.35, 0, 1)
    stepped = np.round(strong * (LEVELS - 1)) / (LEVELS - 1)
    mixed = 0.55 * stepped + 0.45 * strong
    grain = cv2.GaussianBlur(rng.normal(0, GRAIN, (128, 128, 1)).astype(np.float32), (3, 3), 0)[..., None]
    printed = mixed * PAPER + grain
    return _finish(printed + (INK - printed) * _lines(picture, parts, 1.6)[..., None])


def _lines(picture: Picture, parts: NDArray[np.uint8], width_px: float) -> NDArray[np.float32]:
    """Find outlines: where parts meet, and where the brightness jumps: float32 [128, 128], 0..1."""
    edge = np.zeros(parts.shape, np.float32)
    edge[:, 1:] = parts[:, 1:] != parts[:, :-1]
    edge[1:] = np.maximum(edge[1:], parts[1:] != parts[:-1])
    grey = cv2.cvtColor(np.ascontiguousarray(picture), cv2.COLOR_RGB2GRAY).astype(np.float32)
    jump = np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)) / 420
    lines = np.maximum(edge, np.clip(jump - 0.25, 0, 1))
    soft: NDArray[np.float32] = np.asarray(cv2.GaussianBlur(lines, (0, 0), 0.45 * width_px), np.float32)
    shown: NDArray[np.float32] = np.clip(soft * 1.3, 0, 1)
    return shown


def _finish(pixels: NDArray[np.float32]) -> Picture:
    return np.clip(np.rint(pixels), 0, 255).astype(np.uint8)
