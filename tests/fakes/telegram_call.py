"""A request to the Bot API, and how Telegram reads the words and buttons in it."""

import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from tests.fakes.telegram_errors import Breach
from tests.fakes.telegram_spec import Json, Upload, Value

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
DATA_LIMIT = 64  # bytes
DRAFT_LIMIT = 256  # characters of an inline query


@dataclass(frozen=True)
class Call:
    """A request as the bot sent it, decoded."""

    method: str
    values: dict[str, Value]
    uploads: dict[str, Upload] = field(default_factory=dict)
    at: float = 0.0  # seconds, of the server's monotonic clock

    def text(self, name: str) -> str:
        """Read a text, empty where it was left out."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else str(value)

    def number(self, name: str) -> int | None:
        """Read a whole number."""
        value = self.values.get(name)
        return int(value) if isinstance(value, int | str) else None

    def part(self, name: str) -> dict[str, Json]:
        """Read an object, empty where it was left out."""
        value = self.values.get(name)
        return value if isinstance(value, dict) else {}

    @property
    def chat(self) -> int:
        """Tell the chat."""
        return self.number("chat_id") or 0


def keyboard_of(call: Call) -> list[list[dict[str, str]]]:
    """Read the buttons. Raises Breach where Telegram would not take them."""
    rows = call.part("reply_markup").get("inline_keyboard", [])
    assert isinstance(rows, list)
    keyboard = json.loads(json.dumps(rows))
    for key in (key for row in keyboard for key in row):
        typed = key.get("switch_inline_query_current_chat")
        if typed is not None:
            if len(typed) > DRAFT_LIMIT:
                raise Breach(400, "Bad Request: BUTTON_DATA_INVALID")
            continue
        if not 1 <= len(key.get("callback_data", "").encode()) <= DATA_LIMIT:
            raise Breach(400, "Bad Request: BUTTON_DATA_INVALID")
        if not key["text"].strip():
            raise Breach(400, "Bad Request: text buttons must have non-empty text")
    if any(not 1 <= len(row) <= 8 for row in keyboard):
        raise Breach(400, "Bad Request: too many buttons in a row")
    return keyboard  # type: ignore[no-any-return]  # JSON that the published types have confirmed


def caption_of(entry: dict[str, Json]) -> str:
    """Read the words of a part of an album, or of what takes the place of a message."""
    values: dict[str, Value] = {"caption": entry.get("caption", "")}
    return text_of(Call("", values | {"parse_mode": entry.get("parse_mode", "")}), "caption", CAPTION_LIMIT)


def text_of(call: Call, name: str, limit: int) -> str:
    """Read a text as people will see it; lengths count UTF-16 units, as entities do."""
    text = _parsed(call.text(name), call.text("parse_mode"))
    if name == "text" and not text.strip():
        raise Breach(400, "Bad Request: message text is empty")
    if len(text.encode("utf-16-le")) // 2 > limit:
        kind = "message is too long" if name == "text" else "message caption is too long"
        raise Breach(400, f"Bad Request: {kind}")
    return text.strip()


def _parsed(text: str, mode: str) -> str:
    """Take the markup away. Raises Breach where it does not parse."""
    if mode == "HTML":
        return _Html(text).text
    if mode == "MarkdownV2" and (bad := re.search(r"(?<!\\)[_*\[\]()~`>#+\-=|{}.!]", text)):
        reserved = f"Character '{bad[0]}' is reserved and must be escaped with the preceding '\\'"
        raise Breach(400, f"Bad Request: can't parse entities: {reserved}")
    if mode == "Markdown" and any(text.count(mark) % 2 for mark in "_*`"):
        raise Breach(400, "Bad Request: can't parse entities: Can't find end of the entity")
    return re.sub(r"\\(.)", r"\1", text) if mode == "MarkdownV2" else text


class _Html(HTMLParser):
    ALLOWED = frozenset({"b", "strong", "i", "em", "u", "s", "a", "code", "pre", "blockquote", "tg-spoiler"})

    def __init__(self, source: str) -> None:
        super().__init__()
        self.text = ""
        self.open: list[str] = []
        self.feed(source)
        self.close()
        if self.open:
            raise Breach(400, f"Bad Request: can't parse entities: Can't find end tag for '{self.open[-1]}'")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.ALLOWED:
            raise Breach(400, f'Bad Request: can\'t parse entities: Unsupported start tag "{tag}"')
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise Breach(400, "Bad Request: can't parse entities: Unexpected end tag")

    def handle_data(self, data: str) -> None:
        self.text += data
