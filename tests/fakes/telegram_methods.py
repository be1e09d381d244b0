"""The methods of the Bot API that Limner calls, with the limits that Telegram enforces."""

import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from tests.fakes.telegram_spec import Json, Upload, Value
from tests.fakes.telegram_world import ApiError, Breach, Kind, Message, StoredFile, World

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
DATA_LIMIT = 64  # bytes
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup "
    "are exactly the same as a current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


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


class Methods:
    """Every method in its own function, named as in the Bot API but in snake case."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.open_queries: set[str] = set()
        self.answered: dict[str, str] = {}  # callback query id -> what was shown
        self.commands: dict[str, Json] = {}  # language -> commands
        self.actions: list[tuple[int, str]] = []

    def run(self, call: Call) -> Json:
        """Answer a call. Raises ApiError."""
        name = re.sub(r"([A-Z])", r"_\1", call.method).lower()
        method = getattr(self, name, None)
        if method is None:
            raise Breach(404, f"Not Found: the fake has no {call.method}")
        answer: Json = method(call)
        return answer

    def get_me(self, _: Call) -> Json:
        """Tell who the bot is."""
        bot = self.world.bot.json | {"username": "limner_test_bot", "can_join_groups": True}
        return bot | {"can_read_all_group_messages": False, "supports_inline_queries": False}

    def set_my_commands(self, call: Call) -> Json:
        """Keep the menu of a language."""
        commands = call.values["commands"]
        assert isinstance(commands, list)
        for entry in commands:
            assert isinstance(entry, dict)
            if not re.fullmatch(r"[a-z0-9_]{1,32}", str(entry["command"])):
                raise Breach(400, "Bad Request: BOT_COMMAND_INVALID")
            if not 1 <= len(str(entry["description"])) <= 256:
                raise Breach(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[call.text("language_code")] = commands
        return True

    def get_my_commands(self, call: Call) -> Json:
        """Give the menu of a language."""
        return self.commands.get(call.text("language_code"), [])

    def send_message(self, call: Call) -> Json:
        """Show a text."""
        text = _text(call, "text", TEXT_LIMIT)
        message = self._new(call)
        message.text = text
        return message.json

    def send_photo(self, call: Call) -> Json:
        """Show a photo."""
        return self._send_file(call, "photo")

    def send_document(self, call: Call) -> Json:
        """Send a file."""
        return self._send_file(call, "document")

    def send_media_group(self, call: Call) -> Json:
        """Show an album."""
        media = call.values["media"]
        assert isinstance(media, list)
        if not 2 <= len(media) <= 10:
            raise Breach(400, "Bad Request: wrong number of messages in the album")
        entries = [entry for entry in media if isinstance(entry, dict)]
        if len({entry["type"] == "document" for entry in entries}) != 1:
            raise Breach(400, "Bad Request: documents can't be mixed with other media types")
        texts = [_caption(entry) for entry in entries]
        files = [self._media(call, entry) for entry in entries]
        album = f"album-{next(self.world.albums)}"
        made = [self._new(call) for _ in entries]
        for message, text, file in zip(made, texts, files, strict=True):
            message.text, message.file, message.album = text, file, album
        return [message.json for message in made]

    def edit_message_text(self, call: Call) -> Json:
        """Change a text message."""
        message = self._mine(call)
        text = _text(call, "text", TEXT_LIMIT)
        if message.kind != "text":
            raise ApiError(400, "Bad Request: there is no text in the message to edit")
        return _change(message, call, text, message.file)

    def edit_message_caption(self, call: Call) -> Json:
        """Change the words below a photo or a file."""
        message = self._mine(call)
        text = _text(call, "caption", CAPTION_LIMIT)
        if message.kind == "text":
            raise ApiError(400, "Bad Request: there is no caption in the message to edit")
        return _change(message, call, text, message.file)

    def edit_message_media(self, call: Call) -> Json:
        """Put a photo or a file in the place of a message's content."""
        message = self._mine(call)
        media = call.part("media")
        return _change(message, call, _caption(media), self._media(call, media))

    def edit_message_reply_markup(self, call: Call) -> Json:
        """Change the buttons only."""
        message = self._mine(call)
        return _change(message, call, message.text, message.file)

    def delete_message(self, call: Call) -> Json:
        """Take a message away."""
        number = call.number("message_id") or 0
        self.world.message(call.chat, number, "delete")
        del self.world.room(call.chat).messages[number]
        return True

    def send_chat_action(self, call: Call) -> Json:
        """Show that something is being done."""
        self.world.room(call.chat)
        self.actions.append((call.chat, call.text("action")))
        return True

    def answer_callback_query(self, call: Call) -> Json:
        """Stop the spinner of a button, once."""
        query = call.text("callback_query_id")
        if query not in self.open_queries:
            raise ApiError(400, TOO_OLD)
        if len(call.text("text")) > 200:
            raise Breach(400, "Bad Request: MESSAGE_TOO_LONG")
        self.open_queries.discard(query)
        self.answered[query] = call.text("text")
        return True

    def get_file(self, call: Call) -> Json:
        """Tell where a file can be fetched."""
        file = self.world.files.get(call.text("file_id"))
        if file is None:
            raise ApiError(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        if len(file.data) > 20_000_000:
            raise ApiError(400, "Bad Request: file is too big")
        return {"file_id": file.id, "file_unique_id": f"u{file.id}", "file_path": f"{file.kind}s/{file.id}"}

    def _send_file(self, call: Call, kind: Kind) -> Json:
        text = _text(call, "caption", CAPTION_LIMIT)
        file = self._file(call.values[kind], kind)
        message = self._new(call)
        message.text, message.file = text, file
        return message.json

    def _media(self, call: Call, entry: dict[str, Json]) -> StoredFile:
        link, kind = str(entry["media"]), entry["type"]
        if kind not in ("photo", "document"):
            raise Breach(400, f"Bad Request: the fake has no media of type {kind}")
        source: Value = call.uploads[link.removeprefix("attach://")] if "attach://" in link else link
        return self._file(source, "photo" if kind == "photo" else "document")

    def _file(self, source: Value, kind: Kind) -> StoredFile:
        if isinstance(source, Upload):
            return self.world.keep(kind, source.name, source.data)
        stored = self.world.files.get(str(source))
        if stored is None or stored.kind != kind:
            raise Breach(400, "Bad Request: wrong file identifier/HTTP URL specified")
        return stored

    def _mine(self, call: Call) -> Message:
        return self.world.message(call.chat, call.number("message_id") or 0, "edit")

    def _new(self, call: Call) -> Message:
        room = self.world.room(call.chat)
        keyboard = _keyboard(call)
        reply = call.part("reply_parameters")
        target = reply.get("message_id")
        if reply and target not in room.messages:
            if not reply.get("allow_sending_without_reply"):
                raise ApiError(400, "Bad Request: message to be replied not found")
            target = None
        thread = call.number("message_thread_id")
        if thread is not None and not room.forum:
            raise Breach(400, "Bad Request: message thread not found")
        message = room.add(self.world.bot, thread=thread)
        message.keyboard = keyboard
        message.reply_to = target if isinstance(target, int) else None
        return message


def _change(message: Message, call: Call, text: str, file: StoredFile | None) -> Json:
    keyboard = _keyboard(call)
    if (text, file, keyboard) == (message.text, message.file, message.keyboard):
        raise ApiError(400, NOT_MODIFIED)
    message.text, message.file, message.keyboard = text, file, keyboard
    message.edits += 1
    return message.json


def _keyboard(call: Call) -> list[list[dict[str, str]]]:
    rows = call.part("reply_markup").get("inline_keyboard", [])
    assert isinstance(rows, list)
    keyboard = json.loads(json.dumps(rows))
    for key in (key for row in keyboard for key in row):
        if not 1 <= len(key.get("callback_data", "").encode()) <= DATA_LIMIT:
            raise Breach(400, "Bad Request: BUTTON_DATA_INVALID")
        if not key["text"].strip():
            raise Breach(400, "Bad Request: text buttons must have non-empty text")
    if any(not 1 <= len(row) <= 8 for row in keyboard):
        raise Breach(400, "Bad Request: too many buttons in a row")
    return keyboard  # type: ignore[no-any-return]  # JSON that the published types have confirmed


def _caption(entry: dict[str, Json]) -> str:
    values: dict[str, Value] = {"caption": entry.get("caption", "")}
    return _text(Call("", values | {"parse_mode": entry.get("parse_mode", "")}), "caption", CAPTION_LIMIT)


def _text(call: Call, name: str, limit: int) -> str:
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
