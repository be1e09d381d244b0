"""Results are stored whole or not at all, under names of our own."""

import hashlib
from pathlib import Path

import pytest

from tasks.errors import NoSuchJob
from tasks.store import FolderStore

KEY = "2f1e8a1c-97f4-4a39-8b25-5d8ad1d4b5c1/1/0.png"


def test_stored_bytes_come_back(tmp_path: Path) -> None:
    """What was put is got, with its digest."""
    store = FolderStore(tmp_path / "blobs")

    digest = store.put(KEY, b"picture")

    assert b"picture" == store.get(KEY)
    assert hashlib.sha256(b"picture").hexdigest() == digest


def test_erased_bytes_leave_no_folder(tmp_path: Path) -> None:
    """Nothing remains, and to erase again is harmless."""
    store = FolderStore(tmp_path / "blobs")
    store.put(KEY, b"picture")

    store.erase(KEY)
    store.erase(KEY)

    assert [] == list((tmp_path / "blobs").iterdir())


def test_failed_write_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk shows no torn picture."""
    store = FolderStore(tmp_path)

    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.put(KEY, b"picture")

    assert [] == [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    "key",
    ["", "../secret", "/etc/passwd", KEY + "/..", KEY.replace("0.png", "..png"), KEY.upper(), KEY + "\n"],
)
def test_strange_keys_lead_nowhere(tmp_path: Path, key: str) -> None:
    """Only keys of our own making are looked up."""
    with pytest.raises(NoSuchJob):
        FolderStore(tmp_path).get(key)
