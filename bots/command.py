"""A command: one form and one answer, shown alike on every platform."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import BaseModel

from bots.chat import Reply
from generation.provenance import Provenance
from tasks.actor import Actor
from tasks.job import Place, Sender
from tasks.roles import Deed, Role, may

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
    about: str = ""  # the message that it replies to, as the platform names what shows a job
    provenance: Provenance | None = None  # of the words of what is asked for, where nobody typed them so

    @property
    def actor(self) -> Actor:
        """Take the sender as somebody who acts upon others."""
        return Actor.at(self.sender, self.place)


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
    words: tuple[str, ...] = ()  # ... or the fields that its words fill in order; the last takes the rest
    deed: Deed = Deed.ASK  # what whoever uses it must be allowed to do; the counter sees to it
    sits: bool = False  # whether it goes on with what was begun in the chat
    private: bool = False  # whether the answer is a list or a balance, of interest to the asker alone


def offered(commands: Iterable[Command[Any]], role: Role = Role.MEMBER) -> list[Command[Any]]:
    """List the commands that somebody of a role may use: others are not put before them."""
    return [command for command in commands if may(role, command.deed)]
