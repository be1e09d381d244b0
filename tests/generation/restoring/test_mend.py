"""GFPGAN's package is imported without what it needlessly needs."""

import subprocess
import sys
from types import ModuleType

import pytest

from generation.restoring import mend
from generation.restoring.errors import RestorerMissing


def run(code: str) -> subprocess.CompletedProcess[str]:
    """Run code in a Python of its own."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_mending_is_still_needed() -> None:
    """Once this fails, `gfpgan` imports by itself: delete mend.py and import the class plainly."""
    plain = run(f"import {mend.NETWORK}")

    assert plain.returncode != 0
    assert any(broken in plain.stderr for broken in ("basicsr", "torchvision", "facexlib"))


def test_nothing_else_of_the_package_is_imported_and_nothing_is_left_behind() -> None:
    """Whoever wants the true packages afterwards gets them."""
    imported = run(
        "import sys; from generation.restoring.mend import import_network; print(import_network().__name__);"
        "print({name.partition('.')[0] for name in sys.modules}"
        "& {'gfpgan', 'basicsr', 'facexlib', 'torchvision', 'cv2', 'numba'})"
    )

    assert imported.stdout.split() == ["GFPGANv1Clean", "set()"], imported.stderr


def test_modules_that_were_there_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody may use basicsr in the same process."""
    theirs = ModuleType("basicsr")
    monkeypatch.setitem(sys.modules, "basicsr", theirs)
    mend.import_network.cache_clear()

    mend.import_network()

    assert sys.modules["basicsr"] is theirs


def test_missing_package_is_told_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not among what Limner always brings."""
    monkeypatch.setattr(mend, "PACKAGE", "gfpgan_that_is_not_there")
    mend.import_network.cache_clear()

    with pytest.raises(RestorerMissing) as missing:
        mend.import_network()

    assert missing.value.package == "gfpgan_that_is_not_there"
