"""Limits that Discord enforces and that its specification does not state."""

import re
from base64 import b64decode

from tests.fakes.discord_spec import Call, Json, Upload

CONTENT_MAX = 2000  # characters of a bot's message
EMBEDS_MAX = 6000  # characters of all embeds together
ROWS_MAX = 5
FILES_MAX = 10
REQUEST_MAX = 25 * 1024 * 1024  # bytes of all files of a request
COMMAND_MAX = 8000  # characters of a command in all
CHOICES_MAX = 25
NAME = re.compile(r"[-_'\w]{1,32}")
MENU_TYPES = {2, 3}  # commands in the menus of users and of messages
WAVE_MAX = 256  # points of a voice message
EPHEMERAL = 1 << 6
VOICE = 1 << 13


def wrong_message(call: Call, message: dict[str, Json], file_limit: int) -> list[str]:
    """Tell which limits a message that is sent or edited breaks."""
    flags = message.get("flags") or 0
    assert isinstance(flags, int)
    if flags & VOICE:
        return [*_wrong_voice(call, message), *wrong_mentions(message)]
    return [
        *_wrong_text(message),
        *_wrong_rows(message),
        *_wrong_files(call, message, file_limit),
        *wrong_mentions(message),
    ]


def wrong_mentions(message: dict[str, Json]) -> list[str]:
    """Insist that nobody is pinged but users named one by one."""
    allowed = message.get("allowed_mentions")
    if not isinstance(allowed, dict):
        return ["no allowed_mentions: a prompt could ping everyone"]
    wrong = [] if allowed.get("parse") == [] else ["allowed_mentions.parse is not empty"]
    if allowed.get("roles"):
        wrong.append("allowed_mentions names roles")
    users = allowed.get("users") or []
    assert isinstance(users, list)
    wrong += [
        f"user {user} may be pinged but is not mentioned"
        for user in users
        if f"<@{user}>" not in str(message.get("content"))
    ]
    return wrong


def wrong_commands(commands: Json) -> list[str]:
    """Tell which limits a set of commands breaks."""
    assert isinstance(commands, list)
    wrong = [problem for command in commands for problem in _wrong_command(_object(command))]
    names = [_object(command)["name"] for command in commands]
    return wrong + (["two commands of one name"] if len(set(map(str, names))) < len(names) else [])


def wrong_choices(data: Json) -> list[str]:
    """Tell which limits an answer to an autocomplete breaks."""
    choices = _object(data).get("choices")
    if not isinstance(choices, list):
        return ["an autocomplete without choices"]
    return ["more than 25 choices"] if len(choices) > CHOICES_MAX else []


def _wrong_text(message: dict[str, Json]) -> list[str]:
    wrong = []
    if len(str(message.get("content") or "")) > CONTENT_MAX:
        wrong.append("content is longer than 2000 characters")
    embeds = message.get("embeds") or []
    assert isinstance(embeds, list)
    if sum(_letters(embed) for embed in embeds) > EMBEDS_MAX:
        wrong.append("embeds hold more than 6000 characters")
    return wrong


def _wrong_rows(message: dict[str, Json]) -> list[str]:
    rows = message.get("components") or []
    assert isinstance(rows, list)
    wrong = ["more than five rows"] if len(rows) > ROWS_MAX else []
    buttons = [_object(button) for row in rows for button in _list(_object(row).get("components"))]
    ids = [button.get("custom_id") for button in buttons]
    if len(set(map(str, ids))) < len(ids):
        wrong.append("a custom_id twice in one message")
    wrong += ["a button without a label" for button in buttons if not button.get("label")]
    return wrong


def _wrong_files(call: Call, message: dict[str, Json], file_limit: int) -> list[str]:
    wrong = []
    if len(call.files) > FILES_MAX:
        wrong.append("more than ten files")
    wrong += [f"{file.name} is too large" for file in call.files.values() if len(file.data) > file_limit]
    if sum(len(file.data) for file in call.files.values()) > REQUEST_MAX:
        wrong.append("the request is too large")
    listed = {str(_object(item).get("id")): _object(item) for item in _list(message.get("attachments"))}
    for number, file in call.files.items():
        wrong += _wrong_file(file, listed.get(str(number)))
    return wrong


def _wrong_file(file: Upload, entry: dict[str, Json] | None) -> list[str]:
    if entry is None:
        return [f"{file.name} is not listed in attachments"]
    wrong = [] if entry.get("filename") == file.name else [f"{file.name} is listed under another name"]
    return wrong + ([] if entry.get("description") else [f"{file.name} has no alt text"])


def _wrong_voice(call: Call, message: dict[str, Json]) -> list[str]:
    """Insist that a voice message is one sound with its length and its waveform, and nothing else."""
    wrong = [
        f"a voice message with {name}" for name in ("content", "embeds", "components") if message.get(name)
    ]
    entries = [_object(item) for item in _list(message.get("attachments"))]
    if len(entries) != 1 or len(call.files) != 1:
        return [*wrong, "a voice message has exactly one file"]
    if not next(iter(call.files.values())).name.endswith(".ogg"):
        wrong.append("a voice message is a sound")
    duration_s = entries[0].get("duration_secs")
    if not isinstance(duration_s, int | float) or duration_s <= 0:
        wrong.append("a voice message has a length")
    points = len(b64decode(str(entries[0].get("waveform") or "")))
    return wrong if 1 <= points <= WAVE_MAX else [*wrong, f"a waveform of {points} points"]


def _wrong_command(command: dict[str, Json]) -> list[str]:
    name = str(command["name"])
    if command.get("type") in MENU_TYPES:
        return _wrong_entry(name, command)
    wrong = [] if NAME.fullmatch(name) and name == name.lower() else [f"{name} is no name of a command"]
    options = [_object(option) for option in _list(command.get("options"))]
    required = [bool(option.get("required")) for option in options]
    if required != sorted(required, reverse=True):
        wrong.append(f"{name}: a required option behind an optional one")
    if not command.get("contexts") or not command.get("integration_types"):
        wrong.append(f"{name}: contexts and integration types are not explicit")
    if _letters(command) > COMMAND_MAX:
        wrong.append(f"{name}: more than 8000 characters")
    for option in options:
        wrong += [f"{name}: {problem}" for problem in _wrong_option(option)]
    for locale in {locale for option in options for locale in _object(option.get("name_localizations"))}:
        names = [_object(option.get("name_localizations")).get(locale, option["name"]) for option in options]
        if len(set(map(str, names))) < len(names):
            wrong.append(f"{name}: two options of one name in {locale}")
    return wrong


def _wrong_entry(name: str, command: dict[str, Json]) -> list[str]:
    """Check an entry of a menu: any name of at most 32 characters, and nothing to read or to fill in."""
    names = [name, *map(str, _object(command.get("name_localizations")).values())]
    wrong = [f"{name} is too long for a menu" for name in names if not 1 <= len(name) <= 32]
    wrong += [
        f"{name}: an entry has no {extra}" for extra in ("description", "options") if command.get(extra)
    ]
    if not command.get("contexts") or not command.get("integration_types"):
        wrong.append(f"{name}: contexts and integration types are not explicit")
    return wrong


def _wrong_option(option: dict[str, Json]) -> list[str]:
    names = [str(option["name"]), *map(str, _object(option.get("name_localizations")).values())]
    wrong = [f"{name} is no name of an option" for name in names if not NAME.fullmatch(name)]
    if not option.get("description") or option["description"] == "…":
        wrong.append(f"{names[0]} has no description")
    if option.get("autocomplete") and option.get("choices"):
        wrong.append(f"{names[0]} has both choices and autocomplete")
    return wrong


def _letters(value: Json) -> int:
    """Count the characters of all texts; of localisations only the longest counts."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, list):
        return sum(map(_letters, value))
    if isinstance(value, dict):
        return sum(
            max(map(_letters, _object(part).values()), default=0)
            if name.endswith("_localizations")
            else _letters(part)
            for name, part in value.items()
        )
    return 0


def _object(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []
