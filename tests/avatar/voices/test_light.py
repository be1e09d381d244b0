"""Who lists voices waits for no library that makes sound."""

import subprocess
import sys

import pytest

HEAVY = ("torch", "numpy", "av", "edge_tts", "aiohttp", "piper", "onnxruntime", "scipy")
LISTING = (
    "from avatar.settings import AvatarSettings; from avatar.voices.shelf import open_shelf; "
    "assert open_shelf(AvatarSettings()).cards"
)


@pytest.mark.parametrize(
    "program", ["import avatar.voices.voice", "import avatar.requests", "import avatar.speak", LISTING]
)
def test_listing_voices_is_light(program: str) -> None:
    """In a process of its own."""
    program = f"import sys; {program}; print(sorted(set(sys.modules) & {set(HEAVY)!r}))"

    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert "[]" == answer.stdout.strip()
