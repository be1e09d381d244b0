"""`limner admin`: what only the operator may do."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

if TYPE_CHECKING:
    from tasks.accounts import Allowance
    from tasks.desk import Desk

app = typer.Typer(help="What only the operator may do.", no_args_is_help=True)
quota = typer.Typer(help="How many credits an account may use a day.", no_args_is_help=True)
app.add_typer(quota, name="quota")


def _written(account: str) -> str:
    platform, colon, number = account.strip().partition(":")
    if not (platform and colon and number.strip()):
        raise typer.BadParameter("write platform and account, for example telegram:1001")
    return f"{platform.casefold()}:{number.strip()}"


Account = Annotated[
    str,
    typer.Argument(help="platform:account, for example telegram:1001.", callback=_written, metavar="ACCOUNT"),
]


@quota.command("show")
def show(account: Account) -> None:
    """Show what an account has left today."""
    with _desk() as desk:
        _print(account, desk.quota_show(account))


@quota.command("set")
def set_daily(
    account: Account,
    daily: Annotated[str, typer.Argument(help="Credits a day, or `default` to follow LIMNER_DAILY_CREDITS.")],
) -> None:
    """Set an account's daily allowance."""
    if daily != "default" and not daily.isdecimal():
        raise typer.BadParameter("credits are a whole number, for example 500, or the word default")
    limit = None if daily == "default" else int(daily)
    with _desk() as desk:
        _print(account, desk.quota_set(account, limit, actor=_actor(), key=str(uuid4())))


@quota.command("grant")
def grant(
    account: Account,
    amount: Annotated[int, typer.Argument(min=1, max=1_000_000, help="Credits to give, once.")],
    reason: Annotated[str, typer.Option(help="Why; kept in the ledger.")] = "granted by the operator",
    key: Annotated[str, typer.Option(help="Repeating a grant with the same key gives nothing twice.")] = "",
) -> None:
    """Give an account credits on top of its daily allowance; they stay until used."""
    with _desk() as desk:
        _print(account, desk.quota_grant(account, amount, _actor(), reason, key or str(uuid4())))


@contextmanager
def _desk() -> "Iterator[Desk]":
    from bots.wording import Wording
    from generation.errors import StudioError
    from limner.folder import tasks_settings
    from limner.model import generation_settings
    from tasks.desk import open_desk
    from tasks.job import Problem

    settings, generation = tasks_settings(), generation_settings()
    try:
        desk = open_desk(settings, generation)
        try:
            yield desk
        finally:
            desk.close()
    except StudioError as error:
        print(Wording().problem(Problem.of(error)))
        raise SystemExit(1) from None


def _print(account: str, allowance: "Allowance") -> None:
    from bots.wording import clock

    print(
        f"{account}: {allowance.left} of {allowance.daily} credits left, {allowance.held} held, "
        f"filled up at {clock(allowance.resets_at)}"
    )


def _actor() -> str:
    return f"cli:{getpass.getuser()}"
