"""What Discord's HTTP API does with a bot's requests."""

import asyncio
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime

from tests.fakes.discord_about import ABOUT, BOT_USER, user_of
from tests.fakes.discord_limits import VOICE, wrong_choices, wrong_commands, wrong_message
from tests.fakes.discord_spec import Call, Json
from tests.fakes.discord_world import (
    APPLICATION,
    FILE_LIMIT,
    ApiError,
    Attachment,
    Interaction,
    Message,
    Person,
    Room,
    World,
)

CALLBACKS = {
    2: {4, 5, 9},
    3: {4, 5, 6, 7, 9},
    4: {8},
    5: {4, 5, 6, 7},
}  # which first answers each kind of interaction takes
FOLLOW_UPS_MAX = 5  # of an interaction, where the app is not installed in the server
Handler = Callable[..., Json]


class Rest:
    """Answers calls; what a bot should never have sent goes to ``violations``."""

    def __init__(self, world: World, file_limit: int = FILE_LIMIT, flags: int = 0) -> None:
        self.world = world
        self.file_limit = file_limit
        self.violations: list[str] = []
        self.commands: dict[str, list[dict[str, Json]]] = {}  # by guild, "" for the global ones
        self.registered = asyncio.Event()
        self.cdn_url = ""
        hook = rf"/webhooks/{APPLICATION}/(?P<token>[^/]+)"
        commands = rf"/applications/{APPLICATION}(?:/guilds/(?P<guild>\d+))?/commands"
        self._routes: list[tuple[str, re.Pattern[str], Handler]] = [
            ("GET", re.compile(r"/users/@me"), lambda call: BOT_USER),
            ("GET", re.compile(r"(/oauth2)?/applications/@me"), lambda call: {**ABOUT, "flags": flags}),
            ("POST", re.compile(r"/users/@me/channels"), self._open_direct),
            ("GET", re.compile(commands), self._list_commands),
            ("PUT", re.compile(commands), self._set_commands),
            ("POST", re.compile(r"/interactions/(?P<number>\d+)/(?P<token>[^/]+)/callback"), self._answer),
            ("PATCH", re.compile(hook + r"/messages/(?P<number>@original|\d+)"), self._edit_by_token),
            ("GET", re.compile(hook + r"/messages/(?P<number>@original|\d+)"), self._get_by_token),
            ("DELETE", re.compile(hook + r"/messages/(?P<number>@original|\d+)"), self._delete_by_token),
            ("POST", re.compile(hook), self._follow_up),
            ("POST", re.compile(r"/channels/(?P<channel>\d+)/messages"), self._post),
            ("POST", re.compile(r"/channels/(?P<channel>\d+)/typing"), self._type),
            ("PATCH", re.compile(r"/channels/(?P<channel>\d+)/messages/(?P<number>\d+)"), self._edit),
            ("DELETE", re.compile(r"/channels/(?P<channel>\d+)/messages/(?P<number>\d+)"), self._delete),
        ]

    def run(self, call: Call) -> Json:
        """Do what a call asks. Raises ApiError where Discord would refuse."""
        for method, pattern, handler in self._routes:
            match = pattern.fullmatch(call.path)
            if method == call.method and match:
                by_token = "token" in match.groupdict()
                if not by_token and not call.authorised:
                    raise ApiError(401, 0, "401: Unauthorized")
                return handler(call, **match.groupdict())
        self.violations.append(f"{call.method} {call.path}: not known to this fake")
        raise ApiError(404, 0, "404: Not Found")

    def _check(self, call: Call, body: dict[str, Json]) -> None:
        problems = wrong_message(call, body, self.file_limit)
        self.violations += [f"{call.method} {call.path}: {problem}" for problem in problems]
        if problems:
            raise ApiError(400, 50035, "; ".join(problems))

    def _set_commands(self, call: Call, guild: str | None) -> Json:
        problems = wrong_commands(call.body)
        self.violations += problems
        if problems:
            raise ApiError(400, 50035, "Invalid Form Body")
        assert isinstance(call.body, list)
        kept: list[dict[str, Json]] = []
        for command in call.body:
            assert isinstance(command, dict)
            kept.append(
                {
                    "description": "",
                    **command,
                    "id": self.world.new_id(),
                    "application_id": APPLICATION,
                    "version": self.world.new_id(),
                    "guild_id": guild,
                }
            )
        self.commands[guild or ""] = kept
        self.registered.set()
        return [{name: value for name, value in command.items() if value is not None} for command in kept]

    def _list_commands(self, call: Call, guild: str | None) -> Json:
        return list(self.commands.get(guild or "", []))

    def _answer(self, call: Call, number: str, token: str) -> Json:
        interaction = self.world.interactions.get(number)
        took_s = call.at - interaction.began if interaction else 0.0
        if interaction is None or interaction.token != token or interaction.expired:
            raise ApiError(404, 10062, "Unknown interaction")
        if interaction.answer is not None:
            raise ApiError(400, 40060, "Interaction has already been acknowledged.")
        if took_s > self.world.answer_s:
            raise ApiError(404, 10062, "Unknown interaction")
        kind = call.fields["type"]
        if kind not in CALLBACKS[interaction.kind]:
            self.violations.append(f"answer of type {kind} to an interaction of type {interaction.kind}")
            raise ApiError(400, 50035, "Invalid Form Body")
        self._first_answer(call, interaction)
        interaction.answer, interaction.answered_s = call.fields, took_s
        interaction.answered.set()
        if call.query.get("with_response") != "true" and call.query.get("with_response") != "1":
            return None
        return self._callback_response(interaction)

    def _first_answer(self, call: Call, interaction: Interaction) -> None:
        kind, data = call.fields["type"], call.fields.get("data") or {}
        assert isinstance(data, dict)
        flags = data.get("flags") or 0
        assert isinstance(flags, int)
        if kind == 8:
            self.violations += wrong_choices(data)
        elif kind in {6, 7}:
            interaction.message = interaction.source
        elif kind in {4, 5}:
            interaction.message = self.world.post(interaction.room, flags, loading=kind == 5)
        if kind in {4, 7}:
            self._check(call, data)
            assert interaction.message is not None
            self.world.paint(interaction.message, data, call.files)

    def _callback_response(self, interaction: Interaction) -> Json:
        about: dict[str, Json] = {"id": interaction.id, "type": interaction.kind}
        if interaction.message is not None:
            about["response_message_id"] = interaction.message.id
            about["response_message_loading"] = interaction.message.loading
            about["response_message_ephemeral"] = interaction.message.private
        return {"interaction": about}

    def _of_token(self, token: str, number: str) -> Message:
        interaction = self.world.by_token(token)
        if interaction.message is None:
            raise ApiError(404, 10015, "Unknown Webhook")
        if number == "@original":
            number = interaction.message.id
        message = self.world.message(number)
        if message not in {interaction.message, interaction.source} and message.nonce != token:
            raise ApiError(404, 10008, "Unknown Message")
        return message

    def _edit_by_token(self, call: Call, token: str, number: str) -> Json:
        message = self._of_token(token, number)
        self._check(call, call.fields)
        self.world.paint(message, call.fields, call.files)
        return self.show(message)

    def _get_by_token(self, call: Call, token: str, number: str) -> Json:
        return self.show(self._of_token(token, number))

    def _delete_by_token(self, call: Call, token: str, number: str) -> Json:
        self._of_token(token, number).deleted = True
        return None

    def _follow_up(self, call: Call, token: str) -> Json:
        interaction = self.world.by_token(token)
        if interaction.answer is None:
            raise ApiError(404, 10015, "Unknown Webhook")
        self._check(call, call.fields)
        if not interaction.room.member:  # only its user installed the app
            interaction.follow_ups += 1
            if interaction.follow_ups > FOLLOW_UPS_MAX:
                raise ApiError(400, 40094, "Maximum number of follow up messages reached")
        flags = call.fields.get("flags") or 0
        assert isinstance(flags, int)
        message = self.world.post(interaction.room, flags, nonce=token)
        self.world.paint(message, call.fields, call.files)
        return self.show(message)

    def _open_direct(self, call: Call) -> Json:
        return {"id": self.world.direct(str(call.fields["recipient_id"])).id, "type": 1}

    def _post(self, call: Call, channel: str) -> Json:
        room = self.world.writable(channel)
        self._check(call, call.fields)
        flags = call.fields.get("flags") or 0
        assert isinstance(flags, int)
        if flags & VOICE and not room.voice:
            raise ApiError(403, 50173, "Cannot send voice messages in this channel")
        nonce = str(call.fields.get("nonce") or "")
        again = self.world.same_nonce(room, nonce) if call.fields.get("enforce_nonce") else None
        message = again or self.world.post(room, flags & VOICE, nonce=nonce)
        if again is None:
            message.replies_to = self._referred(call.fields)
            self.world.paint(message, call.fields, call.files)
        return self.show(message)

    def _referred(self, body: dict[str, Json]) -> Message | None:
        reference = body.get("message_reference")
        if not isinstance(reference, dict):
            return None
        found = self.world.messages.get(str(reference["message_id"]))
        if found is None and reference.get("fail_if_not_exists") is not False:
            raise ApiError(400, 50035, "MESSAGE_REFERENCE_UNKNOWN_MESSAGE")
        return found

    def _type(self, call: Call, channel: str) -> Json:
        self.world.writable(channel)
        return None

    def _edit(self, call: Call, channel: str, number: str) -> Json:
        message = self._of_channel(call, channel, number)
        self._check(call, call.fields)
        self.world.paint(message, call.fields, call.files)
        return self.show(message)

    def _delete(self, call: Call, channel: str, number: str) -> Json:
        self._of_channel(call, channel, number).deleted = True
        return None

    def _of_channel(self, call: Call, channel: str, number: str) -> Message:
        room: Room = self.world.writable(channel)
        message = self.world.message(number)
        if message.room is not room or message.private:
            raise ApiError(404, 10008, "Unknown Message")
        if message.author is not None:
            raise ApiError(403, 50005, "Cannot edit a message authored by another user")
        if message.voice and call.method == "PATCH":
            raise ApiError(400, 50162, "Voice messages cannot be edited")
        return message

    def show(self, message: Message) -> dict[str, Json]:
        """Write a message as Discord's API does."""
        when = datetime.fromtimestamp(time.time(), UTC).isoformat()
        return {
            "id": message.id,
            "channel_id": message.room.id,
            "type": 19 if message.replies_to else 0,
            "content": message.look.content,
            "author": user_of(message.author) if message.author else BOT_USER,
            "timestamp": when,
            "edited_timestamp": when if len(message.looks) > 1 else None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [user_of(Person(account, account)) for account in message.mentions],
            "mention_roles": [],
            "attachments": [self.file(message.room, file) for file in message.look.files],
            "embeds": [],
            "pinned": False,
            "flags": message.flags | (128 if message.loading else 0),
            "components": message.raw_components or [],
            **({} if message.author else {"application_id": APPLICATION}),
        }

    def file(self, room: Room, file: Attachment) -> dict[str, Json]:
        """Write a file as Discord's API does."""
        url = f"{self.cdn_url}/attachments/{room.id}/{file.id}/{file.name}"
        about: dict[str, Json] = {
            "id": file.id,
            "filename": file.name,
            "size": len(file.data),
            "url": url,
            "proxy_url": url,
            "content_type": file.mime,
        }
        if file.description:
            about["description"] = file.description
        if file.duration_s is not None:
            about |= {"duration_secs": file.duration_s, "waveform": file.waveform}
        return about
