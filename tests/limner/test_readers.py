"""`limner doctor` on the models that read and write words."""

from pathlib import Path

from generation.settings import GenerationSettings
from limner.checks import Verdict
from limner.readers import readers


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    """Before the first prompt needs it; what nobody chose is not looked for."""
    whole, pickled = tmp_path / "gpt2", tmp_path / "zh-en"
    for folder, names in (
        (whole, ("config.json", "tokenizer_config.json", "model.safetensors")),
        (pickled, ("config.json", "source.spm", "target.spm", "pytorch_model.bin")),
    ):
        folder.mkdir()
        for name in names:
            (folder / name).touch()
    settings = GenerationSettings(translator=pickled, expander=whole, data=tmp_path)

    assert [
        ("translator", Verdict.BAD, f"{pickled} lacks vocab.json, model.safetensors"),
        ("expander", Verdict.FINE, str(whole)),
    ] == [(one.subject, one.verdict, one.found) for one in readers(settings)]
