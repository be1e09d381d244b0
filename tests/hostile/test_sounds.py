"""Every recording that people may send is read, or refused in one sentence that is true."""

import re
import socket
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from avatar.intake.flac import NETWORK_HZ, sound_of
from avatar.intake.levels import measure
from avatar.intake.limits import SoundLimits
from avatar.intake.sound import Recording, read_sound
from bots.wording import LOCALES, Wording
from generation.errors import Refusal
from tasks.job import Problem
from tests.hostile import pictures, sounds

REFUSED: list[tuple[str, Callable[[], bytes], dict[str, object]]] = [
    ("file_empty", bytes, {}),
    ("not_a_sound", pictures.text, {"found": "text"}),
    ("not_a_sound", lambda: pictures.saved(pictures.plain()), {"found": "PNG"}),
    ("not_a_sound", lambda: b"#!AMR\n" + bytes(99), {"found": "AMR"}),
    ("not_a_sound", lambda: sounds.playlist("http://127.0.0.1:9/a.ts"), {"found": "HLS"}),
    ("not_a_sound", lambda: sounds.script("neighbour.wav"), {"found": "ffconcat"}),
    ("archive_sent", pictures.zipped, {"found": "ZIP"}),
    ("sound_too_long", lambda: sounds.repeated(3600), {"length": "60:00", "limit": "2:00"}),
    ("sound_too_long", sounds.lying_ogg, {"length": "unknown", "limit": "2:00"}),
    ("sound_too_long", lambda: sounds.wav(sounds.speech(120.5, 8000), 8000), {"length": "2:00"}),
    ("sound_too_short", lambda: sounds.wav(sounds.speech(0.1)), {"length_s": 0.1, "limit_s": 1.0}),
    ("sound_too_short", lambda: sounds.coded(sounds.speech(0.5), "ogg", "libopus"), {"limit_s": 1.0}),
    ("no_speech_heard", lambda: sounds.wav(sounds.quiet(3)), {}),
    ("no_speech_heard", lambda: sounds.coded(sounds.quiet(3), "ogg", "libopus"), {}),
    ("no_speech_heard", lambda: sounds.wav(sounds.quiet(0)), {}),
    ("file_damaged", lambda: sounds.not_numbers(np.nan), {"medium": "sound"}),
    ("file_damaged", lambda: sounds.not_numbers(-np.inf), {"medium": "sound"}),
    ("file_damaged", lambda: sounds.not_numbers(1e300), {"medium": "sound"}),
    ("file_damaged", sounds.boasting_wav, {"medium": "sound"}),
    ("file_damaged", lambda: sounds.wav(sounds.speech(2), 1), {"medium": "sound"}),
    ("file_damaged", lambda: sounds.half(sounds.wav(sounds.speech(2))), {"medium": "sound"}),
    ("file_damaged", lambda: sounds.half(sounds.coded(sounds.speech(), "ipod", "aac")), {}),
    ("file_damaged", lambda: pictures.noise_after(b"OggS"), {"medium": "sound"}),
    ("file_damaged", lambda: pictures.noise_after(b"fLaC"), {"medium": "sound"}),
    ("file_damaged", lambda: pictures.noise_after(b"\0\0\0\x18ftypM4A "), {"medium": "sound"}),
    ("file_damaged", lambda: sounds.tagged(sounds.playlist("http://127.0.0.1:9/a.ts")), {}),
    ("video_sent", sounds.video, {}),
    ("video_sent", lambda: sounds.video("matroska"), {}),
    ("video_sent", lambda: sounds.video("mov"), {}),
    ("video_sent", lambda: sounds.video("avi"), {}),
    ("sound_protected", sounds.locked, {}),
    ("codec_unknown", sounds.cinema, {"codec": "ac3"}),
]

HEARD: list[tuple[str, Callable[[], bytes], float]] = [
    ("voice note", sounds.voice_note, 3.2),
    ("mp3", lambda: sounds.coded(sounds.speech(), "mp3", "libmp3lame"), 3),
    ("m4a", lambda: sounds.coded(sounds.speech(), "ipod", "aac"), 3),
    ("aac", lambda: sounds.coded(sounds.speech(), "adts", "aac"), 3),
    ("flac", lambda: sounds.coded(sounds.speech(), "flac", "flac"), 3),
    ("wav", lambda: sounds.wav((sounds.speech() * 20000).astype(np.int16), tag=1), 3),
    ("telephone", lambda: sounds.wav(sounds.speech(3, 8000), 8000), 3),
    ("browser", sounds.live, 3),
    ("studio", sounds.wide, 1.5),
    ("deafening", sounds.deafening, 2),
    ("cover", sounds.with_cover, 3),
    ("two streams", sounds.two_streams, 3),
    ("half an mp3", lambda: sounds.half(sounds.coded(sounds.speech(6), "mp3", "libmp3lame")), 3),
    ("half an ogg", lambda: sounds.half(sounds.coded(sounds.speech(6), "ogg", "libopus")), 3),
    ("tail", lambda: sounds.coded(sounds.speech(), "mp3", "libmp3lame") + pictures.zipped(), 3),
    ("whispered", lambda: sounds.wav(sounds.speech(3, loud=0.01)), 3),
]


@pytest.mark.parametrize(("code", "make", "facts"), REFUSED)
def test_refused(code: str, make: Callable[[], bytes], facts: dict[str, object]) -> None:
    """What is wrong and where the limit is, in both languages."""
    with pytest.raises(Refusal) as caught:
        read_sound(make())

    refusal = caught.value
    assert (code, facts) == (refusal.code, {name: refusal.facts.get(name) for name in facts})
    for locale in LOCALES:
        sentence = Wording(locale).problem(Problem.of(refusal))
        assert sentence != Wording(locale).say("problem-unexpected")
        assert re.search(r"Nothing was charged\.$|没有扣除点数。$", sentence)


@pytest.mark.parametrize(("make", "length_s"), [row[1:] for row in HEARD], ids=[row[0] for row in HEARD])
def test_heard(make: Callable[[], bytes], length_s: float) -> None:
    """Whatever it comes in, it leaves as one stream, as loud as all others."""
    recording = read_sound(make())

    assert length_s == pytest.approx(recording.duration_s, abs=0.35)
    loudness, peak = measure(sound_of(recording.flac))
    assert -16 == pytest.approx(loudness, abs=1)
    assert peak < -0.9


@pytest.fixture(scope="module")
def note() -> Recording:
    """Read a voice note."""
    return read_sound(sounds.voice_note())


def test_silence_is_cut_but_for_a_tenth(note: Recording) -> None:
    """Half a second at both ends becomes a tenth."""
    samples = sound_of(note.flac).samples
    heard = np.flatnonzero(np.abs(samples) > 0.02) / note.rate_hz

    assert 0.1 == pytest.approx(heard[0], abs=0.06)
    assert 0.1 == pytest.approx(note.duration_s - heard[-1], abs=0.06)


def test_quality_is_kept_and_networks_get_theirs(note: Recording) -> None:
    """One recording serves the clip and the networks that listen."""
    whole, narrow = sound_of(note.flac), sound_of(note.flac, NETWORK_HZ)

    assert (48_000, 16_000) == (whole.rate_hz, narrow.rate_hz)
    assert note.duration_s == pytest.approx(whole.duration_s, abs=1e-3)
    assert whole.duration_s == pytest.approx(narrow.duration_s, abs=1e-3)
    assert np.float32 == narrow.samples.dtype


def test_nothing_of_the_sender_is_stored(note: Recording) -> None:
    """No title, no name of a program."""
    assert sounds.TITLE.encode() in sounds.voice_note()
    assert sounds.TITLE.encode() not in note.flac
    assert b"encoder" not in note.flac


def test_same_bytes_give_the_same_recording(note: Recording) -> None:
    """So that a retry gives the same clip."""
    assert note == read_sound(sounds.voice_note())


@pytest.mark.parametrize("disguise", [sounds.playlist, lambda a: sounds.tagged(sounds.playlist(a))])
def test_playlist_reaches_nobody(disguise: Callable[[str], bytes]) -> None:
    """A real server waits, and nobody calls."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        with pytest.raises(Refusal):
            read_sound(disguise(f"http://127.0.0.1:{server.getsockname()[1]}/a.ts"))

        with pytest.raises(TimeoutError):
            server.accept()


def test_script_does_not_open_its_neighbour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One person's voice note is never heard by another."""
    (tmp_path / "neighbour.wav").write_bytes(sounds.wav(sounds.speech()))
    monkeypatch.chdir(tmp_path)

    for data in (sounds.script("neighbour.wav"), sounds.tagged(sounds.script("neighbour.wav"))):
        with pytest.raises(Refusal):
            read_sound(data)


def test_limits_may_be_set() -> None:
    """By whoever runs the studio."""
    with pytest.raises(Refusal) as caught:
        read_sound(sounds.wav(sounds.speech(3)), SoundLimits(longest_s=1))

    assert {"length": "0:03", "limit": "0:01"} == caught.value.facts
