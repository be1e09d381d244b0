"""espeak-ng's voices, listened to by numbers."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from avatar.requests import SpeechRequest
from avatar.sound import Speech
from avatar.voices.errors import NothingToSay, SpeechTooLong, VoiceUnavailable
from avatar.voices.espeak import EspeakVoices
from avatar.voices.voice import Gender

LINE = "My morning in Roma with many more men, and nobody there at all."
WINDOW = 2048


@pytest.fixture(scope="module")
def espeak() -> EspeakVoices:
    """Make the engine."""
    return EspeakVoices()


def say(
    espeak: EspeakVoices, text: str = LINE, voice: str = "en-us", rate: float = 1.0, pitch: float = 0.0
) -> Speech:
    """Speak."""
    return espeak.speak(SpeechRequest(text=text, voice=f"espeak-ng/{voice}", rate=rate, pitch=pitch))


def pitch_hz(speech: Speech) -> float:
    """Measure the middle pitch by autocorrelation of voiced windows."""
    samples, rate = speech.sound.samples.astype(np.float64), speech.sound.rate_hz
    found = []
    for start in range(0, len(samples) - WINDOW, WINDOW // 2):
        window = samples[start : start + WINDOW] * np.hanning(WINDOW)
        power = np.fft.irfft(np.abs(np.fft.rfft(window, 4 * WINDOW)) ** 2)
        lag = rate // 450 + int(power[rate // 450 : rate // 45].argmax())
        if np.sqrt(np.mean(window**2)) > 0.03 and power[lag] > 0.6 * power[0]:
            found.append(rate / lag)
    return float(np.median(found))


def test_voices_of_many_languages(espeak: EspeakVoices) -> None:
    """English and Chinese among them, a man's and a woman's each, all ids different."""
    cards = espeak.cards()

    ids = {card.id: card for card in cards}
    assert len(ids) == len(cards)
    assert 100 < len({card.language for card in cards})
    assert ("en-US", Gender.MALE) == (ids["espeak-ng/en-us"].language, ids["espeak-ng/en-us"].gender)
    assert ("zh-CN", Gender.FEMALE) == (ids["espeak-ng/cmn+f3"].language, ids["espeak-ng/cmn+f3"].gender)


@pytest.mark.parametrize(
    ("voice", "text"),
    [("en-us", LINE), ("cmn", "你好，世界。今天天气很好。"), ("ru", "Привет, мир!"), ("ja", "こんにちは")],
)
def test_words_and_phones_lie_within_the_sound(espeak: EspeakVoices, voice: str, text: str) -> None:
    """In order, apart, and together nearly all that is loud."""
    speech = say(espeak, text, voice)

    for spans in (speech.words, speech.phones):
        edges = [edge for span in spans for edge in (span.start_s, span.end_s)]
        assert edges == sorted(edges)
        assert 0 <= edges[0] < edges[-1] <= speech.sound.duration_s
    time_s = np.arange(len(speech.sound.samples)) / speech.sound.rate_hz
    spoken = np.zeros(len(time_s), bool)
    for phone in speech.phones:
        spoken |= (phone.start_s <= time_s) & (time_s < phone.end_s)
    energy = speech.sound.samples.astype(np.float64) ** 2
    assert 0.97 < energy[spoken].sum() / energy.sum()
    assert "".join(text.split()) == "".join(word.text.replace(" ", "") for word in speech.words)


def test_phones_are_of_the_phonetic_alphabet(espeak: EspeakVoices) -> None:
    """As a reader of it writes the word."""
    assert ["h", "ə", "l", "ˈoʊ"] == [phone.symbol for phone in say(espeak, "Hello").phones]


def test_same_request_gives_same_samples(espeak: EspeakVoices) -> None:
    """Also when others speak at the same time, with other settings."""
    with ThreadPoolExecutor(3) as pool:
        first, other, second = pool.map(lambda rate: say(espeak, rate=rate), (1.0, 1.5, 1.0))

    assert np.array_equal(first.sound.samples, second.sound.samples)
    assert (first.words, first.phones) == (second.words, second.phones)
    assert other.sound.duration_s < first.sound.duration_s


def test_rate_is_speed(espeak: EspeakVoices) -> None:
    """Half of it takes twice the time, twice of it half, pauses aside."""
    plain = say(espeak).sound.duration_s

    assert say(espeak, rate=0.5).sound.duration_s / plain == pytest.approx(2, rel=0.15)
    assert say(espeak, rate=2).sound.duration_s / plain == pytest.approx(0.5, rel=0.15)


@pytest.mark.parametrize("semitones", [-6, -3, 3, 6])
def test_pitch_is_in_semitones(espeak: EspeakVoices, semitones: float) -> None:
    """Within one of what was asked, and no longer or shorter than before."""
    plain, moved = say(espeak), say(espeak, pitch=semitones)

    assert 12 * np.log2(pitch_hz(moved) / pitch_hz(plain)) == pytest.approx(semitones, abs=1)
    assert moved.sound.duration_s == pytest.approx(plain.sound.duration_s, rel=0.05)


def test_the_woman_speaks_higher(espeak: EspeakVoices) -> None:
    """Far above the man."""
    assert 1.5 < pitch_hz(say(espeak, voice="en-us+f3")) / pitch_hz(say(espeak))


def test_markup_is_read(espeak: EspeakVoices) -> None:
    """A pause of 100 s would be one if markup were obeyed; phonemes in brackets are letters."""
    speech = say(espeak, "<break time='100s'/> &amp; [[h@loU]]")

    assert speech.sound.duration_s < 10
    assert {"break", "time", "100"} <= {word.text.strip("<>='") for word in speech.words}


@pytest.mark.parametrize("word", ["5", "12345"])
def test_nothing_of_a_long_line_is_forgotten(espeak: EspeakVoices, word: str) -> None:
    """Numbers without a stop between them are spoken to the end, in the time that each takes."""
    few, many = say(espeak, " ".join([word] * 10)), say(espeak, " ".join([word] * 100))

    assert many.sound.duration_s == pytest.approx(10 * few.sound.duration_s, rel=0.15)
    starts = [heard.start_s for heard in many.words]
    assert starts == sorted(starts)
    assert word * 100 == "".join(heard.text.replace(" ", "") for heard in many.words)


def test_nothing_to_say(espeak: EspeakVoices) -> None:
    """Stops alone have no sound."""
    with pytest.raises(NothingToSay):
        say(espeak, "...")


def test_unknown_voice_is_ours_to_mend(espeak: EspeakVoices) -> None:
    """The shelf lets none through that is not listed."""
    with pytest.raises(VoiceUnavailable):
        say(espeak, voice="no-such-voice")


def test_endless_speech_is_stopped(espeak: EspeakVoices) -> None:
    """A thousand characters of a Chinese text at half speed, are more than five minutes."""
    with pytest.raises(SpeechTooLong):
        say(espeak, "我" * 1000, voice="cmn", rate=0.5)
