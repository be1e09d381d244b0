"""`limner admin login`: a link that opens the page as somebody, once."""

from typing import TYPE_CHECKING, Annotated

import typer

from limner.commands.at_desk import at_machine, open_at_desk

if TYPE_CHECKING:
    from tasks.desk import Desk
    from tasks.job import Sender

OPERATOR = ("web", "operator")  # whom the operator is on the page, unless another account is named


def login(
    account: Annotated[
        str,
        typer.Argument(help="platform:account, for example telegram:1001; without it: the studio's owner."),
    ] = "",
) -> None:
    """Print a link that logs in to the page, for five minutes and once."""
    from tasks.job import Sender
    from tasks.quota import sender_of

    with open_at_desk() as desk:
        if account:
            sender = sender_of(account)
        else:
            sender = Sender(platform=OPERATOR[0], account=OPERATOR[1], name="Operator")
            _own(desk, sender)
        print(f"{_address(desk)}/login/{desk.entrance.ticket(sender).token}")


def _own(desk: "Desk", sender: "Sender") -> None:
    """Make sure that the operator's account owns the studio: whoever has the machine does."""
    from tasks.roles import Role

    if desk.admin.offices.show(at_machine(), sender) is not Role.OWNER:
        desk.admin.offices.appoint(at_machine(), sender, Role.OWNER, "logged in from the command line")


def _address(desk: "Desk") -> str:
    from limner.inventory import page

    if desk.settings.page_url:
        return desk.settings.page_url
    host, port = page() or ("127.0.0.1", 8420)
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - what is listened on
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
