"""`limner models add` and `remove`: what this studio's own shelf holds."""

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from limner.ending import FAILED, INTERRUPTED, REFUSED, leave

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generation.catalogue import AnyCard
    from generation.requests import ControlKind
    from tasks.model_office import ModelOffice


def add(
    source: Annotated[
        str,
        typer.Argument(
            help="A folder in diffusers format, a safetensors file, a link to one, or a hub id.",
            metavar="SOURCE",
        ),
    ],
    name: Annotated[
        str, typer.Option(help="What people will type; made of the file's name if left out.")
    ] = "",
    licence: Annotated[str, typer.Option(help="Its licence, where the file tells none.")] = "",
    control: Annotated[
        str,
        typer.Option(
            help="What a ControlNet follows, where no name tells: canny, depth, scribble, lines, pose."
        ),
    ] = "",
) -> None:
    """Look into a model, copy it onto the shelf and write its card. Nothing in it is run."""
    from generation.cards import HUB_ID
    from generation.shelf.intake import Wish
    from limner.commands.at_desk import at_machine
    from limner.progress import bar

    wish = Wish(name, licence, _kind(control))
    try:
        with _office() as office, bar() as report:
            if source.startswith(("https://", "http://")):
                card = office.fetch(at_machine(), source, wish, report)
            elif HUB_ID.fullmatch(source) and not Path(source).exists():
                card = office.fetch_hub(at_machine(), source, wish, report)
            else:
                card = office.add(at_machine(), Path(source), wish, report)
    except OSError as error:
        leave(f"The shelf cannot be written: {error.strerror or error}.", FAILED)
    except KeyboardInterrupt:
        leave("Stopped; nothing was added.", INTERRUPTED)
    print(_told(card))


def remove(
    name: Annotated[str, typer.Argument(help="Of a model that was added.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Without asking.")] = False,
) -> None:
    """Take a model off the shelf and erase its files, after asking."""
    from limner.commands.at_desk import at_machine

    with _office() as office:
        card = office.find(name)
        if not yes and not typer.confirm(f"Erase {card.name} ({card.purpose}) from {card.source}?"):
            leave("Nothing was removed.", REFUSED)
        office.remove(at_machine(), card.name)
    print(f"{card.name} is gone.")


def allow(
    name: Annotated[str, typer.Argument(help="A model, a LoRA or another part.")],
    to: Annotated[
        str, typer.Argument(help="role:trusted, discord:server:123, discord:channel:456, or everybody.")
    ],
) -> None:
    """Keep a model for a role or a place, beside earlier ones; or make it for everybody again."""
    from limner.commands.at_desk import at_machine, open_at_desk
    from tasks.plan import EVERYBODY
    from tasks.plans import subject_of

    with open_at_desk() as desk:
        found = desk.access.allow(at_machine(), name, None if to == EVERYBODY else subject_of(to))
    print(f"{name}: {', '.join(found) or EVERYBODY}")


def _kind(control: str) -> "ControlKind | None":
    from generation.requests import ControlKind

    known = [kind.value for kind in ControlKind]
    if control and control not in known:
        leave(f"--control {control}: a ControlNet follows one of {', '.join(known)}.", REFUSED)
    return ControlKind(control) if control else None


@contextmanager
def _office() -> "Iterator[ModelOffice]":
    """Open the desk for its shelf, also where no studio has run yet."""
    from limner.commands.at_desk import open_at_desk
    from limner.folder import tasks_settings
    from tasks.database import migrate

    migrate(tasks_settings().database_address)
    with open_at_desk() as desk:
        yield desk.admin.models


def _told(card: "AnyCard") -> str:
    """Say in a line or two what was added."""
    from generation.catalogue import ExtraCard
    from limner.card_text import memory

    called = f"; called by: {card.trigger}" if isinstance(card, ExtraCard) and card.trigger else ""
    base = f" for {card.base}" if card.base else ""
    licence = card.licence or "not known: see that you may use it"
    lines = f"{card.name}: {card.purpose}{base}, {memory(card)}{called}", f"licence: {licence}"
    return "\n".join((*lines, f"It is in {card.source}"))
