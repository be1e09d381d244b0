"""Whether the models that read and write words lie where the settings say, for `limner doctor`."""

from collections.abc import Iterator
from pathlib import Path

from generation.settings import GenerationSettings
from limner.checks import Finding, Verdict

WEIGHTS = ("model.safetensors", "model.safetensors.index.json")  # one of them
NEEDED = {  # files of each, by the setting that names its folder
    "describer": ("config.json", "tokenizer_config.json"),
    "translator": ("config.json", "source.spm", "target.spm", "vocab.json"),
    "expander": ("config.json", "tokenizer_config.json"),
}


def readers(generation: GenerationSettings) -> Iterator[Finding]:
    """Look at each that was chosen; nothing is loaded."""
    for name, files in NEEDED.items():
        folder: Path | None = getattr(generation, name)
        if folder is not None:
            yield _reader(name, folder, files)


def _reader(name: str, folder: Path, files: tuple[str, ...]) -> Finding:
    advice = f"LIMNER_{name.upper()} names a folder as transformers writes it, with safetensors."
    missing = [file for file in files if not (folder / file).is_file()]
    if not any((folder / file).is_file() for file in WEIGHTS):
        missing.append(WEIGHTS[0])
    if missing:
        return Finding(name, Verdict.BAD, f"{folder} lacks {', '.join(missing)}", advice)
    return Finding(name, Verdict.FINE, str(folder))
