"""Turns a command of ours into one of Discord's: its form becomes typed options."""

import inspect
import re
import types
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from difflib import get_close_matches
from enum import Enum
from typing import Any, Union, get_args, get_origin

import discord
from annotated_types import Ge, Le
from discord import app_commands
from pydantic.fields import FieldInfo

from bots.command import Command
from bots.wording import Wording

CHOICES_MAX = 25
TEXT_MAX = 100  # characters of a description or a choice
NAME = re.compile(r"[-_\w]{1,32}")
CONTEXTS = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
INSTALLS = app_commands.AppInstallationType(guild=True, user=True)

Values = dict[str, object]
Called = Callable[[discord.Interaction[Any], Command[Any], Values], Awaitable[None]]
Slash = app_commands.Command[Any, ..., None]


def build(command: Command[Any], called: Called, names: Mapping[str, Sequence[str]]) -> Slash:
    """Make the slash command that calls ``called`` with the options that were filled in.

    ``names`` are the names to propose while somebody types, by field.
    """

    async def callback(interaction: discord.Interaction[Any], **options: object) -> None:
        await called(
            interaction, command, {name: value for name, value in options.items() if value is not None}
        )

    fields: dict[str, FieldInfo] = command.form.model_fields
    first = inspect.Parameter(
        "interaction", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=discord.Interaction
    )
    # discord.py reads the options from the signature.
    callback.__signature__ = inspect.Signature(  # type: ignore[attr-defined]  # functions take any attribute
        [first, *(_parameter(name, field) for name, field in fields.items())]
    )
    app_commands.rename(**{name: app_commands.locale_str(name, key=f"field-{name}") for name in fields})(
        callback
    )
    app_commands.describe(**{name: _about(command, name) for name in fields})(callback)
    app_commands.choices(**{name: found for name, field in fields.items() if (found := _choices(field))})(
        callback
    )
    for name in fields:
        if name in names:
            app_commands.autocomplete(**{name: proposer(names[name])})(callback)
    return app_commands.Command(
        name=command.name,
        description=app_commands.locale_str(
            _short(Wording("en").say(f"command-{command.name}")), key=f"command-{command.name}"
        ),
        callback=callback,
        allowed_contexts=CONTEXTS,
        allowed_installs=INSTALLS,
        auto_locale_strings=False,
    )


def proposer(
    names: Sequence[str],
) -> Callable[[discord.Interaction[Any], str], Coroutine[Any, Any, list[app_commands.Choice[str]]]]:
    """Propose names while somebody types: those that begin so, hold it, or look like it."""

    async def propose(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=name[:TEXT_MAX], value=name) for name in proposals(names, typed)]

    return propose


def proposals(names: Sequence[str], typed: str) -> list[str]:
    """Sort names by how well they fit what was typed, at most CHOICES_MAX. Nothing is lost but misfits."""
    wanted = typed.strip().casefold()
    usable = [name for name in names if len(name) <= TEXT_MAX]
    beginning = [name for name in usable if name.casefold().startswith(wanted)]
    holding = [name for name in usable if wanted in name.casefold()]
    folded = {name.casefold(): name for name in usable}
    alike = [folded[name] for name in get_close_matches(wanted, folded, n=CHOICES_MAX, cutoff=0.5)]
    return list(dict.fromkeys([*beginning, *holding, *alike]))[:CHOICES_MAX]


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


def _parameter(name: str, field: FieldInfo) -> inspect.Parameter:
    return inspect.Parameter(
        name,
        inspect.Parameter.KEYWORD_ONLY,
        default=inspect.Parameter.empty if field.is_required() else None,
        annotation=_annotation(field),
    )


def _annotation(field: FieldInfo) -> Any:  # noqa: ANN401 - a type, or a range of discord.py
    kind = _bare(field.annotation)
    if kind in {int, float}:
        low = next((limit.ge for limit in field.metadata if isinstance(limit, Ge)), None)
        high = next((limit.le for limit in field.metadata if isinstance(limit, Le)), None)
        edges = [None if edge is None else kind(edge) for edge in (low, high)]
        return app_commands.Range[kind, edges[0], edges[1]] if edges != [None, None] else kind
    return bool if kind is bool else str


def _bare(annotation: Any) -> Any:  # noqa: ANN401 - type annotations have no type
    """Take the None out of ``int | None``."""
    if get_origin(annotation) in {Union, types.UnionType}:
        return next(part for part in get_args(annotation) if part is not type(None))
    return annotation


def _choices(field: FieldInfo) -> list[app_commands.Choice[str]]:
    kind = _bare(field.annotation)
    if not (isinstance(kind, type) and issubclass(kind, Enum)):
        return []
    return [app_commands.Choice(name=str(item.value), value=str(item.value)) for item in kind]


def _about(command: Command[Any], field: str) -> app_commands.locale_str:
    key = f"option-{command.name}-{field}"
    return app_commands.locale_str(_short(Wording("en").say(key)), key=key)


def _short(text: str) -> str:
    return text if len(text) <= TEXT_MAX else text[: TEXT_MAX - 1] + "…"
