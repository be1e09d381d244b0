"""Turns a command of ours into one of Discord's: its form becomes typed options."""

import inspect
import re
from collections.abc import Awaitable, Callable, Mapping
from enum import Enum
from typing import Any

import discord
from annotated_types import Ge, Le
from discord import app_commands
from pydantic.fields import FieldInfo

from bots.attachment import Attachment
from bots.command import Command
from bots.discord.files import attached
from bots.discord.offers import Offers, proposer
from bots.forms import kind
from bots.wording import Wording
from tasks.roles import LEAST, Role

TEXT_MAX = 100  # characters of a description or a choice
NAME = re.compile(r"[-_\w]{1,32}")
CONTEXTS = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
INSTALLS = app_commands.AppInstallationType(guild=True, user=True)
# Forms leave it open, for chats of many messages.
OF_PICTURES = ("remix", "inpaint", "outpaint", "control", "map", "depth", "blend", "upscale", "describe")
NEEDED = frozenset(
    {("say", "text"), ("verify", "file"), ("restore", "photo"), ("blend", "picture_2")}
    | {(name, "picture") for name in OF_PICTURES}
)
# Discord takes 25 options; the rarest ones of those that have more are flags in the text: --turn "0 20".
TYPED = frozenset({("avatar", "turn"), ("avatar", "nod"), ("avatar", "tilt")})

# Whom Discord shows a command that takes a role of ours. Whether they may is decided elsewhere; a server's
# owner shows it to others under Server Settings, Integrations.
PERMISSIONS = {
    Role.MODERATOR: discord.Permissions(moderate_members=True),
    Role.ADMIN: discord.Permissions(manage_guild=True),
    Role.OWNER: discord.Permissions(administrator=True),
}

Values = dict[str, object]
Called = Callable[[discord.Interaction[Any], Command[Any], Values], Awaitable[None]]
Slash = app_commands.Command[Any, ..., None]


def build(command: Command[Any], called: Called, offers: Mapping[str, Offers]) -> Slash:
    """Make the slash command that calls ``called`` with the options that were filled in.

    ``offers`` are the names to propose while somebody types, by field, or by command and field.
    """

    async def callback(interaction: discord.Interaction[Any], **options: object) -> None:
        await called(
            interaction,
            command,
            {name: _given(value) for name, value in options.items() if value is not None},
        )

    fields: dict[str, FieldInfo] = {
        name: field for name, field in command.form.model_fields.items() if (command.name, name) not in TYPED
    }
    first = inspect.Parameter(
        "interaction", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=discord.Interaction
    )
    # discord.py reads the options from the signature.
    callback.__signature__ = inspect.Signature(  # type: ignore[attr-defined]  # functions take any attribute
        [first, *(_parameter(command, name, field) for name, field in fields.items())]
    )
    app_commands.rename(**{name: app_commands.locale_str(name, key=f"field-{name}") for name in fields})(
        callback
    )
    app_commands.describe(**{name: _about(command, name) for name in fields})(callback)
    app_commands.choices(**{name: found for name, field in fields.items() if (found := _choices(field))})(
        callback
    )
    for name, field in fields.items():
        proposed = offers.get(f"{command.name}.{name}") or offers.get(name)
        if proposed is not None and not (_choices(field) or kind(field) in {int, float}):
            app_commands.autocomplete(**{name: proposer(proposed)})(callback)
    built: Slash = app_commands.Command(
        name=command.name,
        description=app_commands.locale_str(
            _short(Wording("en").say(f"command-{command.name}")), key=f"command-{command.name}"
        ),
        callback=callback,
        allowed_contexts=CONTEXTS,
        allowed_installs=INSTALLS,
        auto_locale_strings=False,
    )
    built.default_permissions = PERMISSIONS.get(LEAST[command.deed])
    return built


class Translator(app_commands.Translator):
    """Gives Discord the texts of the commands in every language of ours."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContext[Any, Any],
    ) -> str | None:
        """Translate a description or the name of an option; None where English serves."""
        key = string.extras.get("key", "")
        wording = Wording(str(locale))
        if wording.locale == "en" or not wording.has(key):
            return None
        text = _short(wording.say(key))
        named = context.location is app_commands.TranslationContextLocation.parameter_name
        return None if named and not NAME.fullmatch(text) else text


def _given(value: object) -> object:
    return attached(value) if isinstance(value, discord.Attachment) else value


def _parameter(command: Command[Any], name: str, field: FieldInfo) -> inspect.Parameter:
    whom = name == "person" and name in command.words  # elsewhere, a reply can say who is meant
    needed = field.is_required() or (command.name, name) in NEEDED or whom
    return inspect.Parameter(
        name,
        inspect.Parameter.KEYWORD_ONLY,
        default=inspect.Parameter.empty if needed else None,
        annotation=_annotation(field),
    )


def _annotation(field: FieldInfo) -> Any:  # noqa: ANN401 - a type, or a range of discord.py
    wanted = kind(field)
    if wanted is Attachment:
        return discord.Attachment
    if wanted in {int, float}:
        low = next((limit.ge for limit in field.metadata if isinstance(limit, Ge)), None)
        high = next((limit.le for limit in field.metadata if isinstance(limit, Le)), None)
        edges = [None if edge is None else wanted(edge) for edge in (low, high)]
        return app_commands.Range[wanted, edges[0], edges[1]] if edges != [None, None] else wanted
    return bool if wanted is bool else str


def _choices(field: FieldInfo) -> list[app_commands.Choice[str]]:
    wanted = kind(field)
    if not issubclass(wanted, Enum):
        return []
    return [app_commands.Choice(name=str(item.value), value=str(item.value)) for item in wanted]


def _about(command: Command[Any], field: str) -> app_commands.locale_str:
    key = f"option-{command.name}-{field}"
    return app_commands.locale_str(_short(Wording("en").say(key)), key=key)


def _short(text: str) -> str:
    return text if len(text) <= TEXT_MAX else text[: TEXT_MAX - 1] + "…"
