"""A command: one form and one answer, shown alike on every platform."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from pydantic import BaseModel

from bots.chat import Reply
from tasks.job import Place, Sender

if TYPE_CHECKING:
    from bots.counter import Counter

F = TypeVar("F", bound=BaseModel)


@dataclass(frozen=True)
class Visit:
    """Somebody at the counter: who, where, and a key that makes a repeated event one event."""

    sender: Sender
    place: Place
    key: str  # unique per platform event: interaction id, update id, Idempotency-Key
    counter: "Counter"


@dataclass(frozen=True)
class Command(Generic[F]):
    """A name, a form whose fields are the options, and the answer.

    The form's field names, ranges and defaults become typed options on Discord, flags in the text on
    Telegram and the page, and JSON fields of the API. Descriptions come from the wording:
    ``command-<name>`` and ``option-<name>-<field>``. A field of the type Attachment takes a file.
    """

    name: str
    form: type[F]
    answer: Callable[[F, Visit], Awaitable[Reply]]
    text_field: str = ""  # the field that takes the free text behind the command
    private: bool = False  # whether the answer is a list or a balance, of interest to the asker alone
