"""What people do on a Discord, and the events that tell a bot of it."""

import asyncio
import copy
import time
from typing import cast

from tests.fakes.discord_about import user_of
from tests.fakes.discord_gateway import DIRECT_MESSAGES, GUILD_MESSAGES, MESSAGE_CONTENT, Gateway
from tests.fakes.discord_limits import VOICE
from tests.fakes.discord_rest import Rest
from tests.fakes.discord_spec import Json, Upload
from tests.fakes.discord_world import (
    APPLICATION,
    BOT,
    Attachment,
    Interaction,
    Look,
    Message,
    Person,
    Room,
    World,
)
from tests.patience import PATIENCE_S

FORM = 9  # a first answer that opens a form
TEXT, WHOLE, TRUTH, NUMBER, FILE = 3, 4, 5, 10, 11  # types of options
TYPES: dict[int, tuple[type, ...]] = {
    FILE: (str,),
    TEXT: (str,),
    WHOLE: (int,),
    TRUTH: (bool,),
    NUMBER: (int, float),
}
MAY_WRITE, MAY_SPEAK = 563448, 1 << 46  # permissions; the second one: send voice messages


class People:
    """Acts for everybody who has Discord open. Raises ValueError for what their client would not send."""

    def __init__(self, world: World, rest: Rest, gateway: Gateway) -> None:
        self._world = world
        self._rest = rest
        self._gateway = gateway

    async def slash(self, person: Person, room: Room, name: str, /, **options: Json | Upload) -> Interaction:
        """Send a command with its options filled in, files among them."""
        command = await self._command(name, room)
        interaction = self._world.interact(2, person, room)
        data = self._data(command, room)
        files = self._uploaded(room, options)
        given = {name: about["id"] for name, about in files.items()}
        typed = {name: value for name, value in options.items() if not isinstance(value, Upload)}
        data["options"] = [
            self._option(command, option, value) for option, value in {**typed, **given}.items()
        ]
        if files:
            data["resolved"] = {"attachments": {str(about["id"]): about for about in files.values()}}
        missing = [
            option["name"]
            for option in _options(command)
            if option.get("required") and option["name"] not in options
        ]
        if missing:
            raise ValueError(f"{missing} must be filled in")
        await self._send(interaction, data)
        return interaction

    async def complete(
        self, person: Person, room: Room, name: str, option: str, typed: str, **others: Json
    ) -> list[Json]:
        """Type into an option and see what is proposed."""
        command = await self._command(name, room)
        interaction = self._world.interact(4, person, room)
        data = self._data(command, room)
        filled = [self._option(command, other, value) for other, value in others.items()]
        data["options"] = [*filled, {"name": option, "type": TEXT, "value": typed, "focused": True}]
        await self._send(interaction, data)
        await asyncio.wait_for(interaction.answered.wait(), self._world.answer_s)
        assert interaction.answer is not None
        answer = interaction.answer["data"]
        assert isinstance(answer, dict)
        return cast("list[Json]", answer["choices"])

    async def press(self, person: Person, message: Message, label_or_action: str) -> Interaction:
        """Press a button of a message."""
        custom_id = message.button(label_or_action)
        await asyncio.wait_for(self._gateway.connected.wait(), PATIENCE_S)
        interaction = self._world.interact(3, person, message.room, source=message)
        await self._send(interaction, {"custom_id": custom_id, "component_type": 2, "id": 2})
        return interaction

    async def fill(self, interaction: Interaction, **texts: str) -> Interaction:
        """Change some fields of the form that an interaction opened, and send it."""
        await asyncio.wait_for(interaction.answered.wait(), self._world.answer_s)
        assert interaction.answer is not None
        fields = form_of(interaction)
        if unknown := texts.keys() - fields.keys():
            raise ValueError(f"the form has no {unknown}")
        about = cast("dict[str, Json]", interaction.answer["data"])
        sent = self._world.interact(5, interaction.person, interaction.room, source=interaction.source)
        rows: list[Json] = [
            {
                "type": 18,
                "id": number,
                "component": {"type": 4, "id": number + 1, "custom_id": name, "value": value},
            }
            for number, (name, value) in enumerate((fields | texts).items(), 1)
        ]
        await self._send(sent, {"custom_id": about["custom_id"], "components": rows})
        return sent

    async def choose(self, person: Person, message: Message, entry: str) -> Interaction:
        """Choose an entry in the menu of a message."""
        command = await self._command(entry, message.room)
        interaction = self._world.interact(2, person, message.room)
        data = self._data(command, message.room)
        shown = self._rest.show(message)
        data |= {"type": 3, "target_id": message.id, "resolved": {"messages": {message.id: shown}}}
        await self._send(interaction, data)
        return interaction

    async def write(
        self,
        person: Person,
        room: Room,
        text: str = "",
        *files: Upload,
        to: Message | None = None,
        ping: bool = True,
        voice: bool = False,
    ) -> Message:
        """Write a message: words, files, a reply to another one, which pings its author unless told not to.

        The bot hears of it as far as its intents go.
        """
        await asyncio.wait_for(self._gateway.connected.wait(), PATIENCE_S)
        message = self._world.post(room, VOICE if voice else 0)
        message.author, message.replies_to = person, to
        author = (to.author.id if to.author else BOT) if to else ""
        message.mentions = (BOT,) if f"<@{BOT}>" in text or (ping and author == BOT) else ()
        heard = (1.0, "AAECAw==") if voice else (None, "")
        kept = tuple(Attachment(self._world.new_id(), file.name, file.data, "", *heard) for file in files)
        message.looks.append(Look(text, kept, (), time.monotonic()))
        if self._gateway.wants(GUILD_MESSAGES if room.guild else DIRECT_MESSAGES):
            await self._gateway.dispatch("MESSAGE_CREATE", self._told(message))
        return message

    async def tell_again(self, message: Message) -> None:
        """Tell the bot of a message once more."""
        await self._gateway.dispatch("MESSAGE_CREATE", self._told(message))

    def _told(self, message: Message) -> dict[str, Json]:
        """Tell of a message what the bot may know."""
        about = self._visible(message)
        if message.room.guild:
            about["guild_id"] = message.room.guild
        if message.replies_to is not None:
            answered = message.replies_to
            about["message_reference"] = {"message_id": answered.id, "channel_id": answered.room.id}
            about["referenced_message"] = self._visible(answered)
        return about

    def _visible(self, message: Message) -> dict[str, Json]:
        about = self._rest.show(message)
        meant = message.author is None or not message.room.guild or BOT in message.mentions
        if meant or self._gateway.wants(MESSAGE_CONTENT):
            return about
        return {**about, "content": "", "attachments": [], "embeds": [], "components": []}

    def _uploaded(self, room: Room, options: dict[str, Json | Upload]) -> dict[str, dict[str, Json]]:
        """Upload the files of a command. Returns: how each is described, by its option."""
        found: dict[str, dict[str, Json]] = {}
        for name, value in options.items():
            if isinstance(value, Upload):
                kept = Attachment(self._world.new_id(), value.name, value.data, "")
                self._world.uploads[kept.id] = kept
                found[name] = {**self._rest.file(room, kept), "ephemeral": True}
        return found

    async def redeliver(self, interaction: Interaction) -> None:
        """Send the very same event once more."""
        await self._gateway.dispatch("INTERACTION_CREATE", copy.deepcopy(interaction.event))

    async def _command(self, name: str, room: Room) -> dict[str, Json]:
        await asyncio.wait_for(self._rest.registered.wait(), PATIENCE_S)
        await asyncio.wait_for(self._gateway.connected.wait(), PATIENCE_S)
        for scope in (room.guild, ""):
            for command in self._rest.commands.get(scope, ()):
                if command["name"] == name:
                    return command
        raise ValueError(f"there is no command {name}")

    def _data(self, command: dict[str, Json], room: Room) -> dict[str, Json]:
        data: dict[str, Json] = {"id": command["id"], "name": command["name"], "type": 1}
        if command.get("guild_id"):
            data["guild_id"] = command["guild_id"]
        return data

    def _option(self, command: dict[str, Json], name: str, value: Json) -> Json:
        for option in _options(command):
            if option["name"] == name:
                _check(option, value)
                return {"name": name, "type": option["type"], "value": value}
        raise ValueError(f"/{command['name']} has no option {name}")

    async def _send(self, interaction: Interaction, data: dict[str, Json]) -> None:
        interaction.event = self._event(interaction, data)
        await self._gateway.dispatch("INTERACTION_CREATE", copy.deepcopy(interaction.event))

    def _event(self, interaction: Interaction, data: dict[str, Json]) -> dict[str, Json]:
        room, person = interaction.room, interaction.person
        user = user_of(person)
        event: dict[str, Json] = {
            "id": interaction.id,
            "application_id": APPLICATION,
            "type": interaction.kind,
            "token": interaction.token,
            "version": 1,
            "data": data,
            "locale": person.locale,
            "channel_id": room.id,
            "channel": _channel(room),
            "app_permissions": str(MAY_WRITE | (MAY_SPEAK if room.voice else 0)) if room.member else "0",
            "entitlements": [],
            "authorizing_integration_owners": {"0": room.guild or "0"} if room.member else {"1": person.id},
            "context": 1 if not room.guild else 0,
            "attachment_size_limit": self._rest.file_limit,
        }
        if interaction.source is not None:
            event["message"] = self._rest.show(interaction.source)
        if not room.guild:
            return {**event, "user": user}
        member: dict[str, Json] = {
            "user": user,
            "roles": [],
            "joined_at": "2024-01-01T00:00:00+00:00",
            "premium_since": None,
            "permissions": "2147483647",
            "deaf": False,
            "mute": False,
            "flags": 0,
        }
        guild: dict[str, Json] = {"id": room.guild, "locale": "en-US", "features": []}
        return {**event, "guild_id": room.guild, "guild": guild, "guild_locale": "en-US", "member": member}


def _channel(room: Room) -> dict[str, Json]:
    about: dict[str, Json] = {"id": room.id, "type": 0 if room.guild else 1, "name": "studio", "position": 0}
    about["nsfw"] = room.nsfw
    if not room.parent:
        return about
    state: dict[str, Json] = {
        "archived": False,
        "auto_archive_duration": 60,
        "archive_timestamp": "2024-01-01T00:00:00+00:00",
        "locked": False,
    }
    about |= {"type": 11, "parent_id": room.parent, "guild_id": room.guild, "owner_id": BOT}
    return {**about, "thread_metadata": state, "message_count": 1, "member_count": 1}


def form_of(interaction: Interaction) -> dict[str, str]:
    """Read the fields of the form that an interaction opened, as they are filled in."""
    assert interaction.answer is not None
    if interaction.answer["type"] != FORM:
        raise ValueError("no form was opened")
    about = cast("dict[str, Json]", interaction.answer["data"])
    rows = cast("list[dict[str, dict[str, str]]]", about["components"])
    return {row["component"]["custom_id"]: row["component"].get("value", "") for row in rows}


def _options(command: dict[str, Json]) -> list[dict[str, Json]]:
    return cast("list[dict[str, Json]]", command.get("options") or [])


def _check(option: dict[str, Json], value: Json) -> None:
    """Refuse what a Discord client does not let people send."""
    kind = cast("int", option["type"])
    if not isinstance(value, TYPES[kind]) or (isinstance(value, bool) and kind != TRUTH):
        raise ValueError(f"{option['name']} is no option for {value!r}")
    low, high = option.get("min_value"), option.get("max_value")
    if isinstance(value, int | float) and not isinstance(value, bool):
        if isinstance(low, int | float) and value < low:
            raise ValueError(f"{option['name']} must be at least {low}")
        if isinstance(high, int | float) and value > high:
            raise ValueError(f"{option['name']} must be at most {high}")
    choices = cast("list[dict[str, Json]]", option.get("choices") or [])
    if choices and value not in [choice["value"] for choice in choices]:
        raise ValueError(f"{value!r} is no choice of {option['name']}")
