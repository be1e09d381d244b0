"""How long jobs of a kind take here, for each credit of their price: learned from those that were made."""

from sqlalchemy import Connection, update

from tasks.database import insert_missing
from tasks.models_turns import paces

REMEMBERED = 0.95  # of what earlier jobs of a kind took; so the last twenty count


def measure(connection: Connection, kind: str, price: int, drawn_s: float) -> None:
    """Learn what a job of a kind took."""
    insert_missing(connection, paces, kind=kind, credits=0.0, drawn_s=0.0)
    learned = {
        "credits": paces.c.credits * REMEMBERED + price,
        "drawn_s": paces.c.drawn_s * REMEMBERED + drawn_s,
    }
    connection.execute(update(paces).where(paces.c.kind == kind).values(**learned))
