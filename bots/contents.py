"""The pages of /help: what is told first, and on which page each other command stands."""

from collections.abc import Iterable, Mapping
from typing import Any  # a command's form

from bots.command import Command
from tasks.roles import Deed

FIRST = ("imagine", "avatar", "history", "jobs", "quota")  # told with a line each where /help begins
STUDIO, RULING = "studio", "admin"  # the pages of commands that no other names, and of those that take a role
PAGES: Mapping[str, tuple[str, ...]] = {
    "pictures": (
        "remix",
        "inpaint",
        "outpaint",
        "control",
        "map",
        "depth",
        "blend",
        "upscale",
        "restore",
        "describe",
        "shorten",
        "expand",
        "train",
    ),
    "clips": ("say", "voices", "cancel"),
    "results": ("favourite", "recipe", "verify"),
    "you": ("link", "unlink", "login", "apikey", "language", "prefer", "mydata", "sanctions", "leaderboard"),
    STUDIO: (),
    RULING: (),
}


def page_of(command: Command[Any]) -> str:
    """Name the page on which a command stands; nothing where it is among the first."""
    if command.deed is not Deed.ASK:
        return RULING
    if command.name in FIRST:
        return ""
    return next((page for page, names in PAGES.items() if command.name in names), STUDIO)


def pages(commands: Iterable[Command[Any]]) -> Mapping[str, list[Command[Any]]]:
    """Sort commands into pages, in their order; the first ones stand under no name."""
    found: dict[str, list[Command[Any]]] = {page: [] for page in ("", *PAGES)}
    for command in commands:
        found[page_of(command)].append(command)
    return {page: listed for page, listed in found.items() if listed}
