"""The names that models on the shelf may have."""

import re

from generation.shelf.errors import ModelNameUnfit

LENGTH_MOST = 60  # characters
RESERVED = frozenset({"all", "none", "default", "sadtalker", "gfpgan"})  # words, and folders of others

_NAME = re.compile(rf"[a-z0-9][a-z0-9.-]{{0,{LENGTH_MOST - 1}}}", re.ASCII)
PRIVATE_NAME = re.compile(rf"(?P<short>{_NAME.pattern})~(?P<number>[0-9a-f]{{10}})", re.ASCII)


def check_name(name: str) -> str:
    """Make sure that a name can be typed, and lie in a folder. Raises ModelNameUnfit."""
    if not _NAME.fullmatch(name) or name in RESERVED or name.endswith("."):
        raise ModelNameUnfit(name[:LENGTH_MOST], near_name(name))
    return name


def near_name(text: str) -> str:
    """Make a name of a file's name, or of whatever somebody typed."""
    plain = re.sub(r"[^a-z0-9.]+", "-", text.casefold())[:LENGTH_MOST].strip("-.")
    return f"my-{plain}" if plain in RESERVED or not plain else plain


def short(name: str) -> str:
    """Give the name by which its owner calls what is private; any other name as it is."""
    found = PRIVATE_NAME.fullmatch(name)
    return found["short"] if found else name
