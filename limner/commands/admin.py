"""`limner admin`: what only the operator may do."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from limner.commands import (
    admin_key,
    admin_people,
    admin_plan,
    admin_pool,
    admin_setting,
    admin_studio,
    admin_words,
    admin_worker,
)
from limner.commands.admin_login import login
from limner.commands.admin_stats import stats
from limner.commands.at_desk import Account, Reason, at_machine, open_at_desk

if TYPE_CHECKING:
    from tasks.accounts import Allowance

app = typer.Typer(help="What only the operator may do.", no_args_is_help=True)
quota = typer.Typer(help="How many credits an account may use a day.", no_args_is_help=True)
app.add_typer(quota, name="quota")
role = typer.Typer(help="What people are in the studio, from member to owner.", no_args_is_help=True)
app.add_typer(role, name="role")
ledger = typer.Typer(help="The books of all credits.", no_args_is_help=True)
app.add_typer(ledger, name="ledger")
app.add_typer(admin_worker.app, name="worker")
app.add_typer(admin_words.app, name="words")
app.add_typer(admin_plan.app, name="plan")
app.add_typer(admin_pool.app, name="pool")
app.add_typer(admin_key.app, name="key")
app.add_typer(admin_setting.app, name="setting")
admin_people.join(app)
admin_studio.join(app)
app.command()(stats)
app.command()(login)


@quota.command("show")
def show(account: Account) -> None:
    """Show what an account has left today."""
    from tasks.quota import sender_of

    with open_at_desk() as desk:
        _print(account, desk.admin.credits.show(at_machine(), sender_of(account)))


@quota.command("set")
def set_daily(
    account: Account,
    daily: Annotated[str, typer.Argument(help="Credits a day, or `default` to follow LIMNER_DAILY_CREDITS.")],
    reason: Reason = "",
) -> None:
    """Set an account's daily allowance."""
    from tasks.quota import sender_of

    if daily != "default" and not daily.isdecimal():
        raise typer.BadParameter("credits are a whole number, for example 500, or the word default")
    limit = None if daily == "default" else int(daily)
    with open_at_desk() as desk:
        _print(account, desk.admin.credits.set(at_machine(), sender_of(account), limit, reason))


@quota.command("grant")
def grant(
    account: Account,
    amount: Annotated[int, typer.Argument(min=1, max=1_000_000, help="Credits to give, once.")],
    reason: Annotated[str, typer.Option(help="Why; kept in the ledger.")] = "granted by the operator",
    key: Annotated[str, typer.Option(help="Repeating a grant with the same key gives nothing twice.")] = "",
    days: Annotated[
        int | None, typer.Option(min=1, max=3650, help="What is not spent after so many days is taken back.")
    ] = None,
) -> None:
    """Give an account credits on top of its daily allowance; they stay until used, or for some days."""
    from tasks.quota import sender_of

    lasts = None if days is None else timedelta(days=days)
    with open_at_desk() as desk:
        office, whom = desk.admin.credits, sender_of(account)
        granted = office.grant(at_machine(), whom, amount, reason, key or str(uuid4()), lasts)
        _print(account, granted.allowance)


@quota.command("revoke")
def revoke(
    account: Account,
    amount: Annotated[
        int, typer.Argument(min=1, max=1_000_000, help="Credits to take, at most what is there.")
    ],
    reason: Reason = "revoked by the operator",
    key: Annotated[str, typer.Option(help="Repeating with the same key takes nothing twice.")] = "",
) -> None:
    """Take credits away."""
    from tasks.quota import sender_of

    with open_at_desk() as desk:
        office, whom = desk.admin.credits, sender_of(account)
        _print(account, office.revoke(at_machine(), whom, amount, reason, key or str(uuid4())))


@quota.command("proposals")
def proposals() -> None:
    """List the grants that wait for a second admin."""
    with open_at_desk() as desk:
        for one in desk.admin.credits.proposals(at_machine()):
            until = f"until {one.expires_at:%Y-%m-%d %H:%M}"
            print(f"{one.id}  {one.amount} to {one.whom} by {one.actor}, {until}: {one.reason}")


@quota.command("approve")
def approve(number: Annotated[int, typer.Argument(min=1, help="Of the proposal.")]) -> None:
    """Make a grant that an admin proposed."""
    with open_at_desk() as desk:
        print(f"{desk.admin.credits.approve(at_machine(), number).left} credits are there now")


@quota.command("decline")
def decline(number: Annotated[int, typer.Argument(min=1, help="Of the proposal.")]) -> None:
    """Drop a proposal."""
    with open_at_desk() as desk:
        print(f"Proposal {desk.admin.credits.decline(at_machine(), number).id} is declined.")


@ledger.command("verify")
def verify() -> None:
    """Prove that the books are right: one line for each fault; exits with 1 where there is any."""
    from tasks.ledger import verify

    with open_at_desk() as desk:
        wrong = verify(desk.database)
    print("\n".join(wrong or ["The books are right."]))
    raise SystemExit(1 if wrong else 0)


@ledger.command("show")
def movements(
    account: Account,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many movements, the last ones.")] = 50,
) -> None:
    """List what moved on an account, the oldest first."""
    from tasks.quota import sender_of
    from tasks.statement import movements

    with open_at_desk() as desk:
        for moved in movements(desk.database, sender_of(account), limit):
            shares = f"available {moved.available:+}, held {moved.held:+}"
            about = "  ".join(filter(None, (str(moved.job_id or ""), moved.actor, moved.reason)))
            print(f"{moved.at:%Y-%m-%d %H:%M:%S}  {moved.id}  {moved.kind}  {shares}  {about}".rstrip())


@role.command("show")
def show_role(account: Account) -> None:
    """Show the role of a person; where LIMNER_ROLES maps a chat, it may be higher there."""
    from tasks.quota import sender_of

    with open_at_desk() as desk:
        print(f"{account}: {desk.admin.offices.show(at_machine(), sender_of(account))}")


@role.command("set")
def set_role(
    account: Account,
    name: Annotated[str, typer.Argument(help="member, trusted, moderator, admin or owner.")],
    reason: Reason = "",
) -> None:
    """Give a person a role. Whom LIMNER_ADMINS names stays an owner."""
    from tasks.quota import sender_of
    from tasks.roles import Role

    if name not in set(Role):
        raise typer.BadParameter(f"there is no role {name}; there are: {', '.join(Role)}")
    with open_at_desk() as desk:
        print(
            f"{account}: {desk.admin.offices.appoint(at_machine(), sender_of(account), Role(name), reason)}"
        )


def _print(account: str, allowance: "Allowance") -> None:
    from bots.wording import clock

    print(
        f"{account}: {allowance.left} of {allowance.daily} credits left, {allowance.held} held, "
        f"filled up at {clock(allowance.resets_at)}"
    )
