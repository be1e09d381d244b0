"""Prompts in a language that the model does not read, by a real translator of the Marian kind."""

import pickle
from pathlib import Path

import pytest
from safetensors.torch import load_file, save_file

from generation.cards import shipped
from generation.catalogue import Base, Card, Catalogue, ExtraCard, Purpose, load_catalogue
from generation.notes import Note
from generation.picture import Picture, encode_png, read_recipe
from generation.provenance import Provenance
from generation.requests import PROMPT_LIMIT, Adapter, AdapterKind, ImageRequest
from generation.settings import GenerationSettings
from generation.translating import Translator
from tests.factories import CARD, image_request
from tests.fakes.translator import write_translator
from tests.fakes.worker import plain

ENGLISH = CARD.model_copy(update={"name": "english", "reads": ("en",)})
JAPANESE = CARD.model_copy(update={"name": "japanese", "reads": ("en", "ja")})
FAILED = (Note(code="translation_failed"),)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a translator that knows a handful of phrases."""
    return write_translator(tmp_path_factory.mktemp("zh-en"))


def request(prompt: str, negative_prompt: str = "", model: str = "english") -> ImageRequest:
    """Ask a model for a picture."""
    return image_request(prompt).model_copy(update={"negative_prompt": negative_prompt, "model": model})


def translator(folder: Path | None) -> Translator:
    """Open the translator in a folder."""
    return Translator(Catalogue((ENGLISH, JAPANESE, CARD), "english", translator=folder))


def test_recipe_holds_both_texts(folder: Path) -> None:
    """The picture's file says what was drawn, and what was typed; so do the notes."""
    asked = request("(红房子:1.3), oil", "雾")
    given, notes = translator(folder).translate(asked)
    known = read_recipe(encode_png(Picture(plain(given, 7), 7), given))

    assert ("(a red house:1.3), oil", "fog") == (given.prompt, given.negative_prompt)
    assert known is not None
    assert Provenance(translated=asked.prompt, translated_negative="雾") == known.provenance
    assert [("prompt", given.prompt), ("negative_prompt", "fog")] == [
        (note.facts["field"], note.facts["text"]) for note in notes
    ]


@pytest.mark.parametrize(
    "asked",
    [
        request("a red house， big", "fog"),
        request("红房子", model="japanese"),
        request("дом，  большой"),
        request("ひらがな"),
    ],
)
def test_what_is_read_or_in_another_language_stays(folder: Path, asked: ImageRequest) -> None:
    """English, Chinese for a model that knows its letters, and what this translator has not learnt."""
    assert (asked, ()) == translator(folder).translate(asked)


def test_pocket_models_read_chinese_by_themselves() -> None:
    """So says the card of each that draws."""
    drawing = [card for card in shipped() if isinstance(card, Card)]

    assert drawing
    assert {("en", "zh")} == {card.reads for card in drawing}


def test_names_of_adapters_are_no_words(folder: Path) -> None:
    """What calls one is left as it is, in whatever script."""
    worn = ExtraCard(
        name="house",
        title="House",
        source="nowhere",
        purpose=Purpose.LORA,
        base=Base.POCKET,
        trigger="红房子",
    )
    catalogue = Catalogue((ENGLISH,), "english", (worn,), translator=folder)
    adapter = Adapter(kind=AdapterKind.LORA, name="house")
    asked = request("猫, 红房子").model_copy(update={"adapters": (adapter,)})

    assert "a cat, 红房子" == Translator(catalogue).translate(asked)[0].prompt


def test_operator_names_the_folders(tmp_path: Path) -> None:
    """They reach the worker's child, to which the catalogue is sent."""
    settings = GenerationSettings(translator=tmp_path / "zh-en", expander=tmp_path / "gpt2", data=tmp_path)
    sent = pickle.loads(pickle.dumps(load_catalogue(settings)))  # noqa: S301 - our own

    assert (tmp_path / "zh-en", tmp_path / "gpt2") == (sent.translator, sent.expander)


def test_prompt_alone_is_read(folder: Path) -> None:
    """For whoever asks about its words."""
    read, notes = translator(folder).read("红房子", "english")

    assert ("a red house", ["translated"]) == (read, [note.code for note in notes])
    assert ("红房子", ()) == translator(folder).read("红房子", "japanese")


def test_words_are_translated_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was asked before is known."""
    known = translator(folder)
    asked: list[str] = []
    first = known.translate(request("猫"))
    monkeypatch.setattr("generation.translating._Model.translate", lambda _, texts: asked.append(*texts))

    assert first == known.translate(request("猫"))
    assert [] == asked


def test_long_translation_is_cut_and_told(folder: Path) -> None:
    """A recipe that is too long could not be read back."""
    given, notes = translator(folder).translate(request("，".join(["红房子"] * 200)))

    assert len(given.prompt) <= PROMPT_LIMIT
    assert {"a", "red", "house"} == set(given.prompt.replace(",", "").split())
    assert "translation_cut" == notes[-1].code


def test_failing_translator_costs_nobody_their_picture(folder: Path, tmp_path: Path) -> None:
    """Missing, without a weight, pickled or changed: the words stay as they are, and a note says so."""
    asked = request("红房子")
    broken = write_translator(tmp_path / "broken")
    weights = load_file(broken / "model.safetensors")
    save_file({name: one for name, one in weights.items() if "fc1" not in name}, broken / "model.safetensors")
    (write_translator(tmp_path / "pickled") / "model.safetensors").rename(tmp_path / "pickled" / "model.bin")

    for name in ("nowhere", "broken", "pickled"):
        assert (asked, FAILED) == translator(tmp_path / name).translate(asked)
    assert (asked, ()) == translator(None).translate(asked)
