"""`limner admin words`: the word lists of the studio, of servers and of channels."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from limner.commands.at_desk import at_machine, open_at_desk

if TYPE_CHECKING:
    from tasks.rules import Rule

app = typer.Typer(help="What is not allowed in prompts and spoken lines.", no_args_is_help=True)

Scope = Annotated[
    str,
    typer.Option(help="Whose list: studio, discord:server:123, telegram:channel:-10042.", metavar="SCOPE"),
]
Words = Annotated[str, typer.Argument(help="Words with commas between them; nud* leaves an ending open.")]
EVERYWHERE = "studio"


@app.command("list")
def show(scope: Annotated[str, typer.Option(help="One scope; nothing: all of them.")] = "") -> None:
    """List the rules, with how often each caught something in the last weeks."""
    with open_at_desk() as desk:
        for one in desk.words.listed(at_machine(), scope):
            about = f"{one.rule.measure}, {one.caught} caught"
            print(f"{one.scope}  {one.rule.name}  ({about})  {', '.join(one.rule.words)}")


@app.command("add")
def add(  # noqa: PLR0913, PLR0917 - options of a command line
    name: Annotated[str, typer.Argument(help="A short name, such as gore.")],
    words: Words,
    scope: Scope = EVERYWHERE,
    measure: Annotated[str, typer.Option(help="block, rewrite, or test: only count.")] = "block",
    together: Annotated[str, typer.Option(help="Count only where one of these stands there too.")] = "",
    unless: Annotated[str, typer.Option(help="Not where the word is part of one of these.")] = "",
    replacement: Annotated[str, typer.Option(help="What to write instead.")] = "",
    reason: Annotated[str, typer.Option(help="What the person is told.")] = "",
    warns: Annotated[bool, typer.Option("--warns", help="A block counts as a warning.")] = False,
    adult: Annotated[bool, typer.Option("--adult", help="Rest in channels marked for adults.")] = False,
) -> None:
    """Add a rule to a list, or put it in the place of the one of this name."""
    from bots.commands.words import split

    values = {
        "name": name,
        "words": split(words),
        "measure": measure,
        "together": split(together),
        "unless": split(unless),
        "replacement": replacement,
        "reason": reason,
        "warns": warns,
        "adult": adult,
    }
    rule = _rule(values)
    with open_at_desk() as desk:
        desk.words.save(at_machine(), scope, rule)
    print(f"{scope}: {name} holds from now on, in running bots within seconds.")


@app.command("remove")
def remove(name: str, scope: Scope = EVERYWHERE) -> None:
    """Take a rule off a list."""
    with open_at_desk() as desk:
        desk.words.drop(at_machine(), scope, name)
    print(f"{scope}: {name} is gone.")


@app.command("test")
def tried(
    text: str,
    unwanted: Annotated[str, typer.Option("--no", help="The negative prompt.")] = "",
    platform: Annotated[str, typer.Option(help="Where it would be asked: discord, telegram, web.")] = "web",
    server: Annotated[str, typer.Option(help="The server or group, by its number.")] = "",
    chat: Annotated[str, typer.Option(help="The channel, by its number.")] = "",
) -> None:
    """Tell which rules a text would break; nothing happens. Exits with 1 where it would be refused."""
    from tasks.job import Place
    from tasks.rules import Asked, Measure

    with open_at_desk() as desk:
        hits = desk.words.hits(Place(platform=platform, server=server, chat=chat), Asked(text, unwanted))
    for hit in hits:
        found = ", ".join(repr(text[spot.first : spot.behind]) for spot in hit.spots)
        print(f"{hit.scope}  {hit.rule.name}  ({hit.rule.measure})  {found}")
    if not hits:
        print("No rule catches that.")
    raise SystemExit(int(any(hit.rule.measure is Measure.BLOCK for hit in hits)))


@app.command("export")
def export(scope: Scope = EVERYWHERE) -> None:
    """Write a list as JSON, for another studio or server."""
    from tasks.words import shipped

    ships = {rule.name for rule in shipped()}
    with open_at_desk() as desk:
        rules = [one.rule for one in desk.words.listed(at_machine(), scope) if one.rule.name not in ships]
    told = [rule.model_dump(mode="json", exclude_defaults=True) for rule in rules]
    print(json.dumps(told, ensure_ascii=False, indent=2))


@app.command("import")
def bring(
    file: Annotated[Path, typer.Argument(help="A file that `export` wrote; - for standard input.")],
    scope: Scope = EVERYWHERE,
) -> None:
    """Add the rules of a file to a list; rules of the same names are replaced."""
    text = sys.stdin.read() if str(file) == "-" else file.read_text("utf-8")
    try:
        found = json.loads(text)
    except ValueError as error:
        raise typer.BadParameter(f"{file} is not JSON: {error}") from error
    rules = [_rule(one) for one in found]
    with open_at_desk() as desk:
        for rule in rules:
            desk.words.save(at_machine(), scope, rule)
    print(f"{scope}: {len(rules)} rules.")


@app.command("appeals")
def appeals() -> None:
    """List the appeals that wait for an answer."""
    with open_at_desk() as desk:
        for case in desk.appeals.waiting(at_machine()):
            asked = " ".join(case.words.split())
            print(
                f"{case.id}  {case.appealed_at:%Y-%m-%d %H:%M}  {case.sender.address}  {case.rule}  {asked!r}"
            )


@app.command("answer")
def answer(
    case: Annotated[UUID, typer.Argument(help="The number that `appeals` shows.")],
    word: Annotated[str, typer.Argument(help="allow, lift or uphold.")],
) -> None:
    """Answer an appeal; the person is told."""
    from bots.appealing import ANSWERS

    if word not in ANSWERS:
        raise typer.BadParameter(f"there is no answer {word}; there are: {', '.join(ANSWERS)}")
    with open_at_desk() as desk:
        desk.appeals.answer(at_machine(), case, ANSWERS[word])
    print(f"{case}: {ANSWERS[word]}")


def _rule(values: object) -> "Rule":
    from pydantic import ValidationError

    from tasks.rules import Rule

    try:
        return Rule.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "rule"
        raise typer.BadParameter(f"{where}: {first['msg']}") from error
