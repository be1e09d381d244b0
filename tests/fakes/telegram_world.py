"""What people see in a Telegram that exists in memory only: chats, messages, files."""

import itertools
from dataclasses import dataclass, field
from typing import Literal

from tests.fakes.telegram_errors import ApiError, Breach
from tests.fakes.telegram_spec import Json
from tests.fakes.telegram_stored import (
    EMPTY,
    MP4,
    NOTE_LIMIT_S,
    OGG,
    Kind,
    Shape,
    StoredFile,
    check_photo,
    check_thumbnail,
)

BOT = 7_000_000_001
BOT_NAME = "limner_test_bot"
EPOCH = 1_795_000_000  # all messages carry a time after this one


@dataclass(frozen=True)
class Person:
    """Somebody with a Telegram account."""

    id: int
    name: str
    language: str = "en"
    bot: bool = False

    @property
    def json(self) -> dict[str, Json]:
        """Give the ``User``."""
        user: dict[str, Json] = {"id": self.id, "is_bot": self.bot, "first_name": self.name}
        return user | ({"language_code": self.language} if self.language else {})


@dataclass
class Message:
    """A message as it stands now."""

    id: int
    room: "Room"
    author: Person
    text: str = ""  # of a text message, or the caption of a photo or document
    file: StoredFile | None = None
    keyboard: list[list[dict[str, str]]] = field(default_factory=list)
    reply_to: int | None = None
    thread: int | None = None
    album: str = ""
    edits: int = 0
    extra: dict[str, Json] = field(default_factory=dict)  # a place, a poll, where it was forwarded from

    @property
    def kind(self) -> Kind:
        """Tell what it is at present."""
        return self.file.kind if self.file else "text"

    @property
    def buttons(self) -> dict[str, str]:
        """Give the label of every button by the first part of its data."""
        keys = [key for row in self.keyboard for key in row if "callback_data" in key]
        return {key["callback_data"].split(":")[0]: key["text"] for key in keys}

    @property
    def drafts(self) -> list[str]:
        """List what its buttons put into the text field."""
        keys = [key for row in self.keyboard for key in row]
        return [words for key in keys if (words := key.get("switch_inline_query_current_chat"))]

    @property
    def json(self) -> dict[str, Json]:
        """Give the ``Message``."""
        made: dict[str, Json] = {"message_id": self.id, "date": EPOCH + self.id, "chat": self.room.json}
        made["from"] = self.author.json
        if self.thread is not None:
            made |= {"message_thread_id": self.thread, "is_topic_message": True}
        if self.file is not None:
            made[self.file.kind] = self.file.json
            if self.file.kind == "animation":
                made["document"] = self.file.named  # so that old bots see a file
        made |= self.extra
        if self.text:
            made["caption" if self.file else "text"] = self.text
        if self.text.startswith("/"):
            command = len(self.text.split()[0])
            entities: Json = [{"type": "bot_command", "offset": 0, "length": command}]
            made["caption_entities" if self.file else "entities"] = entities
        if self.keyboard:
            made["reply_markup"] = {"inline_keyboard": [[{**key} for key in row] for row in self.keyboard]}
        if self.album:
            made["media_group_id"] = self.album
        return made


@dataclass
class Room:
    """A chat: private, or a group where ids are negative."""

    id: int
    title: str
    kind: Literal["private", "group", "supergroup"] = "private"
    forum: bool = False
    refuses: str = ""  # the words of a 403: blocked, kicked
    no_voices: bool = False  # somebody who takes no voice messages of strangers
    migrated_to: int | None = None
    messages: dict[int, Message] = field(default_factory=dict)
    ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    @property
    def json(self) -> dict[str, Json]:
        """Give the ``Chat``."""
        chat: dict[str, Json] = {"id": self.id, "type": self.kind}
        chat["first_name" if self.kind == "private" else "title"] = self.title
        return chat | ({"is_forum": True} if self.forum else {})

    @property
    def shown(self) -> list[Message]:
        """List what the bot has in this chat now, the oldest first."""
        return [message for message in self.messages.values() if message.author.id == BOT]

    @property
    def pictures(self) -> list[Message]:
        """List the photos of the bot."""
        return [message for message in self.shown if message.kind == "photo"]

    def of(self, kind: Kind) -> list[Message]:
        """List the messages of the bot that are of a kind."""
        return [message for message in self.shown if message.kind == kind]

    def add(self, author: Person, text: str = "", thread: int | None = None) -> Message:
        """Put a new message at the end."""
        message = Message(next(self.ids), self, author, text, thread=thread)
        self.messages[message.id] = message
        return message


class World:
    """All chats and files, and the bot itself."""

    def __init__(self) -> None:
        self.bot = Person(BOT, "Limner", language="", bot=True)
        self.rooms: dict[int, Room] = {}
        self.files: dict[str, StoredFile] = {}
        self.albums = itertools.count(1)

    def room(self, chat: int) -> Room:
        """Find a chat that the bot may write to.

        Raises ApiError where there is none, where the bot was blocked, and where the group moved.
        """
        room = self.rooms.get(chat)
        if room is None:
            raise ApiError(400, "Bad Request: chat not found")
        if room.refuses:
            raise ApiError(403, f"Forbidden: {room.refuses}")
        if room.migrated_to is not None:
            description = "Bad Request: group chat was upgraded to a supergroup chat"
            raise ApiError(400, description, migrate_to_chat_id=room.migrated_to)
        return room

    def message(self, chat: int, message: int, purpose: str) -> Message:
        """Find a message of the bot's own. Raises ApiError."""
        found = self.room(chat).messages.get(message)
        if found is None:
            raise ApiError(400, f"Bad Request: message to {purpose} not found")
        if purpose == "edit" and found.author.id != BOT:
            raise ApiError(400, "Bad Request: message can't be edited")
        return found

    def keep(
        self, kind: Kind, name: str, data: bytes, shape: Shape = EMPTY, mime: str = "", declared: int = 0
    ) -> StoredFile:
        """Take in a file as Telegram does, with all limits of its kind. Raises Breach."""
        if not data and not declared:
            raise Breach(400, "Bad Request: file must be non-empty")
        if kind == "photo":
            check_photo(data)
        if shape.thumbnail:
            check_thumbnail(shape.thumbnail)
        if len(data) > 50_000_000:
            raise Breach(413, "Request Entity Too Large")
        stored = StoredFile(f"{kind}-{len(self.files) + 1}", kind, name, data, shape, mime, declared)
        self.files[stored.id] = stored
        return stored

    def take(self, kind: Kind, name: str, data: bytes, shape: Shape) -> StoredFile:
        """Take in what a bot sends: what is not what it is said to be would come out as a file."""
        if kind in ("video", "video_note") and data[4:8] != MP4:
            raise Breach(400, f"Bad Request: the {kind} is no MP4")
        if kind == "voice" and not data.startswith(OGG):
            raise Breach(400, "Bad Request: the voice message is no Ogg")
        if kind == "video_note" and not 0 < shape.duration <= NOTE_LIMIT_S:
            raise Breach(400, "Bad Request: a video note lasts a minute at most")
        return self.keep(kind, name, data, shape)
