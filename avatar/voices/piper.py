"""Neural voices on this machine: models of the piper project in a folder, each *.onnx with its *.onnx.json.

piper-tts is an optional extra (GPL 3); without it, or without a folder, there are no cards.
"""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, Field, ValidationError

from avatar.requests import SpeechRequest
from avatar.voices.errors import EngineMissing, VoiceUnavailable
from avatar.voices.voice import VoiceCard

if TYPE_CHECKING:  # it imports numpy, and who lists voices needs none
    from avatar.sound import Speech

ENGINE = "piper"
CARD_LIMIT = 2**20  # bytes of a model's json; real ones have some 5 kB


class Language(BaseModel):
    """A model's language as piper writes it: "en_US"."""

    code: str = Field(min_length=2, max_length=20)
    name_english: str = ""
    country_english: str = ""


class Espeak(BaseModel):
    """The espeak voice that makes phones of a text; it names the language where nothing else does."""

    voice: str = Field(min_length=2, max_length=20)


class ModelFile(BaseModel):
    """What is read of a model's json."""

    espeak: Espeak
    language: Language | None = None

    @property
    def tag(self) -> str:
        """Give the language as BCP 47 writes it."""
        return (self.language.code if self.language else self.espeak.voice).replace("_", "-")


class PiperVoices:
    """The models of a folder."""

    name = ENGINE

    def __init__(self, folder: Path | None) -> None:
        """Look into a folder only when asked."""
        self._folder = folder

    @property
    def missing(self) -> str:
        """Tell what keeps the engine from having voices here: "package", "models" or nothing."""
        if find_spec("piper") is None:
            return "package"
        return "" if self.cards() else "models"

    def cards(self) -> Sequence[VoiceCard]:
        """List the models that have both files and a readable json."""
        if self._folder is None or find_spec("piper") is None:
            return ()
        found = (_card(path) for path in sorted(self._folder.glob("*.onnx")))
        return tuple(card for card in found if card is not None)

    def speak(self, request: SpeechRequest) -> "Speech":
        """Speak a text sentence by sentence, at the model's rate.

        The noise within a voice is drawn anew each time: the same request sounds alike, not the same.
        Phones are timed where the model tells how long each is, or the onnx package can make it tell.
        Raises NothingToSay, SpeechTooLong, EngineMissing, VoiceUnavailable.
        """
        if self.missing:
            raise EngineMissing(request.voice, self.missing)
        assert self._folder is not None  # noqa: S101 - there are cards, so there is a folder
        model = self._folder / f"{request.voice.partition('/')[2]}.onnx"
        if not any(card.id == request.voice for card in self.cards()):
            raise VoiceUnavailable(request.voice, f"{model.name} is not in the folder of models")
        from avatar.voices.piper_talk import talk  # noqa: PLC0415 - onnxruntime and numpy

        return talk(request, model)


def _card(model: Path) -> VoiceCard | None:
    """Read a model's json; nothing where that cannot be read, for one bad file must not hide the others."""
    try:
        with Path(f"{model}.json").open("rb") as file:
            about = ModelFile.model_validate_json(file.read(CARD_LIMIT))
    except (OSError, ValidationError):
        return None
    title = model.stem.replace("_", " ")
    if about.language and about.language.name_english:
        title = f"{model.stem}, {about.language.name_english}"
    return VoiceCard(f"{ENGINE}/{model.stem}", about.tag, title, ENGINE, offline=True)
