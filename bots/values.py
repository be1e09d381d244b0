"""What typed options, or the words and files of a message, say of a command's form."""

from collections.abc import Mapping, Sequence
from typing import Any  # of whatever form

from bots.attachment import Attachment
from bots.bringing import PICTURE, in_order
from bots.command import Command
from bots.forms import attachments, merge
from bots.grammar import parse, spread

AUDIO = "audio"  # the field that takes what is heard, beside one that takes what is seen
MOVES = "moves"  # the field that takes a video


def said(command: Command[Any], text: str) -> dict[str, object]:
    """Take what stands behind a command as values. Raises a Refusal if a flag is wrong."""
    if command.words:
        return spread(text, command.form, command.words)
    return {command.text_field: text} if command.text_field else parse(text, command.form)


def assign(command: Command[Any], files: Sequence[Attachment], *, lending: bool) -> dict[str, object]:
    """Give each field of a command that takes a file the first one that is declared as fitting.

    ``lending``: videos lend their motion, where the command takes such; those that come without a word
    were mostly meant to be heard.
    """
    fields = attachments(command.form)
    if PICTURE in fields:
        return in_order(fields, files)
    lent = lending and MOVES in fields

    def fits(name: str, file: Attachment) -> bool:
        if len(fields) == 1:
            return True
        if lent and file.filmed:
            return name == MOVES
        return name != MOVES and file.heard == (name == AUDIO)

    fitting = {name: next((file for file in files if fits(name, file)), None) for name in fields}
    return {name: file for name, file in fitting.items() if file is not None}


def read_values(command: Command[Any], values: Mapping[str, object]) -> dict[str, object]:
    """Join typed options with the flags in the command's free text.

    Raises a Refusal if a flag is wrong, or an option is given twice with different values.
    """
    if not command.text_field:
        return dict(values)
    text = values.get(command.text_field)
    if text is not None and not isinstance(text, str):
        return dict(values)  # the form says what is wrong with it
    others = {name: value for name, value in values.items() if name != command.text_field}
    return merge(command.form, parse(text or "", command.form, command.text_field), others)
