"""`limner models`: what can be drawn with."""

import typer

from limner.commands import catalogue, evaluate, pull, stock, verify

app = typer.Typer(help="What can be drawn with.", no_args_is_help=True)
app.command("list")(catalogue.list_models)
app.command("show")(catalogue.show)
app.command("page", hidden=True)(catalogue.page)
app.command("pull")(pull.pull)
app.command("add")(stock.add)
app.command("remove")(stock.remove)
app.command("allow")(stock.allow)
app.command("verify")(verify.verify)
app.command("evaluate")(evaluate.evaluate)
