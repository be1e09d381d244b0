"""What the published files hold: every tensor that is needed to speak, by name, with its shape."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from avatar.weights.files import Part

Shapes = Mapping[str, tuple[int, ...]]

# What the files hold besides, for training only; keys as they stand in the file.
NOT_NEEDED = re.compile(r".*\.num_batches_tracked|audio2pose\.(netG\.encoder|netD_motion)\..*")

_FILE = Path(__file__).parent / "layout.json"


@cache
def layout(part: Part) -> Shapes:
    """Tell the shape of every tensor of a network; keys without what they begin with in the file."""
    return dict(_flat(_read()[part]))


@cache
def _read() -> dict[str, object]:
    tree: dict[str, object] = json.loads(_FILE.read_bytes())
    return tree


def _flat(branch: object, path: str = "") -> Iterator[tuple[str, tuple[int, ...]]]:
    if isinstance(branch, list):
        yield path, tuple(branch)
    elif isinstance(branch, dict):
        for name, twig in branch.items():
            yield from _flat(twig, f"{path}.{name}" if path else name)
