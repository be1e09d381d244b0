"""Brings what a hub id names, file by file, and of it only what can be drawn with."""

from pathlib import Path, PurePosixPath

import httpx

from generation.shelf.errors import FileHoldsCode, NothingThere, SeveralThere
from generation.shelf.header import PICKLED, SUFFIX
from generation.shelf.intake import NAMED_MOST
from generation.shelf.moving import Report

VARIANTS = frozenset({"fp16", "bf16", "non_ema"})  # of weights that are there in full precision, too
CONFIG = "config.json"
TEXTS = frozenset({".json", ".txt", ".model"})


def bring(model: str, folder: Path, report: Report) -> Path:
    """Fetch a model in diffusers format, or the only file of weights that there is.

    Returns: the folder, or the file. Raises NothingThere, SeveralThere, FileHoldsCode.
    """
    from huggingface_hub import HfApi, hf_hub_download  # noqa: PLC0415 - slow to import

    try:
        wanted = wanted_of(model, HfApi().list_repo_files(model))
        for number, file in enumerate(wanted, 1):
            report(file, number - 1, len(wanted))
            hf_hub_download(model, file, local_dir=folder)
    except (OSError, ValueError, httpx.HTTPError) as error:
        raise NothingThere(model) from error
    return folder if "model_index.json" in wanted else folder / wanted[0]


def wanted_of(model: str, files: list[str]) -> list[str]:
    """Choose the files that are needed. Raises NothingThere, SeveralThere, FileHoldsCode."""
    weights = [file for file in files if file.endswith(SUFFIX)]
    if "model_index.json" in files:
        inside = [file for file in weights if "/" in file]
        plain = [file for file in inside if not VARIANTS & set(PurePosixPath(file).name.split("."))]
        texts = [file for file in files if PurePosixPath(file).suffix in TEXTS or file == "README.md"]
        return [*texts, *(plain or inside)]
    only = [file for file in weights if not VARIANTS & set(PurePosixPath(file).name.split("."))]
    if len(only or weights) > 1:
        raise SeveralThere(model, ", ".join(weights[:NAMED_MOST]))
    if weights:
        beside = [CONFIG] if CONFIG in files else []  # of a ControlNet
        return [*(only or weights), *beside]
    if pickled := next((file for file in files if PurePosixPath(file).suffix in PICKLED), ""):
        raise FileHoldsCode(pickled)
    raise NothingThere(model)
