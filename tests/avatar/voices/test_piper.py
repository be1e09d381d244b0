"""piper's voices, with a model of the shape that piper trains, made here."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from avatar.requests import SpeechRequest
from avatar.sound import Speech
from avatar.voices.errors import EngineMissing, VoiceUnavailable
from avatar.voices.piper import PiperVoices

RATE_HZ = 16_000
HOP = 256  # samples of one step of a model
STEPS = 6  # of each symbol at the model's own speed
TONE = np.sin(2 * np.pi * 250 * np.arange(HOP * 4) / RATE_HZ)[:HOP].astype(np.float32)  # 4 periods: no seam
SYMBOLS = [*"_^$ .,!?abcdefhijklmnopqrstuvwxyzæçðøŋɐɑɒɔəɚɛɜɡɪɹɾʃʊʌʒʔθᵻ", "ˈ", "ˌ", "ː"]


def model() -> onnx.ModelProto:
    """Make a graph of piper's inputs and output: each symbol sounds for STEPS hops times the scale."""
    nodes = [
        helper.make_node("Gather", ["scales", "one"], ["length_scale"]),
        helper.make_node("Mul", ["length_scale", "steps"], ["width"]),
        helper.make_node("Cast", ["input"], ["ids"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["ids", "zero"], ["nothing"]),
        helper.make_node("Add", ["nothing", "width"], ["widths"]),
        helper.make_node("Ceil", ["widths"], ["w_ceil"]),
        helper.make_node("ReduceSum", ["w_ceil"], ["total"], keepdims=0),
        helper.make_node("Cast", ["total"], ["count"], to=TensorProto.INT64),
        helper.make_node("Unsqueeze", ["count", "first"], ["repeats"]),
        helper.make_node("Tile", ["tone", "repeats"], ["samples"]),
        helper.make_node("Unsqueeze", ["samples", "front"], ["output"]),
    ]
    constants: dict[str, np.ndarray[Any, np.dtype[Any]]] = {  # Any: of several types
        "one": np.array(1, np.int64),
        "steps": np.array(STEPS, np.float32),
        "zero": np.array(0, np.float32),
        "first": np.array([0], np.int64),
        "front": np.array([0, 1], np.int64),
        "tone": TONE,
    }
    graph = helper.make_graph(
        nodes,
        "voice",
        [
            helper.make_tensor_value_info("input", TensorProto.INT64, [1, "symbols"]),
            helper.make_tensor_value_info("input_lengths", TensorProto.INT64, [1]),
            helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
        ],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, "samples"])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder with one voice."""
    onnx.save(model(), tmp_path / "en_US-amy-low.onnx")
    about = {
        "audio": {"sample_rate": RATE_HZ, "quality": "low"},
        "espeak": {"voice": "en-us"},
        "language": {"code": "en_US", "name_english": "English"},
        "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8},
        "num_symbols": len(SYMBOLS),
        "num_speakers": 1,
        "hop_length": HOP,
        "phoneme_id_map": {symbol: [place] for place, symbol in enumerate(SYMBOLS)},
    }
    (tmp_path / "en_US-amy-low.onnx.json").write_text(json.dumps(about))
    return tmp_path


def say(folder: Path, text: str = "Hello there.", rate: float = 1.0, pitch: float = 0.0) -> Speech:
    """Speak with the voice of a folder."""
    request = SpeechRequest(text=text, voice="piper/en_US-amy-low", rate=rate, pitch=pitch)
    return PiperVoices(folder).speak(request)


def loudest_hz(speech: Speech) -> float:
    """Find the loudest frequency."""
    power = np.abs(np.fft.rfft(speech.sound.samples))
    return float(np.argmax(power) * RATE_HZ / len(speech.sound.samples))


def test_card_comes_from_the_json(folder: Path) -> None:
    """Language and name."""
    (card,) = PiperVoices(folder).cards()

    assert ("piper/en_US-amy-low", "en-US", True) == (card.id, card.language, card.offline)
    assert "English" in card.title


def test_unreadable_json_hides_only_its_own_voice(folder: Path) -> None:
    """A download that broke off."""
    (folder / "broken.onnx").write_bytes(b"")
    (folder / "broken.onnx.json").write_text("{")
    (folder / "alone.onnx").write_bytes(b"")

    assert ["piper/en_US-amy-low"] == [card.id for card in PiperVoices(folder).cards()]


def test_model_speaks(folder: Path) -> None:
    """At its rate, with phones that lie in order within the sound and spell the words."""
    speech = say(folder)

    assert RATE_HZ == speech.sound.rate_hz
    assert 0.5 < speech.sound.duration_s
    edges = [edge for phone in speech.phones for edge in (phone.start_s, phone.end_s)]
    assert edges == sorted(edges)
    assert 0 < edges[0] < edges[-1] < speech.sound.duration_s
    assert "həlˈoʊðˈɛɹ" == "".join(phone.symbol for phone in speech.phones)


def test_rate_and_pitch(folder: Path) -> None:
    """Twice as fast is half as long; an octave doubles the frequency and leaves the length."""
    plain, fast, high = say(folder), say(folder, rate=2), say(folder, pitch=12)

    assert fast.sound.duration_s == pytest.approx(plain.sound.duration_s / 2, rel=0.02)
    assert high.sound.duration_s == pytest.approx(plain.sound.duration_s, rel=0.02)
    assert loudest_hz(high) == pytest.approx(2 * loudest_hz(plain), rel=0.02)
    assert high.phones[-1].end_s == pytest.approx(plain.phones[-1].end_s, rel=0.02)


def test_sentences_follow_one_another(folder: Path) -> None:
    """With a pause between."""
    one, two = say(folder), say(folder, "Hello there. Hello there.")

    assert two.sound.duration_s == pytest.approx(2 * one.sound.duration_s + 0.2, abs=0.05)


def test_brackets_are_no_phonemes(folder: Path) -> None:
    """What piper takes for phonemes is read as letters."""
    spelled = "".join(phone.symbol for phone in say(folder, "[[xyz]] ok").phones)

    assert "xyz" not in spelled


@pytest.mark.parametrize("content", [b"", b"no model"])
def test_damaged_model_is_told(folder: Path, content: bytes) -> None:
    """With the file's name for the operator."""
    (folder / "en_US-amy-low.onnx").write_bytes(content)

    with pytest.raises(VoiceUnavailable) as problem:
        say(folder)

    assert "en_US-amy-low.onnx" in problem.value.reason


def test_no_models_is_told(tmp_path: Path) -> None:
    """As what the operator may mend."""
    with pytest.raises(EngineMissing) as problem:
        say(tmp_path)

    assert "models" == problem.value.missing
