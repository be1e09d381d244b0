"""/help: what can be typed here."""

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Any

from pydantic import BaseModel, Field
from pydantic.fields import FieldInfo

from bots.chat import Reply
from bots.command import Command, Visit, offered
from bots.contents import RULING, pages
from bots.forms import attachments, kind, limits
from bots.grammar import examples_of, flag_of
from bots.topics.tell import TOPICS, topic_of, topic_reply
from bots.wording import Wording


class HelpForm(BaseModel, frozen=True, extra="forbid"):
    """What is to be explained: a command, a page of commands, or a choice such as steps."""

    command: str = Field("", max_length=40)


async def answer(form: HelpForm, visit: Visit) -> Reply:
    """Show where to begin, or explain a choice, a page of commands or the options of one."""
    counter = visit.counter
    wording = counter.wording(visit.sender)
    if topic := topic_of(form.command):
        return topic_reply(topic, wording)
    role = await counter.call(counter.desk.authority.role, visit.actor)
    listed = pages(offered(counter.commands, role))
    wanted = form.command.strip().removeprefix("/").casefold()
    if not wanted:
        return Reply(text="\n".join(_beginning(listed, visit, wording)), private=True)
    if wanted in listed:
        lines = [
            wording.say(f"help-page-{wanted}"),
            *(_title(command, wording) for command in listed[wanted]),
        ]
        return Reply(text="\n".join([*lines, "", wording.say("help-more")]), private=True)
    command = counter.command(wanted)
    return Reply(text="\n".join([_title(command, wording), *_flags(command, wording)]), private=True)


def _beginning(listed: Mapping[str, Sequence[Command[Any]]], visit: Visit, wording: Wording) -> Iterator[str]:
    """Show what matters first, and lead to everything else; a message of any chat holds it."""
    yield from (wording.say("help-title"), wording.say("help-example"), wording.say("help-avatar"))
    yield from ("", wording.say("help-commands"))
    for page, commands in listed.items():
        if not page:
            yield from (_title(command, wording) for command in commands)
        elif page == RULING:
            yield wording.say("help-ruling")
        else:
            names = " ".join(f"/{command.name}" for command in commands)
            yield f"{wording.say(f'help-page-{page}')} (/help {page}): {names}"
    if wording.has(pictures := f"help-pictures-{visit.place.platform}"):
        yield wording.say(pictures)
    yield from ("", wording.say("help-flags"), " ".join(_written(visit.counter.commands[0])))
    yield from ("", wording.say("help-topics"), ", ".join(map(flag_of, TOPICS)))
    yield wording.say("help-models", names=", ".join(visit.counter.catalogue.names()))


def _title(command: Command[Any], wording: Wording) -> str:
    return f"/{command.name} · {wording.say(f'command-{command.name}')}"


def _flags(command: Command[Any], wording: Wording) -> Iterator[str]:
    """Explain the flags of a command, each with what it may be."""
    examples = examples_of(command.form)
    for name, field in _flagged(command).items():
        words = wording.say(f"option-{command.name}-{name}")
        yield f"{_flag(name, examples)} · {words}{_range(field, wording)}"
        wanted = kind(field)
        if issubclass(wanted, Enum):
            yield "    " + ", ".join(str(choice.value) for choice in wanted)


def _written(command: Command[Any]) -> Iterator[str]:
    """Write the flags of a command as people do."""
    examples = examples_of(command.form)
    return (_flag(name, examples) for name in _flagged(command))


def _flagged(command: Command[Any]) -> dict[str, FieldInfo]:
    """List what a command takes by flags: all but its text and its files."""
    others = {command.text_field, *attachments(command.form)}
    return {name: field for name, field in command.form.model_fields.items() if name not in others}


def _flag(name: str, examples: Mapping[str, str]) -> str:
    return f"--{flag_of(name)} {examples.get(name, '…')}"


def _range(field: FieldInfo, wording: Wording) -> str:
    if kind(field) not in {int, float}:
        return ""
    low, high = (int(edge) if edge.is_integer() else edge for edge in limits(field))
    return f" ({wording.say('help-range', low=low, high=high)})"


HELP = Command("help", HelpForm, answer, text_field="command", private=True)
