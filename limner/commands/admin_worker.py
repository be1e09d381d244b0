"""`limner admin worker`: which workers there are, and what they shall do."""

from typing import TYPE_CHECKING, Annotated

import typer

from limner.commands.at_desk import at_machine, open_at_desk

if TYPE_CHECKING:
    from tasks.machines import Machine, Wanted

app = typer.Typer(help="The workers: list, drain, resume, stop.", no_args_is_help=True)

Name = Annotated[
    str,
    typer.Argument(help="Its name, for example gpu1:4711, or its host where it is alone.", metavar="NAME"),
]


@app.command("list")
def all_of_them() -> None:
    """List the workers that announced themselves, with what they draw."""
    with open_at_desk() as desk:
        found = desk.crew.all(at_machine())
    for machine in found:
        print(_line(machine))
    if not found:
        print("No worker is there.")


@app.command()
def drain(name: Name) -> None:
    """Let a worker finish what it has and take nothing new."""
    from tasks.machines import Wanted

    _tell(name, Wanted.DRAIN)


@app.command()
def resume(name: Name) -> None:
    """Let a drained worker take jobs again."""
    from tasks.machines import Wanted

    _tell(name, Wanted.WORK)


@app.command()
def stop(name: Name) -> None:
    """Let a worker finish what it has and end; `limner up` does not start it again."""
    from tasks.machines import Wanted

    _tell(name, Wanted.STOP)


def _tell(name: str, wanted: "Wanted") -> None:
    with open_at_desk() as desk:
        print(_line(desk.crew.tell(at_machine(), name, wanted)))


def _line(machine: "Machine") -> str:
    draws = ", ".join(f"{one.kind} {str(one.job_id)[:8]} since {one.since:%H:%M:%S}" for one in machine.draws)
    facts = (
        f"{machine.name:<24}",
        f"{machine.condition:<8}",
        f"{', '.join(machine.queues):<15}",
        machine.device or "loading",
        f"{machine.slots} slots",
        f"since {machine.started_at:%Y-%m-%d %H:%M}",
        draws,
    )
    return "  ".join(filter(None, facts))
