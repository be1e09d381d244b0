"""All engines together: finds voices by name and by language. Light: chat bots list voices by it."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from avatar.requests import SpeechRequest
from avatar.settings import AvatarSettings
from avatar.voices.edge import EdgeVoices
from avatar.voices.errors import EngineMissing
from avatar.voices.espeak import EspeakVoices
from avatar.voices.piper import PiperVoices
from avatar.voices.scripts import primary, scripts_of, unreadable
from avatar.voices.voice import Gender, Voice, VoiceCard
from generation.catalogue import near
from generation.errors import UnknownChoice

if TYPE_CHECKING:  # it imports numpy, and who lists voices needs none
    from avatar.sound import Speech

NEAR_MOST = 3
USUAL = {"en": "en-US", "es": "es-ES", "fr": "fr-FR", "pt": "pt-BR", "zh": "zh-CN"}  # where only "en" is said


class Shelf:
    """The voices of this studio."""

    def __init__(self, engines: Sequence[Voice], default: str = "") -> None:
        """Take engines, the better ones first, and the voice of lines that name none (may be empty)."""
        self.default = default
        self._engines = {engine.name: engine for engine in engines}

    @cached_property
    def cards(self) -> tuple[VoiceCard, ...]:
        """All voices, by engine."""
        return tuple(card for engine in self._engines.values() for card in engine.cards())

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages that are spoken, without regions: "en", "zh"."""
        return tuple(sorted({primary(card.language) for card in self.cards}))

    def find(self, voice: str) -> VoiceCard:
        """Find a voice by its id, or by its name within its engine, whatever the case.

        Raises EngineMissing if its engine is not set up, UnknownChoice with names that look like it.
        """
        wanted = voice.strip().casefold()
        for card in self.cards:
            if wanted == card.id.casefold():
                return card
        for card in self.cards:
            if wanted == card.name.casefold():
                return card
        engine = self._engines.get(wanted.partition("/")[0])
        if engine and engine.missing:
            raise EngineMissing(voice.strip(), engine.missing)
        raise UnknownChoice("voice", voice, self._near(wanted))

    def of_language(self, language: str) -> tuple[VoiceCard, ...]:
        """List the voices of a language, those of its region first: "en", "en-GB", "zh-CN".

        Raises UnknownChoice with the languages that look like it.
        """
        wanted = primary(language)
        found = [card for card in self.cards if primary(card.language) == wanted]
        if not found:
            raise UnknownChoice("language", language, _few(near(wanted, self.languages)))
        return tuple(sorted(found, key=lambda card: _distance(card.language, language)))

    def default_for(
        self, language: str, online: bool, gender: Gender = Gender.UNKNOWN, text: str = ""
    ) -> VoiceCard:
        """Choose a voice of a language: of an engine online if it may, of the wanted gender if there is one.

        A voice that cannot read the letters of ``text`` comes last. Raises UnknownChoice as ``of_language``
        does, also where all its voices are online and that is not wanted.
        """
        choices = [card for card in self.of_language(language) if card.offline or online]
        if not choices:
            raise UnknownChoice("language", language, "")
        order = list(self._engines)
        return min(
            choices,
            key=lambda card: (
                bool(unreadable(text, reads(card))),
                order.index(card.engine),
                _distance(card.language, language),
                gender not in {card.gender, Gender.UNKNOWN},
            ),
        )

    @property
    def online(self) -> bool:
        """Tell whether the voices that need a network may be tried."""
        return any(isinstance(engine, EdgeVoices) and not engine.resting for engine in self._engines.values())

    def speak(self, request: SpeechRequest) -> "Speech":
        """Speak with the voice that the request names exactly. Raises what the engine raises."""
        return self._engines[self.find(request.voice).engine].speak(request)

    def _near(self, wanted: str) -> str:
        """Name a few voices that look like a name, those with its last part in them before all others."""
        ids = [card.id for card in self.cards]
        part = wanted.rpartition("/")[2]
        return _few(near(wanted, [name for name in ids if part and part in name.casefold()] or ids))


def open_shelf(settings: AvatarSettings) -> Shelf:
    """Set up the engines as the operator wants them. Loads and reaches nothing yet."""
    edge = (EdgeVoices(settings.edge_address),) if settings.edge else ()
    return Shelf((*edge, EspeakVoices(), PiperVoices(settings.piper_models)), settings.voice)


def reads(card: VoiceCard) -> frozenset[str]:
    """Tell which scripts a voice reads."""
    return card.scripts or scripts_of(card.language)


def _few(names: str) -> str:
    return ", ".join(names.split(", ")[:NEAR_MOST])


def _distance(language: str, wanted: str) -> tuple[int, int]:
    """Tell how far a voice's language is from the wanted one of the same primary code."""
    name, asked = language.casefold(), wanted.strip().replace("_", "-").casefold()
    if name == asked:
        return 0, 0
    usual = USUAL.get(primary(wanted), "").casefold()
    return (1 if name == usual else 2), name.count("-")
