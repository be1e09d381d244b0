"""A clip that moves and sounds, encoded once a session."""

import pytest

from avatar.clip.encode import encode
from avatar.clip.options import Clip, ClipOptions
from avatar.pace import FPS
from tests.avatar.clip.footage import never, nothing, swaying, tone


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    """Encode two seconds."""
    to = tmp_path_factory.mktemp("clips") / "clip.mp4"
    return encode(swaying(2 * FPS), tone(2.0), ClipOptions(), to, nothing, never)
