"""`limner admin key`: keys with which programs act as somebody."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from limner.commands.at_desk import Account, at_machine, open_at_desk

if TYPE_CHECKING:
    from tasks.keys import Key

app = typer.Typer(help="API keys, with which programs act as somebody.", no_args_is_help=True)


@app.command("make")
def make(
    account: Account,
    name: Annotated[str, typer.Option(help="What it is for.")] = "",
    days: Annotated[int, typer.Option(min=0, max=3650, help="Until it expires; 0: never.")] = 90,
    scopes: Annotated[
        str, typer.Option(help="What it may do: draw, speak, read, admin.")
    ] = "draw, speak, read",
    per_minute: Annotated[int, typer.Option(min=1, max=6000, help="Requests a minute.")] = 60,
    daily: Annotated[int | None, typer.Option(min=0, help="Credits a day; else those of the person.")] = None,
    monthly: Annotated[int | None, typer.Option(min=0, help="Credits a month.")] = None,
) -> None:
    """Make a key that acts as an account, and print it: it is shown this once."""
    from bots.commands.apikey import scopes_of
    from tasks.keys import Terms
    from tasks.quota import sender_of

    with open_at_desk() as desk:
        lasts = timedelta(days=days) if days else None
        terms = Terms(name, scopes_of(scopes), per_minute, daily, monthly, lasts)
        print(desk.keys.make(at_machine(), terms, sender_of(account))[1])


@app.command("list")
def every(
    account: Annotated[
        str, typer.Argument(help="Whose, for example telegram:1001; without it: all of them.")
    ] = "",
) -> None:
    """List keys, the newest first; secrets are not kept."""
    from tasks.quota import sender_of

    with open_at_desk() as desk:
        keys = desk.keys
        found = keys.of(at_machine(), sender_of(account)) if account else keys.every(at_machine())
        for key in found:
            print(_line(key))


@app.command("revoke")
def revoke(number: Annotated[str, typer.Argument(help="Its id, or the whole key.", metavar="KEY")]) -> None:
    """End a key now; also one that got into wrong hands and is known by its text alone."""
    with open_at_desk() as desk:
        print(_line(desk.keys.revoke(at_machine(), number)))


@app.command("webhook")
def webhook(
    number: Annotated[str, typer.Argument(help="Its id.", metavar="KEY")],
    url: Annotated[str, typer.Argument(help="https address; nothing: only those that requests name.")] = "",
) -> None:
    """Set where the jobs of a key are told, and print the secret that signs it: new, and shown this once."""
    from tasks.keys import number_of

    with open_at_desk() as desk:
        print(desk.webhooks.set(at_machine(), number_of(number), url))


def _line(key: "Key") -> str:
    until = f"until {key.expires_at:%Y-%m-%d %H:%M} UTC" if key.expires_at else "never expires"
    state = f"revoked {key.revoked_at:%Y-%m-%d %H:%M} UTC" if key.revoked_at else until
    used = f"used {key.used_at:%Y-%m-%d %H:%M} UTC" if key.used_at else "never used"
    scopes = ",".join(sorted(key.terms.scopes))
    return f"{key.id}  {key.owner.address}  {scopes}  {state}  {used}  {key.terms.name}".rstrip()
