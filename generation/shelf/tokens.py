"""Finds the words of CLIP, which files of one checkpoint do not hold: on this machine, else at the hub."""

import json
from pathlib import Path

from generation.shelf.errors import PartMissing

WORDS = 49_408  # that CLIP knows
FILES = ("vocab.json", "merges.txt", "tokenizer_config.json")
HUB_ID = "stable-diffusion-v1-5/stable-diffusion-v1-5"


def find_tokenizer(shelf: Path, words: int = WORDS) -> Path:
    """Find a folder with the words: of a model on the shelf, of the hub's cache, or fetched once.

    Raises PartMissing where there is none and the hub cannot be reached.
    """
    for folder in sorted(shelf.glob("[!.]*/tokenizer")):
        if _fits(folder, words):
            return folder
    from huggingface_hub import hf_hub_download  # noqa: PLC0415 - slow to import

    try:
        brought = [Path(hf_hub_download(HUB_ID, f"tokenizer/{file}")) for file in FILES]
    except (OSError, ValueError) as error:
        raise PartMissing(HUB_ID, "tokenizer") from error
    if not _fits(brought[0].parent, words):
        raise PartMissing(HUB_ID, "tokenizer")
    return brought[0].parent


def _fits(folder: Path, words: int) -> bool:
    try:
        return all((folder / file).is_file() for file in FILES) and words == len(
            json.loads((folder / "vocab.json").read_bytes())
        )
    except (OSError, ValueError, TypeError):
        return False
