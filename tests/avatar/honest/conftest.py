"""A marked clip, and what it can be signed with."""

import shutil
from pathlib import Path

import pytest

from avatar.clip.encode import encode
from avatar.clip.options import Clip, ClipOptions
from avatar.honest.manifest import Credentials, sign
from avatar.pace import FPS
from tests.avatar.clip.footage import never, nothing, swaying, tone
from tests.avatar.honest.certificates import write_credentials


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    """Encode four seconds."""
    to = tmp_path_factory.mktemp("clips") / "clip.mp4"
    return encode(swaying(4 * FPS), tone(4.0), ClipOptions(), to, nothing, never)


@pytest.fixture(scope="session")
def credentials(tmp_path_factory: pytest.TempPathFactory) -> Credentials:
    """Make a certificate, one above it, and the key."""
    return write_credentials(tmp_path_factory.mktemp("credentials"))


@pytest.fixture
def signed(clip: Clip, credentials: Credentials, tmp_path: Path) -> Path:
    """Sign a copy of the clip."""
    path = tmp_path / "signed.mp4"
    shutil.copy(clip.path, path)
    sign(path, credentials)
    return path
