"""Every sentence exists in both languages, and none can be broken by what users type."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax.ast import Message

import avatar
import bots
import generation
import tasks
from bots.commands.menu import COMMANDS
from bots.wording import FOLDER, LOCALES, Wording, nearest_locale
from generation.cards import pocket
from generation.errors import Failure, OutOfRange, Refusal, StudioError, UnknownChoice
from generation.notes import Note
from generation.vocabulary import read_vocabulary
from tasks.job import Problem, Status

SAMPLES = {"str": "x", "int": 3, "float": 2.5, "datetime": datetime(2026, 1, 2, tzinfo=UTC)}

ROOMS = {"generation", "avatar", "tasks", "bots"}


def errors() -> Iterator[StudioError]:
    """Make one of each error of every room."""
    for room in (generation, avatar, bots, tasks):
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if module.name.endswith("errors"):
                importlib.import_module(module.name)
    waiting: list[type[StudioError]] = [Refusal, Failure]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.split(".")[0] in ROOMS and kind not in {Refusal, Failure}:
            parameters = list(inspect.signature(kind.__init__).parameters.values())[1:]
            names = [getattr(parameter.annotation, "__name__", "str") for parameter in parameters]
            yield kind(*(SAMPLES.get(name, "x") for name in names))


def keys(locale: str) -> set[str]:
    """Read the keys of a language."""
    parser = FluentParser(with_spans=False)
    texts = [path.read_text("utf-8") for path in sorted((FOLDER / locale).glob("*.ftl"))]
    entries = [entry for text in texts for entry in parser.parse(text).body]
    messages = [entry.id.name for entry in entries if isinstance(entry, Message)]
    assert len(messages) == len(set(messages)), "a key stands twice"
    assert not [entry for entry in entries if type(entry).__name__ == "Junk"], "a line cannot be read"
    return set(messages)


def test_languages_have_the_same_keys() -> None:
    """A sentence that is added to one language is added to the other."""
    assert keys("en") == keys("zh-CN")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("error", list(errors()), ids=lambda error: str(error.code))
def test_every_error_has_its_sentence(error: StudioError, locale: str) -> None:
    """No error falls back to the sentence for the unforeseen."""
    wording = Wording(locale)

    assert wording.has(f"problem-{error.code}")
    assert "{" not in wording.problem(Problem.of(error))


@pytest.mark.parametrize("locale", LOCALES)
def test_every_command_and_state_has_its_words(locale: str) -> None:
    """Menus and lists never show a bare key."""
    wording = Wording(locale)
    wanted = [f"command-{command.name}" for command in COMMANDS]
    wanted += [
        f"option-{command.name}-{field}" for command in COMMANDS for field in command.form.model_fields
    ]
    wanted += [f"field-{field}" for command in COMMANDS for field in command.form.model_fields]
    wanted += [f"state-{status}" for status in Status]

    assert [key for key in wanted if not wording.has(key)] == []


def test_sentence_says_what_the_limit_and_the_price() -> None:
    """What is wrong, what would be right, and that it cost nothing."""
    problem = Problem.of(OutOfRange("steps", 9999, 1, 150))

    assert "Steps can be 1 to 150; you wrote 9999. Nothing was charged." == Wording("en").problem(problem)


@pytest.mark.parametrize("locale", LOCALES)
def test_weight_of_emphasis_is_named(locale: str) -> None:
    """Though it is no field of a form."""
    assert Wording(locale).has("field-weight")


def test_large_numbers_have_no_marks() -> None:
    """A seed can be copied from a sentence."""
    assert "4294967295" in Wording("en").problem(Problem.of(OutOfRange("seed", -1, 0, 4294967295)))


@pytest.mark.parametrize(
    "text", ["{ $field }", "{", '{"', "$field", "%s", "{0.__class__}", "-term", "\0\n\ud800"]
)
def test_what_users_type_is_no_pattern(text: str) -> None:
    """A user's text stands in the sentence as it was typed, or loses what cannot be printed."""
    sentence = Wording("en").problem(Problem.of(UnknownChoice("model", text, "pocket")))

    assert "".join(mark for mark in text if mark.isprintable()) in sentence
    assert sentence.isprintable()


def test_long_text_is_cut() -> None:
    """A sentence stays a sentence."""
    assert len(Wording("en").problem(Problem.of(UnknownChoice("model", "x" * 5000, "pocket")))) < 200


def test_unknown_code_is_still_answered() -> None:
    """A worker that is newer than the bot may know more errors."""
    assert Wording("en").problem(Problem(code="from_the_future")).startswith("Something broke")


@pytest.mark.parametrize(
    ("asked", "found"),
    [("zh", "zh-CN"), ("zh-Hant-TW", "zh-CN"), ("zh_TW", "zh-CN"), ("en-GB", "en"), ("", "en")],
)
def test_nearest_language_is_spoken(asked: str, found: str) -> None:
    """Platforms write locales in their own ways."""
    assert found == nearest_locale(asked)


NOTES = [
    Note(code="unknown_words", facts={"words": "wombat", "more": 0}),
    Note(code="unknown_words", facts={"words": "wombat", "more": 3}),
    Note(code="lighter_plan", facts={"plan": "tiled"}),
    Note(code="prompt_long", facts={"field": "prompt", "tokens": 103, "windows": 2}),
    Note(code="prompt_cut", facts={"field": "prompt", "unit": "words", "read": 46, "total": 60}),
    Note(code="prompt_cut", facts={"field": "negative_prompt", "unit": "characters", "read": 4, "total": 6}),
    Note(code="taken_over", facts={"count": 2}),
    Note(code="filter_blurred", facts={"count": 1, "all": 1}),
    Note(code="filter_blurred", facts={"count": 2, "all": 4}),
    Note(code="filter_withheld", facts={"count": 1, "all": 4}),
]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("note", NOTES, ids=str)
def test_every_note_has_its_sentence(note: Note, locale: str) -> None:
    """With every fact in it."""
    sentence = Wording(locale).note(note)

    hidden = {"unit", "field"} | ({"more"} if note.facts.get("more") == 0 else set())
    assert [
        fact for name, fact in note.facts.items() if name not in hidden and str(fact) not in sentence
    ] == []
    assert "{" not in sentence


def test_note_of_a_newer_worker_is_left_out() -> None:
    """A bot that is not yet updated shows the picture all the same."""
    assert "" == Wording("en").note(Note(code="from_the_future"))


@pytest.mark.parametrize("locale", LOCALES)
def test_examples_of_the_page_are_understood(locale: str) -> None:
    """The first thing that people click holds no word that the shipped model does not know."""
    words = read_vocabulary(Path(pocket().source))
    examples = [Wording(locale).say(f"page-example-{number}") for number in range(1, 5)]

    assert words is not None
    assert {} == {text: words.unknown(text) for text in examples if words.unknown(text)}
