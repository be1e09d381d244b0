"""Who only asks for pictures never waits for torch."""

import subprocess
import sys

import pytest

LIGHT = (
    "cards",
    "catalogue",
    "checksums",
    "compose",
    "engine",
    "errors",
    "folder",
    "gpu",
    "notes",
    "picture",
    "requests",
    "settings",
    "sizes",
    "step",
    "text",
    "vocabulary",
)
HEAVY = ("torch", "diffusers", "transformers", "numpy", "huggingface_hub")


@pytest.mark.parametrize("module", LIGHT)
def test_module_imports_no_torch(module: str) -> None:
    """In a process of its own."""
    program = f"import sys, generation.{module}; print(sorted(set(sys.modules) & {set(HEAVY)!r}))"

    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert "[]" == answer.stdout.strip()


def test_loading_the_catalogue_imports_no_torch() -> None:
    """A bot lists the models by it."""
    program = (
        "import sys\n"
        "from generation.catalogue import load_catalogue\n"
        "from generation.compose import ImageForm, compose\n"
        "from generation.settings import GenerationSettings\n"
        "catalogue = load_catalogue(GenerationSettings(model='pocket'))\n"
        "compose(ImageForm(prompt='a house'), catalogue)\n"
        f"print(sorted(set(sys.modules) & {set(HEAVY)!r}))"
    )

    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert "[]" == answer.stdout.strip()
