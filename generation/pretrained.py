"""Opens models of words from a folder as transformers writes it: on the processor, from safetensors alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any  # classes of transformers, which has no types

from generation.checksums import check_weights
from generation.errors import ModelUnavailable


def open_pretrained(folder: Path, net: Any, tokenizer: Any) -> tuple[Any, Any]:  # noqa: ANN401 - as above
    """Load a net and its tokenizer, both by their classes. Only safetensors, JSON and word lists are read.

    Raises WeightsDamaged, and ModelUnavailable where a file or a weight is missing: with chance in its place
    the net would speak all the same.
    """
    import torch  # noqa: PLC0415 - for the child alone
    from safetensors import SafetensorError  # noqa: PLC0415 - as above
    from transformers.utils import logging  # noqa: PLC0415 - as above

    if not folder.is_dir():  # or transformers takes its name for one of the hub
        raise ModelUnavailable(folder.name, f"there is no folder {folder}")
    check_weights(folder)
    logging.disable_progress_bar()
    given = {"local_files_only": True, "use_safetensors": True, "dtype": torch.float32}
    try:
        opened, told = net.from_pretrained(folder, output_loading_info=True, **given)
        words = tokenizer.from_pretrained(folder, local_files_only=True)
    except (OSError, ValueError, TypeError, RuntimeError, KeyError, AssertionError, SafetensorError) as error:
        raise ModelUnavailable(folder.name, str(error).partition("\n")[0]) from error
    if told["missing_keys"]:
        raise ModelUnavailable(folder.name, f"{min(told['missing_keys'])} is missing")
    return opened.eval(), words
