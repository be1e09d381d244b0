"""Speaks with a piper model. Importing this needs the package piper-tts."""

import unicodedata
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from threading import Lock

import numpy as np
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]  # ships no types
from onnxruntime.capi.onnxruntime_pybind11_state import (  # type: ignore[import-untyped]  # ships no types
    Fail,
    InvalidArgument,
    InvalidGraph,
    InvalidProtobuf,
    NoSuchFile,
    RuntimeException,
)
from onnxruntime.capi.onnxruntime_pybind11_state import (
    NotImplemented as NotBuilt,
)
from piper import AudioChunk, PiperVoice, SynthesisConfig
from scipy.signal import resample_poly

from avatar.requests import SpeechRequest
from avatar.sound import Phone, Samples, Sound, Speech
from avatar.voices.errors import NothingToSay, SpeechTooLong, VoiceUnavailable
from avatar.voices.voice import SPEECH_LIMIT_S

PAUSE_S = 0.2  # between sentences; the models end each at once
MODELS_KEPT = 2  # in memory; a model has 60 to 110 MB
FINEST_SHIFT = 100  # a pitch is a fraction of whole numbers up to this: within 0.2 semitones

_BROKEN = (
    DecodeError,
    Fail,
    InvalidArgument,
    InvalidGraph,
    InvalidProtobuf,
    NoSuchFile,
    NotBuilt,
    RuntimeException,
    OSError,
    ValueError,
    LookupError,
    TypeError,
)
_opening = Lock()


def talk(request: SpeechRequest, model: Path) -> Speech:
    """Speak a text. Raises NothingToSay, SpeechTooLong, VoiceUnavailable."""
    shift = Fraction(2 ** (request.pitch / 12)).limit_denominator(FINEST_SHIFT)
    try:
        with _opening:
            voice = _open(model, model.stat().st_mtime_ns)
        # What is played faster to sound higher is spoken slower first.
        manner = SynthesisConfig(length_scale=voice.config.length_scale * float(shift) / request.rate)
        text = request.text.replace("[[", "[ [")  # piper reads [[ as the beginning of phonemes
        return _join(voice.synthesize(text, manner, include_alignments=True), shift, request.voice)
    except _BROKEN as error:
        raise VoiceUnavailable(request.voice, f"{model.name}: {type(error).__name__}: {error}") from error


@lru_cache(MODELS_KEPT)
def _open(model: Path, changed: int) -> PiperVoice:  # a model that changed is opened anew
    return PiperVoice.load(model, include_alignments=find_spec("onnx") is not None)


def _join(chunks: Iterable[AudioChunk], shift: Fraction, voice: str) -> Speech:
    """Set the sentences behind one another."""
    sounds: list[Samples] = []
    phones: list[Phone] = []
    count = rate_hz = 0
    for chunk in chunks:
        rate_hz = chunk.sample_rate
        if sounds:
            sounds.append(np.zeros(round(PAUSE_S * rate_hz), np.float32))
            count += len(sounds[-1])
        scale = 1 / (rate_hz * float(shift))
        phones += _phones(chunk, count / rate_hz, scale)
        sounds.append(_shifted(chunk.audio_float_array, shift))
        count += len(sounds[-1])
        if count > SPEECH_LIMIT_S * rate_hz:
            raise SpeechTooLong(SPEECH_LIMIT_S)
    if not sounds:
        raise NothingToSay(voice)
    return Speech(Sound(np.concatenate(sounds), rate_hz), tuple(phones), (), voice)


def _shifted(samples: Samples, shift: Fraction) -> Samples:
    """Raise the pitch by playing faster."""
    if shift == 1:
        return samples.astype(np.float32)
    return np.asarray(resample_poly(samples, shift.denominator, shift.numerator), np.float32)


def _phones(chunk: AudioChunk, begin_s: float, scale: float) -> list[Phone]:
    """Time the phones of a sentence; nothing where the model does not tell.

    piper has a symbol for each character: a mark of stress joins the phone behind it, one of length the one
    before.
    """
    symbols: list[str] = []
    edges = [0]
    stress = ""
    for mark in chunk.phoneme_alignments or ():
        end = edges[-1] + mark.num_samples
        if symbols and symbols[-1] and _extends(mark.phoneme):
            symbols[-1] += mark.phoneme
            edges[-1] = end
            continue
        sounding = _sounds(mark.phoneme)
        symbols.append(stress + mark.phoneme if sounding else "")
        stress = mark.phoneme if mark.phoneme in "ˈˌ" else ""
        edges.append(end)
    return _spans(symbols, edges, begin_s, scale)


def _spans(symbols: Sequence[str], edges: Sequence[int], begin_s: float, scale: float) -> list[Phone]:
    return [
        Phone(symbol, begin_s + start * scale, begin_s + end * scale)
        for symbol, (start, end) in zip(symbols, pairwise(edges), strict=True)
        if symbol and end > start
    ]


def _extends(mark: str) -> bool:
    """Tell whether a mark belongs to the phone before it: a length, a nasal tilde, an aspiration."""
    return mark not in "ˈˌ" and unicodedata.category(mark[0]) in {"Mn", "Lm"}


def _sounds(mark: str) -> bool:
    return unicodedata.category(mark[0]) in {"Ll", "Lu", "Lo"}
