"""`limner admin pool`: what a server or a channel pays with while an event lasts."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from limner.commands.at_desk import at_machine, open_at_desk

if TYPE_CHECKING:
    from tasks.pools import Pool

app = typer.Typer(help="Pools: credits that a server or a channel pays with.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Of the pool: small letters, digits, hyphens.")]
Amount = Annotated[int, typer.Argument(min=1, max=1_000_000, help="Credits.", metavar="CREDITS")]


@app.command("list")
def every() -> None:
    """List the pools, also those that ended; the last to end first."""
    with open_at_desk() as desk:
        for pool in desk.admin.pools.every(at_machine()):
            print(_line(pool))


@app.command("open")
def start(
    name: Name,
    amount: Amount,
    place: Annotated[str, typer.Argument(help="discord:server:123 or discord:channel:456.")],
    days: Annotated[float, typer.Option(min=0.01, max=366, help="What is left after them expires.")] = 1.0,
) -> None:
    """Open a pool, from which a server or a channel pays until its end."""
    from tasks.plans import subject_of

    with open_at_desk() as desk:
        lasts = timedelta(days=days)
        print(_line(desk.admin.pools.open(at_machine(), name, subject_of(place), amount, lasts)))


@app.command("add")
def add(name: Name, amount: Amount) -> None:
    """Give a pool more credits, until its end."""
    with open_at_desk() as desk:
        print(_line(desk.admin.pools.add(at_machine(), name, amount)))


@app.command("end")
def end(name: Name) -> None:
    """End a pool now: it pays no more, and what is left expires."""
    with open_at_desk() as desk:
        print(_line(desk.admin.pools.end(at_machine(), name)))


def _line(pool: "Pool") -> str:
    until = f"{'ended' if pool.ended else 'until'} {pool.ends_at:%Y-%m-%d %H:%M} UTC"
    return f"{pool.name}  {pool.left} left, {pool.held} held  {pool.scope}  {until}"
