"""`limner admin plan`: what people may use, by person, role, server and channel."""

from typing import TYPE_CHECKING, Annotated

import typer

from limner.commands.at_desk import Account, at_machine, open_at_desk

if TYPE_CHECKING:
    from tasks.plan import Plan

app = typer.Typer(help="Plans: what people may use.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Of the plan: small letters, digits, hyphens.")]
To = Annotated[
    str,
    typer.Argument(
        help="telegram:1001, role:trusted, discord:server:123 or discord:channel:456.", metavar="TO"
    ),
]


@app.command("list")
def every() -> None:
    """List the plans, and what they are assigned to."""
    with open_at_desk() as desk:
        plans, assignments = desk.admin.plans.every(at_machine())
    for plan in plans:
        print(_line(plan))
    for one in assignments:
        print(f"{one.subject} -> {one.plan}")


@app.command("set")
def change(
    name: Name,
    values: Annotated[
        list[str],
        typer.Argument(help="What it says, such as daily_credits=500; an empty value says nothing."),
    ],
) -> None:
    """Create a plan, or change what is said of one; the rest stays."""
    from pydantic import ValidationError

    from tasks.plan import Plan

    with open_at_desk() as desk:
        known = {plan.name: plan for plan in desk.admin.plans.every(at_machine())[0]}
        said = known[name].model_dump(exclude_none=True) if name in known else {"name": name}
        try:
            plan = Plan.model_validate({**said, **dict(_read(value) for value in values)})
        except ValidationError as error:
            first = error.errors()[0]
            raise typer.BadParameter(f"{first['loc'][0]}: {first['msg']}") from None
        desk.admin.plans.put(at_machine(), plan)
    print(_line(plan))


@app.command("delete")
def delete(name: Name) -> None:
    """Forget a plan that is assigned to nobody."""
    with open_at_desk() as desk:
        desk.admin.plans.delete(at_machine(), name)
    print(f"{name} is gone")


@app.command("assign")
def assign(name: Name, to: To) -> None:
    """Assign a plan to a person, a role, a server or a channel."""
    _assign(to, name)


@app.command("unassign")
def unassign(to: To) -> None:
    """Take the plan away again."""
    _assign(to, None)


@app.command("show")
def show(account: Account) -> None:
    """Say what holds for somebody, each value with where it comes from."""
    from tasks.quota import sender_of

    with open_at_desk() as desk:
        found = desk.admin.plans.of(at_machine(), sender_of(account))
    for value_name, value, source in found.explained():
        plan = source.plan or "of their own"
        print(f"{value_name} = {value}  ({source.subject or source.origin}, plan {plan})")


def _assign(to: str, name: str | None) -> None:
    from tasks.plans import subject_of

    with open_at_desk() as desk:
        desk.admin.plans.assign(at_machine(), subject_of(to), name)
    print(f"{to} -> {name or 'none'}")


def _read(value: str) -> tuple[str, object]:
    name, equals, text = value.partition("=")
    if not equals:
        raise typer.BadParameter(f"{value!r}: write name, equals sign, value, such as steps_limit=30")
    if not text:
        return name, None
    return name, tuple(text.split(",")) if name in {"models", "features"} else text


def _line(plan: "Plan") -> str:
    said = plan.model_dump(mode="json", exclude_none=True, exclude={"name"})
    return "  ".join((plan.name, *(f"{name}={value}" for name, value in said.items())))
