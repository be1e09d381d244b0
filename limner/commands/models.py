"""`limner models`: what can be drawn with."""

import typer

app = typer.Typer(help="What can be drawn with.", no_args_is_help=True)


@app.command("list")
def list_models() -> None:
    """List the models of this studio and what each needs."""
    from rich.console import Console
    from rich.table import Table

    from generation.settings import GenerationSettings
    from limner.model import catalogue
    from limner.settings import read

    found = catalogue(read(GenerationSettings))
    table = Table("model", "size", "steps", "GPU memory", "RAM", box=None, padding=(0, 2, 0, 0))
    table.add_column("from", overflow="fold")
    for name in found.names():
        card = found.card(name)
        table.add_row(
            f"{name} (default)" if name == found.default else name,
            f"{card.width_px}x{card.height_px}",
            str(card.steps),
            f"{card.gpu_memory_gib:g} GiB",
            f"{card.ram_gib:g} GiB",
            card.source,
        )
    Console().print(table)
