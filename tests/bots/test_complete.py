"""Everything that a person reads is in both languages, and nowhere but in the locales."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax.ast import BaseNode, Message, VariableReference

from bots.commands.menu import COMMANDS
from bots.wording import FOLDER, LOCALES, Wording
from tests.bots.test_wording import errors

ROOT = FOLDER.parents[1]
PAGE = ROOT / "bots" / "web"
TEMPLATES = sorted((PAGE / "templates").glob("*.html"))
SCRIPTS = sorted((PAGE / "static").glob("*.js"))
PROGRAMS = [path for path in sorted((ROOT / "bots").rglob("*.py")) if "__pycache__" not in path.parts]
SOURCES = [
    path
    for room in ("bots", "limner", "tasks", "avatar", "generation")
    for path in sorted((ROOT / room).rglob("*"))
    if path.suffix in {".py", ".html", ".js"} and "__pycache__" not in path.parts
]
# Where a key is put together of a beginning and a name: f"state-{status}", "idea-" ~ name, `act-${name}`.
BEGINNINGS = re.compile(
    r"""["'`]([a-z][a-z0-9]*(?:[-_][a-z0-9]+)*-)(?:\$?\{|["'] *[~+]|["']$|["'] *\#)""", re.M
)
SHOWN = frozenset(
    {"placeholder", "title", "alt", "aria-label", "label", "content"}
)  # attributes that are read
NAMES = frozenset({"Limner", "Discord", "Telegram", "English", "SadTalker"})  # the same in every language
WORD = re.compile(r"[A-Za-z]{3,}")
JINJA = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.S)
CODE = re.compile(r"/imagine|--\w+|https?://\S+")
SENTENCE = re.compile(r"""(["'`])([A-Z][a-z]+(?: [a-z]+)+[.!?]?|[A-Z][a-z]+(?: [A-Za-z]+){2,}.*?)\1""")
COMMENT = re.compile(r"(?<!:)//.*|/\*.*?\*/")
# The names of arguments by which people are told something, on whatever platform.
TELLING = frozenset({"text", "label", "placeholder", "description", "title", "content", "caption"})
TOLD_BY = frozenset({"Reply", "Button", "send_message", "answer_callback_query", "Draft"})


def messages(locale: str) -> dict[str, Message]:
    """Read the messages of a language by their keys."""
    parser = FluentParser(with_spans=False)
    entries = [
        entry
        for path in sorted((FOLDER / locale).glob("*.ftl"))
        for entry in parser.parse(path.read_text("utf-8")).body
    ]
    return {entry.id.name: entry for entry in entries if isinstance(entry, Message)}


def variables(node: object) -> set[str]:
    """Name the variables of a message."""
    if isinstance(node, VariableReference):
        return {node.id.name}
    if isinstance(node, BaseNode):
        return {name for value in vars(node).values() for name in variables(value)}
    if isinstance(node, list):
        return {name for one in node for name in variables(one)}
    return set()


MESSAGES = {locale: messages(locale) for locale in LOCALES}


def test_languages_use_the_same_facts() -> None:
    """What one of them tells, the other tells as well."""
    english, chinese = (MESSAGES[locale] for locale in LOCALES)
    differing = {
        key: (variables(english[key]), variables(chinese[key]))
        for key in english.keys() & chinese.keys()
        if variables(english[key]) != variables(chinese[key])
    }

    assert {} == differing


@pytest.mark.parametrize("locale", LOCALES)
def test_every_sentence_can_be_said(locale: str) -> None:
    """With numbers or with words for its facts; none is empty, and no brace is left."""
    wording, broken = Wording(locale), []
    for key, message in MESSAGES[locale].items():
        names = variables(message)
        said = [wording.say(key, **dict.fromkeys(names, sample)) for sample in (1, 3, "x")]
        if not all(text.strip() for text in said) or any("{" in text for text in said):
            broken.append(key)

    assert [] == broken


def test_no_sentence_is_left_over() -> None:
    """Every key is named in the code, or put together of a beginning and a name that are there."""
    sources = "\n".join(path.read_text("utf-8") for path in SOURCES)
    begun = set(BEGINNINGS.findall(sources))
    options = {f"{command.name}-{field}" for command in COMMANDS for field in command.form.model_fields}
    names = set(re.findall(r"[\w-]+", sources)) | {error.code for error in errors()} | options
    parts = {key: list(re.finditer("-", key)) for key in MESSAGES["en"] if key not in names}
    unused = [
        key
        for key, ends in parts.items()
        if not any(key[: end.end()] in begun and key[end.end() :] in names for end in ends)
    ]

    assert [] == unused


class Read(HTMLParser):
    """Gathers what people read of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the attributes that are shown or read aloud."""
        self._silent += tag in {"script", "style"}
        named = dict(attrs).get("name") is not None and tag == "meta"
        self.texts += [value or "" for name, value in attrs if name in SHOWN and not named]

    def handle_endtag(self, tag: str) -> None:
        """Listen again behind a script."""
        self._silent -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        """Take a text."""
        if not self._silent:
            self.texts.append(data)


def literals(html: str) -> list[str]:
    """Find the words in a template that stand there themselves."""
    reader = Read()
    reader.feed(JINJA.sub("", html))
    words = (CODE.sub("", text) for text in reader.texts)
    return [text.strip() for text in words if set(WORD.findall(text)) - NAMES]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.name))
def test_templates_hold_no_words(path: Path) -> None:
    """Neither as text nor in an attribute that is shown or read aloud."""
    assert [] == literals(path.read_text("utf-8"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: str(path.name))
def test_scripts_hold_no_sentences(path: Path) -> None:
    """What they say, the page gives them."""
    code = "\n".join(COMMENT.sub("", line) for line in path.read_text("utf-8").splitlines())

    assert [] == [found[1] for found in SENTENCE.findall(code)]


def told(tree: ast.AST) -> Iterator[str]:
    """Find the words that a program tells people by itself."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name not in TOLD_BY:
            continue
        given = [*call.args, *(word.value for word in call.keywords if word.arg in TELLING)]
        for value in given:
            parts = value.values if isinstance(value, ast.JoinedStr) else [value]
            constants = [part.value for part in parts if isinstance(part, ast.Constant)]
            yield from (text for text in constants if isinstance(text, str) and " " in text.strip())


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: str(path.relative_to(ROOT)))
def test_programs_tell_nothing_by_themselves(path: Path) -> None:
    """All sentences come from the wording."""
    assert [] == list(told(ast.parse(path.read_text("utf-8"))))


def test_these_tests_would_notice() -> None:
    """A sentence in a template, a script or a program does not slip through."""
    assert ["Hello there"] == literals('<p class="x">Hello there</p>{{ say("x") }}')
    assert ["Your name"] == literals('<input placeholder="Your name" name="prompt">')
    assert [] == literals('<p>{% if x %}{{ say("page-hello") }}{% endif %}</p><script>let wide = 1</script>')
    assert SENTENCE.findall("show('Something broke here')")
    assert ["Well done, "] == list(told(ast.parse('Reply(text=f"Well done, {name}")')))
