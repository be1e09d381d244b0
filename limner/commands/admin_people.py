"""`limner admin warn | mute | unmute | ban | unban | sanctions | jobs | cancel`: what is done to people."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from limner.commands.at_desk import Account, Reason, at_machine, open_at_desk

if TYPE_CHECKING:
    from tasks.restraint import Sanction, Sort

Because = Annotated[str, typer.Option(help="Why; the person is told.")]
Hours = Annotated[
    float | None,
    typer.Option(min=0.02, max=87_600, help="How long, in hours; without it until it is lifted."),
]


def join(app: typer.Typer) -> None:
    """Add the commands to `limner admin`."""
    for command in (warn, mute, unmute, ban, unban, sanctions, jobs, cancel):
        app.command()(command)


def warn(account: Account, reason: Because) -> None:
    """Warn somebody; says how many warnings there are now."""
    from tasks.quota import sender_of

    with open_at_desk() as desk:
        count = desk.sanctions.warn(at_machine(), sender_of(account), reason)
        print(f"{account}: {count} warnings")


def mute(account: Account, reason: Because, hours: Hours = None) -> None:
    """Take no new jobs from somebody."""
    from tasks.quota import sender_of

    with open_at_desk() as desk:
        done = desk.sanctions.mute(at_machine(), sender_of(account), reason, _lasting(hours))
        print(f"{account}: {_line(done)}")


def ban(account: Account, reason: Because, hours: Hours = None) -> None:
    """Shut somebody out: no new jobs, and no role."""
    from tasks.quota import sender_of

    with open_at_desk() as desk:
        done = desk.sanctions.ban(at_machine(), sender_of(account), reason, _lasting(hours))
        print(f"{account}: {_line(done)}")


def unmute(account: Account, reason: Reason = "") -> None:
    """Let somebody ask again."""
    from tasks.restraint import Sort

    _lift(account, Sort.MUTE, reason)


def unban(account: Account, reason: Reason = "") -> None:
    """Let somebody in again."""
    from tasks.restraint import Sort

    _lift(account, Sort.BAN, reason)


def sanctions(account: Account) -> None:
    """List all that was ever done to somebody."""
    from tasks.quota import sender_of

    with open_at_desk() as desk:
        for one in desk.sanctions.show(at_machine(), sender_of(account)):
            print(_line(one))


def jobs(
    account: Account,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many, the newest first.")] = 20,
) -> None:
    """List somebody's jobs."""
    from tasks.quota import sender_of

    with open_at_desk() as desk:
        for job in desk.admin.jobs.list(at_machine(), sender_of(account), limit):
            print(
                f"{job.id}  {job.submitted_at:%Y-%m-%d %H:%M}  {job.request.kind}  {job.status}  {job.price}"
            )


def cancel(
    job: Annotated[UUID, typer.Argument(help="As `limner admin jobs` lists it.")], reason: Because
) -> None:
    """Stop somebody's job and give its price back."""
    with open_at_desk() as desk:
        stopped = desk.admin.jobs.cancel(at_machine(), job, reason)
        print(f"{stopped.id} of {stopped.sender.address} is cancelled; {stopped.price} credits went back")


def _lift(account: str, sort: "Sort", reason: str) -> None:
    from tasks.quota import sender_of

    with open_at_desk() as desk:
        count = desk.sanctions.lift(at_machine(), sender_of(account), sort, reason)
        print(f"{account}: {count} lifted")


def _lasting(hours: float | None) -> timedelta | None:
    return None if hours is None else timedelta(hours=hours)


def _line(one: "Sanction") -> str:
    until = f"until {one.until:%Y-%m-%d %H:%M}" if one.until else "until it is lifted"
    lifted = f", lifted {one.lifted_at:%Y-%m-%d %H:%M}" if one.lifted_at else ""
    return f"{one.sort} of {one.at:%Y-%m-%d %H:%M}, {until}{lifted}, by {one.actor}: {one.reason}"
