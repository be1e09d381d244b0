"""What mouth, eyes and head do in every frame, decided before the first frame is drawn."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from avatar.animator import Manner
from avatar.pace import FPS
from avatar.puppet.loudness import Heard, frame_count, listen
from avatar.puppet.visemes import SHUT, Shape, presses_lips, shape_of
from avatar.sound import Phone, Speech

Track = NDArray[np.float32]  # [frames]

SPEAKING = 0.06  # level
SMOOTH_FRAMES = 0.8  # standard deviation: lips take the shape of what comes and of what was
PRESS_S = 0.03  # the lips meet at least this long around the middle of an m
BLINK_EVERY_S, BLINK_SPREAD = 4.0, 0.45  # median and log-normal spread
BLINK_SHORTEST_GAP_S = 0.8
SHUT_SHARE, LINGER = 0.35, 1.6  # of a blink: until the eye is shut, and until it is wholly open again
BLINK_S = (0.1, 0.15)  # most of a blink
SWAY_HZ = ((0.07, 0.33), (0.1, 0.4), (0.06, 0.28))  # of yaw, pitch, roll
SWAY_WAVES = 6
NOD = 0.5  # pitch that loudness adds


@dataclass(frozen=True)
class Motion:
    """How a face moves, one value a frame."""

    open: Track  # 0 shut .. 1 (times the slider, at most 1.5)
    wide: Track  # -1 rounded .. 1 spread
    tuck: Track  # 0 .. 1 lower lip under the teeth
    lids: Track  # 0 open .. 1 shut
    yaw: Track  # about -1..1, times the slider
    pitch: Track
    roll: Track

    def __len__(self) -> int:
        return len(self.open)

    @property
    def tracks(self) -> dict[str, Track]:
        """Give all tracks by their names."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @classmethod
    def of(cls, tracks: Mapping[str, NDArray[np.generic]], first: int, count: int) -> "Motion":
        """Take some frames of `tracks`."""
        part = slice(first, first + count)
        return cls(**{each.name: np.asarray(tracks[each.name][part], np.float32) for each in fields(cls)})


def plan(speech: Speech, manner: Manner) -> Motion:
    """Decide all motion of a clip. Every draw comes from the seed: same input, same motion."""
    heard = listen(speech.sound)
    count = frame_count(speech.sound)
    opened, wide, tuck = _spoken(speech.phones, heard) if speech.phones else _heard(heard)
    lids = blink_track(count, manner.eyes, np.random.default_rng([manner.seed, 1]))
    yaw, pitch, roll = (
        manner.head * sway_track(count, SWAY_HZ[axis], np.random.default_rng([manner.seed, 2 + axis]))
        for axis in range(3)
    )
    nod = gaussian_filter1d(heard.level, 3.0) * NOD * manner.head
    return Motion(
        open=np.clip(opened * manner.mouth, 0, 1.5).astype(np.float32),
        wide=(wide * min(manner.mouth, 1.0)).astype(np.float32),
        tuck=(tuck * min(manner.mouth, 1.0)).astype(np.float32),
        lids=lids,
        yaw=yaw.astype(np.float32),
        pitch=(pitch + nod).astype(np.float32),
        roll=roll.astype(np.float32),
    )


def _heard(heard: Heard) -> tuple[Track, Track, Track]:
    """Shape the mouth by the sound alone."""
    opened = heard.level**1.3 * (1 - 0.65 * heard.hiss) * (1 - 0.25 * np.abs(heard.bright))
    wide = np.where(heard.hiss > 0.3, 0.4, heard.bright) * np.minimum(1, 3 * heard.level)
    calm = gaussian_filter1d(opened, SMOOTH_FRAMES), gaussian_filter1d(wide, 1.5 * SMOOTH_FRAMES)
    quiet = _quiet(heard)
    return calm[0] * quiet, calm[1] * quiet, np.zeros_like(opened)


def _spoken(phones: tuple[Phone, ...], heard: Heard) -> tuple[Track, Track, Track]:
    """Shape the mouth by the sounds of speech, opened as far as they are loud."""
    fine = 4  # looks a frame, so that a short sound is not missed
    times = (np.arange(len(heard.level) * fine) + 0.5) / (FPS * fine)
    shapes = _shapes_at(times, phones)
    smooth = gaussian_filter1d(shapes, SMOOTH_FRAMES * fine, axis=0)
    values = smooth.reshape(-1, fine, 3).mean(1)
    opened = values[:, 0] * (0.25 + 0.75 * heard.level)
    pressed = _pressed(len(opened), phones)
    quiet = _quiet(heard)
    opened = opened * (1 - pressed) * quiet
    tuck = values[:, 2] * quiet
    return opened.astype(np.float32), (values[:, 1] * quiet).astype(np.float32), tuck.astype(np.float32)


def _shapes_at(times: NDArray[np.float64], phones: tuple[Phone, ...]) -> NDArray[np.float32]:
    """Give open, wide and tuck at each time, float32 [n, 3]; between phones the mouth is shut."""
    shapes = np.tile(_numbers(SHUT), (len(times), 1))
    for phone in phones:
        during = (times >= phone.start_s) & (times < phone.end_s)
        shapes[during] = _numbers(shape_of(phone.symbol))
    return shapes


def _numbers(shape: Shape) -> NDArray[np.float32]:
    return np.array([shape.open, shape.wide, shape.tuck], np.float32)


def _pressed(count: int, phones: tuple[Phone, ...]) -> Track:
    """Tell where the lips must meet, 1, whatever the sounds around want."""
    pressed = np.zeros(count, np.float32)
    for phone in phones:
        if presses_lips(phone.symbol):
            middle = (phone.start_s + phone.end_s) / 2
            reach = max(PRESS_S, (phone.end_s - phone.start_s) / 2 - PRESS_S)
            first, last = (round((middle + side * reach) * FPS - 0.5) for side in (-1, 1))
            pressed[max(0, first) : max(0, last + 1)] = 1
    return pressed


def _quiet(heard: Heard) -> Track:
    """Give 0 where nothing is heard, with soft edges inside the speech, and 1 elsewhere."""
    speaking = (heard.level > SPEAKING).astype(np.float32)
    eased = gaussian_filter1d(speaking, 0.7)
    return np.asarray(np.clip(2 * eased - 0.9, 0, 1) * speaking, np.float32)


def blink_track(count: int, eagerness: float, rng: np.random.Generator) -> Track:
    """Draw how far the lids are shut over time; 0 for ``eagerness`` holds them open.

    People blink about every 4 s, at log-normal intervals, and shut faster than they open.
    Returns float32 [count], 0 open .. 1 shut.
    """
    lids = np.zeros(count, np.float32)
    if eagerness <= 0:
        return lids
    times = (np.arange(count) + 0.5) / FPS
    at = float(rng.uniform(0.4, 0.8)) * BLINK_EVERY_S / eagerness
    while at < count / FPS:
        length = float(rng.uniform(*BLINK_S))
        falling = (times - at) / (SHUT_SHARE * length)
        rising = 1 - (times - at - SHUT_SHARE * length) / ((LINGER - SHUT_SHARE) * length)
        shut = np.where(falling < 1, falling + 0.35, rising)
        lids = np.maximum(lids, np.clip(shut, 0, 1) * (times > at - 0.02)).astype(np.float32)
        gap = float(rng.lognormal(np.log(BLINK_EVERY_S), BLINK_SPREAD)) / eagerness
        at += max(BLINK_SHORTEST_GAP_S, gap)
    return np.asarray(lids * min(1.0, 0.5 + 0.5 * eagerness), np.float32)


def sway_track(count: int, band_hz: tuple[float, float], rng: np.random.Generator) -> Track:
    """Draw slow movement: waves of a narrow band that start at rest. Returns float32 [count], about -1..1."""
    times = np.arange(count) / FPS
    hertz = rng.uniform(*band_hz, SWAY_WAVES)
    phases = rng.uniform(0, 2 * np.pi, SWAY_WAVES)
    waves = np.sin(2 * np.pi * hertz[:, None] * times + phases[:, None]) / np.sqrt(SWAY_WAVES)
    sway = np.tanh(waves.sum(0))
    return np.asarray(sway * np.minimum(1, times / 0.8), np.float32)  # from rest within 0.8 s
