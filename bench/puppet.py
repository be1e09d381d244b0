"""How fast the weightless animator draws, and how well its mouth follows the sound."""

import hashlib
import time
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from skimage.data import astronaut

from avatar.animator import Box, Frames, Manner, Pixels, Portrait, animate
from avatar.face.finder import find_faces
from avatar.pace import FPS
from avatar.puppet.measure import MouthMeter
from avatar.puppet.puppet import Puppet
from avatar.requests import SpeechRequest
from avatar.sound import Phone, Sound, Speech
from avatar.voices.espeak import EspeakVoices
from bench.report import Report

SIZE_PX = 256
FLOOR_FPS, FLOOR_CORRELATION, CEILING_SHUT = 25.0, 0.6, 0.05
SPEED_S = 10.0  # of speech that is timed
RUNS = 3
PAUSE_S = 0.6  # put before, between and after the spoken lines
SETTLED_FRAMES = 3  # the lips may take this long to close and may begin this early
SILENT = 1e-3  # of the loudest
VOICE = "espeak-ng/en-us"
LINES = (
    "The quick brown fox jumps over the lazy dog.",
    "My mother bought five big blue apples for the summer party.",
    "We were away a year ago, and you know how much I owe you.",
)

Track = NDArray[np.float64]  # [frames]


@dataclass(frozen=True)
class Followed:
    """How the mouth followed the sound."""

    correlation: float  # of the opening that the frames show and the sound's energy
    shut: float  # the widest opening in silence, against the range of openings


def run() -> Report:
    """Draw the astronaut speaking; report frames a second, the correlation and the silence."""
    pixels = np.asarray(astronaut(), np.uint8)  # type: ignore[no-untyped-call]  # of scikit-image
    portrait = Portrait(pixels, find_faces(pixels)[0].box)
    speech = _spoken()
    same = _digest(portrait, speech) == _digest(portrait, speech)
    by_phones, by_sound = _followed(portrait, speech), _followed(portrait, Speech(speech.sound))
    fps = max(_speed(portrait, speech) for _ in range(RUNS))
    worst = min(by_phones.correlation, by_sound.correlation)
    shut = max(by_phones.shut, by_sound.shut)
    return Report(
        name="puppet",
        check=f"the same seed gives the same frames: {same}; shut in silence to {shut:.1%} of its range "
        f"(ceiling: {CEILING_SHUT:.0%})",
        lines=(
            f"mouth by phones: correlation {by_phones.correlation:.2f}, in silence {by_phones.shut:.1%}",
            f"mouth by sound: correlation {by_sound.correlation:.2f}, in silence {by_sound.shut:.1%}",
            f"speed: {fps:.0f} frames a second at {SIZE_PX} (floor: {FLOOR_FPS:.0f})",
        ),
        headline=f"puppet {fps:.0f} frames/s at {SIZE_PX}, correlation {worst:.2f} "
        f"(floor: {FLOOR_FPS:.0f}, {FLOOR_CORRELATION})",
        passed=same and shut < CEILING_SHUT and fps >= FLOOR_FPS and worst > FLOOR_CORRELATION,
    )


def _spoken() -> Speech:
    """Let the offline voice speak the lines, with silence around each."""
    engine = EspeakVoices()
    spoken = [engine.speak(SpeechRequest(text=line, voice=VOICE)) for line in LINES]
    rate_hz = spoken[0].sound.rate_hz
    pause = np.zeros(round(PAUSE_S * rate_hz), np.float32)
    parts, phones, at_s = [pause], [], PAUSE_S
    for each in spoken:
        phones += [Phone(p.symbol, p.start_s + at_s, p.end_s + at_s) for p in each.phones]
        parts += [each.sound.samples, pause]
        at_s += each.sound.duration_s + PAUSE_S
    return Speech(Sound(np.concatenate(parts), rate_hz), tuple(phones))


def _digest(portrait: Portrait, speech: Speech) -> str:
    digest = hashlib.sha256()
    for picture in _frames(portrait, speech, Manner(seed=7)).pictures:
        digest.update(picture.tobytes())
    return digest.hexdigest()


def _speed(portrait: Portrait, speech: Speech) -> float:
    """Give the frames a second of one clip, from the portrait to the last frame."""
    samples = np.resize(speech.sound.samples, round(SPEED_S * speech.sound.rate_hz))
    longer = Speech(Sound(samples, speech.sound.rate_hz))
    started = time.perf_counter()
    drawn = sum(1 for _ in _frames(portrait, longer, Manner(seed=7)).pictures)
    return drawn / (time.perf_counter() - started)


def _frames(portrait: Portrait, speech: Speech, manner: Manner) -> Frames:
    return animate(Puppet(), portrait, speech, manner, SIZE_PX)


def _followed(portrait: Portrait, speech: Speech) -> Followed:
    """Measure the mouth in the frames themselves, the head held still and the eyes open."""
    frames = _frames(portrait, speech, Manner(head=0, eyes=0)).pictures
    still = next(frames)
    meter = MouthMeter(still, _face_in(still))
    openings = np.array([0.0, *(meter.mouth_opening(frame) for frame in frames)])
    energy = _energy(speech.sound, len(openings))
    silent = _silent(energy)
    span = float(openings.max() - openings.min())
    return Followed(float(np.corrcoef(openings, energy)[0, 1]), float(openings[silent].max()) / span)


def _face_in(frame: Pixels) -> Box:
    return find_faces(frame)[0].box


def _energy(sound: Sound, count: int) -> Track:
    """Give the root mean square of the samples that play during each frame."""
    edges = np.rint(np.arange(count + 1) * sound.rate_hz / FPS).astype(int)
    parts = (sound.samples[first:last] for first, last in pairwise(edges))
    return np.array([float(np.sqrt(np.mean(part**2))) if len(part) else 0.0 for part in parts])


def _silent(energy: Track) -> NDArray[np.bool_]:
    """Tell which frames lie in silence, away from its ends."""
    heard = (energy > SILENT * energy.max()).astype(float)
    return np.asarray(np.convolve(heard, np.ones(2 * SETTLED_FRAMES + 1), "same") == 0)
