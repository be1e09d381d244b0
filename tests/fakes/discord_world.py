"""What exists on a Discord: people, channels, messages as they are seen, interactions and their tokens."""

import asyncio
import itertools
import mimetypes
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.fakes.discord_limits import EPHEMERAL, VOICE
from tests.fakes.discord_spec import Json, Upload

APPLICATION = "1100000000000000001"
BOT = "1100000000000000002"
GUILD = "1200000000000000001"
FILE_LIMIT = 10 * 1024 * 1024  # bytes; more where a server is boosted
EPOCH_MS = 1420070400000  # of Discord's ids: 2015-01-01


class ApiError(Exception):
    """Discord refuses a request."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Person:
    """Somebody with an account."""

    id: str
    name: str
    locale: str = "en-US"


@dataclass(eq=False)
class Room:
    """A channel of a server, or a direct message."""

    id: str
    guild: str = GUILD  # nothing: a direct message
    member: bool = True  # whether the bot may read, write and attach files here
    deleted: bool = False
    with_person: str = ""  # of a direct message with the bot
    voice: bool = True  # whether the bot may send voice messages here
    parent: str = ""  # the channel that it hangs in, if it is a thread
    nsfw: bool = False  # whether it is age-restricted


@dataclass(frozen=True)
class Attachment:
    """A file under a message."""

    id: str
    name: str
    data: bytes
    description: str
    duration_s: float | None = None  # of a voice message
    waveform: str = ""  # likewise, in base64

    @property
    def mime(self) -> str:
        """What Discord takes it for."""
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"


@dataclass(frozen=True)
class Look:
    """How a message looked at one time."""

    content: str
    files: tuple[Attachment, ...]
    buttons: tuple[tuple[str, str], ...]  # label and custom_id
    at: float

    @property
    def pictures(self) -> tuple[bytes, ...]:
        """Give the PNG files: finished pictures, not previews."""
        return tuple(file.data for file in self.files if file.name.endswith(".png"))


@dataclass(eq=False)
class Message:
    """A message, with all its looks; of the bot unless it has an author."""

    id: str
    room: Room
    flags: int = 0
    loading: bool = False  # "thinking…"
    deleted: bool = False
    nonce: str = ""
    looks: list[Look] = field(default_factory=list)
    pinged: tuple[str, ...] = ()
    raw_components: Json = None
    author: Person | None = None
    mentions: tuple[str, ...] = ()  # accounts, those that a reply pings among them
    replies_to: "Message | None" = None

    @property
    def voice(self) -> bool:
        """Whether it is a voice message."""
        return bool(self.flags & VOICE)

    @property
    def look(self) -> Look:
        """How it looks now."""
        return self.looks[-1] if self.looks else Look("", (), (), 0.0)

    @property
    def private(self) -> bool:
        """Whether only the asker sees it."""
        return bool(self.flags & EPHEMERAL)

    def button(self, label_or_action: str) -> str:
        """Find the custom_id of a button by its label or by a word in its id."""
        for label, custom_id in self.look.buttons:
            if label_or_action in {label, *custom_id.split(":")}:
                return custom_id
        raise AssertionError(f"no button {label_or_action} among {self.look.buttons}")


@dataclass(eq=False)
class Interaction:
    """Something that a person did, and what the bot answered."""

    id: str
    token: str
    kind: int  # 2 a command or an entry of a menu, 3 a button, 4 an autocomplete
    person: Person
    room: Room
    began: float
    event: dict[str, Json] = field(default_factory=dict)
    source: Message | None = None  # the message with the button
    message: Message | None = None  # what @original means
    answer: dict[str, Json] | None = None
    answered_s: float | None = None  # how long the first answer took
    expired: bool = False
    follow_ups: int = 0
    answered: asyncio.Event = field(default_factory=asyncio.Event)


class World:
    """Everything a Discord knows."""

    def __init__(self, answer_s: float = 3.0, token_life_s: float = 15 * 60.0) -> None:
        self.answer_s = answer_s
        self.token_life_s = token_life_s
        self.messages: dict[str, Message] = {}
        self.interactions: dict[str, Interaction] = {}  # by id
        self.rooms: dict[str, Room] = {}
        self.uploads: dict[str, Attachment] = {}  # files of commands, which no message holds
        self.closed_to_bot: set[str] = set()  # people who take no direct message
        self._count = itertools.count(1)

    def new_id(self) -> str:
        """Make an id as Discord does, out of the time."""
        millis = int(time.time() * 1000) - EPOCH_MS
        return str((millis << 22) | (next(self._count) & 0x3FFFFF))

    def room(self, guild: str = GUILD, member: bool = True, with_person: str = "") -> Room:
        """Open a channel."""
        room = Room(self.new_id(), guild, member, with_person=with_person)
        self.rooms[room.id] = room
        return room

    def direct(self, person: str) -> Room:
        """Open the direct message between the bot and a person. Raises ApiError if it is closed."""
        for room in self.rooms.values():
            if room.with_person == person:
                return room
        return self.room(guild="", with_person=person)

    def interact(self, kind: int, person: Person, room: Room, source: Message | None = None) -> Interaction:
        """Begin an interaction."""
        interaction = Interaction(
            self.new_id(), f"aW{secrets.token_hex(40)}", kind, person, room, time.monotonic(), source=source
        )
        self.interactions[interaction.id] = interaction
        return interaction

    def by_token(self, token: str) -> Interaction:
        """Find the interaction of a token. Raises ApiError once the token is dead."""
        for interaction in self.interactions.values():
            if interaction.token == token:
                if interaction.expired or time.monotonic() - interaction.began > self.token_life_s:
                    raise ApiError(401, 50027, "Invalid Webhook Token")
                return interaction
        raise ApiError(404, 10015, "Unknown Webhook")

    def writable(self, channel: str) -> Room:
        """Find a channel that the bot may write to. Raises ApiError."""
        room = self.rooms.get(channel)
        if room is None or room.deleted:
            raise ApiError(404, 10003, "Unknown Channel")
        if not room.member:
            raise ApiError(403, 50001, "Missing Access")
        if room.with_person in self.closed_to_bot:
            raise ApiError(403, 50007, "Cannot send messages to this user")
        return room

    def message(self, number: str) -> Message:
        """Find a message. Raises ApiError if there is none."""
        found = self.messages.get(number)
        if found is None or found.deleted:
            raise ApiError(404, 10008, "Unknown Message")
        return found

    def post(self, room: Room, flags: int = 0, loading: bool = False, nonce: str = "") -> Message:
        """Make a message."""
        message = Message(self.new_id(), room, flags, loading, nonce=nonce)
        self.messages[message.id] = message
        return message

    def same_nonce(self, room: Room, nonce: str) -> Message | None:
        """Find the message that was sent with this nonce a short while ago."""
        return next(
            (m for m in self.messages.values() if nonce and m.nonce == nonce and m.room is room), None
        )

    def paint(self, message: Message, body: dict[str, Json], files: dict[int, Upload]) -> None:
        """Change how a message looks: what is left out stays, listed attachments stay or come.

        Files that no list names are appended. Raises ApiError if nothing would be left.
        """
        old = message.look
        message.loading = False
        content = str(body["content"] or "") if "content" in body else old.content
        kept = self._attachments(old.files, body, files)
        components = body.get("components", message.raw_components)
        if not content and not kept and not body.get("embeds"):
            raise ApiError(400, 50006, "Cannot send an empty message")
        message.raw_components = components
        allowed = body.get("allowed_mentions")
        users = allowed.get("users") if isinstance(allowed, dict) else None
        if isinstance(users, list) and not message.looks:  # an edit pings nobody
            message.pinged = tuple(str(user) for user in users if f"<@{user}>" in content)
        message.looks.append(Look(content, kept, _buttons(components), time.monotonic()))

    def _attachments(
        self, old: Sequence[Attachment], body: dict[str, Json], files: dict[int, Upload]
    ) -> tuple[Attachment, ...]:
        listed = body.get("attachments")
        if not isinstance(listed, list):
            fresh = [Attachment(self.new_id(), file.name, file.data, "") for file in files.values()]
            return (*old, *fresh)
        here = {attachment.id: attachment for attachment in old}
        kept = []
        for entry in listed:
            assert isinstance(entry, dict)
            number = str(entry["id"])
            if number in here:
                kept.append(here[number])
            elif number.isdigit() and int(number) in files:
                kept.append(self._upload(entry, files[int(number)]))
            else:
                raise ApiError(400, 50035, f"attachment {number} is neither here nor in the request")
        return tuple(kept)

    def _upload(self, entry: dict[str, Json], file: Upload) -> Attachment:
        about, duration_s = str(entry.get("description") or ""), entry.get("duration_secs")
        assert duration_s is None or isinstance(duration_s, int | float)
        wave = str(entry.get("waveform") or "")
        return Attachment(self.new_id(), file.name, file.data, about, duration_s, wave)


def _buttons(components: Json) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for row in components if isinstance(components, list) else ():
        assert isinstance(row, dict)
        buttons = row["components"]
        assert isinstance(buttons, list)
        for button in buttons:
            assert isinstance(button, dict)
            found.append((str(button.get("label")), str(button.get("custom_id"))))
    return tuple(found)
