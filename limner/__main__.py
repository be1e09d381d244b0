"""`limner`: everything a person can do from a command line."""

import typer

from limner.commands import (
    admin,
    avatar,
    bench,
    bot,
    describe,
    doctor,
    imagine,
    migrate,
    models,
    origin,
    restore,
    rewording,
    say,
    train,
    up,
    upscale,
    worker,
)

app = typer.Typer(
    name="limner",
    help="A studio you host yourself: /imagine in Discord, Telegram or on a local page becomes a picture, "
    "/avatar a clip.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("up")(up.up)
app.command("imagine", context_settings={"ignore_unknown_options": True})(imagine.imagine)
app.command("avatar")(avatar.avatar)
app.command("restore")(restore.restore)
app.command("upscale")(upscale.upscale)
app.command("describe")(describe.describe)
app.command("shorten")(rewording.shorten)
app.command("expand")(rewording.expand)
app.command("say")(say.say)
app.command("voices")(say.voices)
app.command("verify")(origin.verify)
app.add_typer(models.app, name="models")
app.add_typer(train.app, name="train")
app.command("doctor")(doctor.doctor)
app.add_typer(admin.app, name="admin")
app.command("worker")(worker.worker)
app.command("bot")(bot.bot)
app.command("migrate")(migrate.migrate)
app.command("bench")(bench.bench)


def main() -> None:
    """Run the command that was typed."""
    app()


if __name__ == "__main__":
    main()
