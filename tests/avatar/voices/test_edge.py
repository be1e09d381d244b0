"""Edge's voices, against a service that speaks its protocol over TLS on a real socket."""

import asyncio
from xml.sax.saxutils import escape

import pytest

from avatar.requests import SpeechRequest
from avatar.sound import Speech
from avatar.voices.edge import EdgeVoices, pitch_text, rate_text
from avatar.voices.edge_cards import edge_cards
from avatar.voices.errors import VoiceUnreachable
from avatar.voices.voice import Gender
from tests.avatar.voices.conftest import SHORT, Clock
from tests.fakes.certificates import Authority
from tests.fakes.edge_speech import WORD_S, EdgeService, Mood, edge_service

ARIA = "edge/en-US-AriaNeural"
NASTY = """<break time="9s"/> & &amp; &lol; ]]> <!DOCTYPE x [<!ENTITY l "ha">]> 'quoted' "too" </speak>"""


def say(edge: EdgeVoices, text: str = "one two three", rate: float = 1.0, pitch: float = 0.0) -> Speech:
    """Speak with the first voice."""
    return edge.speak(SpeechRequest(text=text, voice=ARIA, rate=rate, pitch=pitch))


def test_sound_comes_back(edge: EdgeVoices) -> None:
    """As long as it was made, loud as it was made."""
    speech = say(edge)

    assert 24_000 == speech.sound.rate_hz
    assert speech.sound.duration_s == pytest.approx(3 * WORD_S, abs=0.1)
    assert abs(speech.sound.samples).max() == pytest.approx(0.3, abs=0.05)
    assert ARIA == speech.voice


def test_words_are_timed(edge: EdgeVoices) -> None:
    """In order, apart, within the sound."""
    speech = say(edge)

    assert ["one", "two", "three"] == [word.text for word in speech.words]
    assert [pytest.approx(place * WORD_S) for place in range(3)] == [word.start_s for word in speech.words]
    assert speech.words[-1].end_s <= speech.sound.duration_s


def test_voice_rate_and_pitch_reach_the_service(edge: EdgeVoices, service: EdgeService) -> None:
    """As it writes them."""
    say(edge, rate=1.5, pitch=-12)

    said = service.said[0]
    assert "(en-US, AriaNeural)" in said.voice
    assert ("+50%", "-100Hz") == (said.rate, said.pitch)


@pytest.mark.parametrize(("rate", "text"), [(0.5, "-50%"), (1.0, "+0%"), (2.0, "+100%")])
def test_rate_is_a_percentage(rate: float, text: str) -> None:
    """Of the voice's own speed."""
    assert text == rate_text(rate)


def test_an_octave_doubles_the_pitch() -> None:
    """A woman's voice has more Hertz in a semitone than a man's."""
    assert "+200Hz" == pitch_text(12, Gender.FEMALE)
    assert "+115Hz" == pitch_text(12, Gender.MALE)
    assert "+0Hz" == pitch_text(0, Gender.UNKNOWN)


def test_markup_arrives_as_text(edge: EdgeVoices, service: EdgeService) -> None:
    """The service reads with an XML parser: what is a tag or an entity to it would be missing here."""
    say(edge, NASTY)

    assert NASTY == service.said[0].text


def test_long_text_goes_in_pieces(edge: EdgeVoices, service: EdgeService) -> None:
    """Each with its sound behind the other's, the words' times too, and nothing lost between."""
    text = f"{'&' * 40} so. " * 20

    speech = say(edge, text)

    assert 1 < len(service.said)
    assert all(len(escape(said.text).encode()) <= 4096 for said in service.said)
    assert text.split() == [word.text for word in speech.words]
    starts = [word.start_s for word in speech.words]
    assert starts == sorted(starts)
    assert speech.words[-1].end_s <= speech.sound.duration_s


def test_wrong_clock_is_put_right(edge: EdgeVoices, service: EdgeService) -> None:
    """The library tries again with the service's time, over the same detour."""
    service.mood = Mood.WRONG_CLOCK

    say(edge)

    assert 2 == service.connections


@pytest.mark.parametrize(
    "mood", [Mood.REFUSING, Mood.BUSY, Mood.STALLING, Mood.CUT, Mood.GARBAGE, Mood.BABBLING]
)
def test_trouble_is_told_in_time_and_not_met_twice(
    edge: EdgeVoices, service: EdgeService, mood: Mood
) -> None:
    """Half a sound is no sound, and the next one does not wait for the same trouble."""
    service.mood = mood

    with pytest.raises(VoiceUnreachable) as trouble:
        say(edge)

    assert ARIA == trouble.value.voice
    asked = service.connections
    with pytest.raises(VoiceUnreachable):
        say(edge)
    assert asked == service.connections


def test_it_is_tried_again_after_a_rest(edge: EdgeVoices, service: EdgeService, clock: Clock) -> None:
    """A minute later all may be well."""
    service.mood = Mood.BUSY
    with pytest.raises(VoiceUnreachable):
        say(edge)
    service.mood = Mood.WELL
    clock.now += 59
    resting = edge.resting
    clock.now += 2

    assert resting
    assert say(edge).words


def test_text_without_sound_is_no_trouble_for_others(edge: EdgeVoices, service: EdgeService) -> None:
    """One odd text must not switch the service off for everybody."""
    service.mood = Mood.SILENT
    with pytest.raises(VoiceUnreachable):
        say(edge)
    service.mood = Mood.WELL

    assert say(edge).words


def test_nobody_listens(service: EdgeService) -> None:
    """A closed port is told at once."""
    edge = EdgeVoices("127.0.0.1:9", SHORT)

    with pytest.raises(VoiceUnreachable):
        say(edge)

    assert edge.resting


def test_stranger_with_another_name_is_not_spoken_to(
    service: EdgeService, authority: Authority, clock: Clock
) -> None:
    """A trusted certificate of another name is none of the service's, whatever the address says."""
    with edge_service(authority, "elsewhere.test") as other:
        edge = EdgeVoices(other.address, SHORT, clock)

        with pytest.raises(VoiceUnreachable):
            say(edge)

    assert not other.said


def test_unknown_authority_is_not_trusted(authority: Authority, clock: Clock) -> None:
    """Without the tests' trust, their service is refused."""
    with edge_service(authority) as service:
        edge = EdgeVoices(service.address, SHORT, clock)

        with pytest.raises(VoiceUnreachable):
            say(edge)

    assert not service.said


async def test_it_speaks_within_a_running_loop(edge: EdgeVoices) -> None:
    """A caller may be async itself."""
    await asyncio.sleep(0)

    assert say(edge).words


def test_cards_are_the_services_names() -> None:
    """Each begins with its language, each language has a woman's and a man's voice."""
    cards = edge_cards()

    assert all(card.name.startswith(f"{card.language}-") for card in cards)
    assert all(card.name.endswith("Neural") and not card.offline for card in cards)
    languages = {card.language for card in cards}
    for gender in (Gender.FEMALE, Gender.MALE):
        assert languages == {card.language for card in cards if card.gender is gender}
