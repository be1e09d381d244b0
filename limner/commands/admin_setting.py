"""`limner admin setting`: what is set for the studio, a server or a channel."""

from typing import Annotated

import typer

from limner.commands.at_desk import at_machine, open_at_desk

app = typer.Typer(help="Settings of the studio, of servers and of channels.", no_args_is_help=True)

Scope = Annotated[
    str,
    typer.Option(help="studio, or for example discord:server:123, telegram:channel:-42.", metavar="SCOPE"),
]


@app.command("set")
def change(
    name: Annotated[
        str, typer.Argument(help="model, negative_prompt, side_limit_px, steps_limit, kinds, models.")
    ],
    value: Annotated[str, typer.Argument(help="Nothing takes the setting away.")] = "",
    scope: Scope = "studio",
) -> None:
    """Set a value, or take it away."""
    with open_at_desk() as desk:
        desk.admin.local.set(at_machine(), scope, name, value)
    print(f"{scope}: {name} = {value or 'not set'}")


@app.command("list")
def every() -> None:
    """List everything that is set anywhere."""
    with open_at_desk() as desk:
        for one in desk.admin.local.every(at_machine()):
            print(f"{one.scope}: {one.name} = {one.value}")
