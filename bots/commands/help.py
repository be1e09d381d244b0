"""/help: what can be typed here."""

from collections.abc import Iterator
from enum import Enum
from typing import Any

from pydantic import BaseModel, Field
from pydantic.fields import FieldInfo

from bots.chat import Reply
from bots.command import Command, Visit, offered
from bots.forms import attachments, kind, limits
from bots.grammar import examples_of, flag_of
from bots.topics.tell import TOPICS, topic_of, topic_reply
from bots.wording import Wording
from tasks.roles import Deed


class HelpForm(BaseModel, frozen=True, extra="forbid"):
    """A command whose options are to be explained, or a choice such as steps."""

    command: str = Field("", max_length=40)


async def answer(form: HelpForm, visit: Visit) -> Reply:
    """List the commands and the flags of the first, or explain a choice or the options of one."""
    counter = visit.counter
    wording = counter.wording(visit.sender)
    if topic := topic_of(form.command):
        return topic_reply(topic, wording)
    if form.command:
        command = counter.command(form.command.strip().removeprefix("/").casefold())
        return Reply(text="\n".join([_title(command, wording), *_flags(command, wording)]), private=True)
    lines = [wording.say("help-title"), wording.say("help-example"), "", wording.say("help-commands")]
    shown = offered(counter.commands, await counter.call(counter.desk.authority.role, visit.actor))
    lines += [_title(command, wording) for command in shown if command.deed is Deed.ASK]
    if ruling := " ".join(f"/{command.name}" for command in shown if command.deed is not Deed.ASK):
        lines += [f"{wording.say('help-ruling')} {ruling}"]
    lines += ["", wording.say("help-avatar"), wording.say("help-more")]
    if wording.has(pictures := f"help-pictures-{visit.place.platform}"):
        lines.append(wording.say(pictures))
    lines += ["", wording.say("help-flags")]
    lines += _flags(counter.commands[0], wording)
    lines += ["", wording.say("help-topics"), ", ".join(map(flag_of, TOPICS))]
    lines += ["", wording.say("help-models", names=", ".join(counter.catalogue.names()))]
    return Reply(text="\n".join(lines), private=True)


def _title(command: Command[Any], wording: Wording) -> str:
    return f"/{command.name} · {wording.say(f'command-{command.name}')}"


def _flags(command: Command[Any], wording: Wording) -> Iterator[str]:
    examples = examples_of(command.form)
    for name, field in command.form.model_fields.items():
        if name in {command.text_field, *attachments(command.form)}:
            continue
        words = wording.say(f"option-{command.name}-{name}")
        yield f"--{flag_of(name)} {examples.get(name, '…')} · {words}{_range(field, wording)}"
        wanted = kind(field)
        if issubclass(wanted, Enum):
            yield "    " + ", ".join(str(choice.value) for choice in wanted)


def _range(field: FieldInfo, wording: Wording) -> str:
    if kind(field) not in {int, float}:
        return ""
    low, high = (int(edge) if edge.is_integer() else edge for edge in limits(field))
    return f" ({wording.say('help-range', low=low, high=high)})"


HELP = Command("help", HelpForm, answer, text_field="command", private=True)
