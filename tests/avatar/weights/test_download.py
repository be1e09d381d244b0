"""A download goes on where it broke off, joins nothing that does not belong together, says what is wrong."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from avatar.weights import download as room
from avatar.weights.download import SPARE, download, make_room, open_client
from avatar.weights.errors import (
    DiskFull,
    DownloadBroken,
    FileNotOffered,
    NoWeightsSent,
    ServerUnreachable,
)
from tests.shop import Shop, weights

NAME = "tiny.safetensors"
AT_ONCE = (0.0, 0.0)  # two more tries, without a pause


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    """Open a client as the command does."""
    with open_client() as client:
        yield client


def bring(client: httpx.Client, shop: Shop, target: Path, name: str = NAME) -> list[tuple[int, int]]:
    """Download one file. Returns: what was reported."""
    told: list[tuple[int, int]] = []
    download(client, f"{shop.address}/{name}", target, lambda *numbers: told.append(numbers), AT_ONCE)
    return told


def test_file_arrives_whole(client: httpx.Client, shop: Shop, tmp_path: Path) -> None:
    """And nothing else is left in the folder."""
    told = bring(client, shop, tmp_path / NAME)

    assert shop.files[NAME] == (tmp_path / NAME).read_bytes()
    assert [NAME] == [path.name for path in tmp_path.iterdir()]
    assert (len(weights()), len(weights())) == told[-1]


def test_redirects_are_followed(client: httpx.Client, shop: Shop, tmp_path: Path) -> None:
    """Releases lie behind one."""
    shop.moved = True

    bring(client, shop, tmp_path / NAME)

    assert shop.files[NAME] == (tmp_path / NAME).read_bytes()


def test_broken_connection_goes_on_where_it_broke(client: httpx.Client, shop: Shop, tmp_path: Path) -> None:
    """As often as something new arrives, more often than it may fail with nothing."""
    shop.breaks = [1000, 1000, 1000, 1000, 1000]

    bring(client, shop, tmp_path / NAME)

    assert shop.files[NAME] == (tmp_path / NAME).read_bytes()
    assert ["", *(f"bytes={count}-" for count in range(1000, 6000, 1000))] == shop.ranges_asked
    assert '"one"' == shop.asked[1][1]["if-range"]


def test_what_arrived_stays_for_the_next_run(client: httpx.Client, shop: Shop, tmp_path: Path) -> None:
    """The error says how much; the next run asks for the rest alone."""
    shop.breaks = [150_000, 0, 0]
    with pytest.raises(DownloadBroken) as caught:
        bring(client, shop, tmp_path / NAME)
    assert 0.1 <= caught.value.here <= 0.2
    assert not (tmp_path / NAME).exists()
    shop.asked.clear()

    bring(client, shop, tmp_path / NAME)

    assert shop.files[NAME] == (tmp_path / NAME).read_bytes()
    assert ["bytes=150000-"] == shop.ranges_asked


def test_server_without_ranges_starts_anew(client: httpx.Client, shop: Shop, tmp_path: Path) -> None:
    """What is here is thrown away, not doubled."""
    shop.ranges, shop.breaks = False, [1000]

    bring(client, shop, tmp_path / NAME)

    assert shop.files[NAME] == (tmp_path / NAME).read_bytes()


def test_changed_file_starts_anew(client: httpx.Client, shop: Shop, tmp_path: Path) -> None:
    """Two versions are never joined."""
    shop.breaks = [1000, 0, 0]
    with pytest.raises(DownloadBroken):
        bring(client, shop, tmp_path / NAME)
    shop.files[NAME], shop.etag = weights(seed=1), '"two"'

    bring(client, shop, tmp_path / NAME)

    assert weights(seed=1) == (tmp_path / NAME).read_bytes()


def test_changed_file_is_seen_where_if_range_is_not_minded(
    client: httpx.Client, shop: Shop, tmp_path: Path
) -> None:
    """The answer names its version, and it is another."""
    shop.breaks = [1000, 0, 0]
    with pytest.raises(DownloadBroken):
        bring(client, shop, tmp_path / NAME)
    (tmp_path / f"{NAME}.part.tag").write_text('"zero"')
    shop.modified = '"zero"'  # so it answers with a range, of version "one"
    shop.asked.clear()

    bring(client, shop, tmp_path / NAME)

    assert ["bytes=1000-", ""] == shop.ranges_asked
    assert shop.files[NAME] == (tmp_path / NAME).read_bytes()


def test_time_of_change_serves_where_there_is_no_etag(
    client: httpx.Client, shop: Shop, tmp_path: Path
) -> None:
    """Plain web servers have nothing else; a weak ETag tells no versions apart."""
    shop.etag, shop.modified = 'W/"weak"', "Sat, 01 Jul 2023 10:00:00 GMT"
    shop.breaks = [1000]

    bring(client, shop, tmp_path / NAME)

    assert ["", "bytes=1000-"] == shop.ranges_asked
    assert shop.modified == shop.asked[1][1]["if-range"]
    assert shop.files[NAME] == (tmp_path / NAME).read_bytes()


def test_nothing_is_joined_where_versions_have_no_name(
    client: httpx.Client, shop: Shop, tmp_path: Path
) -> None:
    """It could be another file by now."""
    shop.etag, shop.breaks = "", [1000]

    bring(client, shop, tmp_path / NAME)

    assert ["", ""] == shop.ranges_asked
    assert shop.files[NAME] == (tmp_path / NAME).read_bytes()


def test_lie_about_a_range_starts_anew(client: httpx.Client, shop: Shop, tmp_path: Path) -> None:
    """It says that other bytes come than were asked for."""
    shop.breaks, shop.shift = [1000], -1000

    bring(client, shop, tmp_path / NAME)

    assert ["", "bytes=1000-", ""] == shop.ranges_asked
    assert shop.files[NAME] == (tmp_path / NAME).read_bytes()


def test_range_of_another_length_starts_anew(client: httpx.Client, shop: Shop, tmp_path: Path) -> None:
    """It says that the rest comes, and sends the whole."""
    shop.breaks = [1000]
    shop.swap = bytes(1000) + shop.files[NAME]  # from byte 1000 on: the whole file

    bring(client, shop, tmp_path / NAME)

    assert ["", "bytes=1000-", ""] == shop.ranges_asked
    assert shop.files[NAME] == (tmp_path / NAME).read_bytes()


def test_complete_part_needs_no_more_bytes(client: httpx.Client, shop: Shop, tmp_path: Path) -> None:
    """The last run was killed just before the end."""
    (tmp_path / f"{NAME}.part").write_bytes(shop.files[NAME])
    (tmp_path / f"{NAME}.part.tag").write_text(shop.etag)

    bring(client, shop, tmp_path / NAME)

    assert shop.files[NAME] == (tmp_path / NAME).read_bytes()
    assert [f"bytes={len(weights())}-"] == shop.ranges_asked


def test_longer_part_starts_anew(client: httpx.Client, shop: Shop, tmp_path: Path) -> None:
    """It cannot be of this file."""
    (tmp_path / f"{NAME}.part").write_bytes(shop.files[NAME] + b"more")
    (tmp_path / f"{NAME}.part.tag").write_text(shop.etag)

    bring(client, shop, tmp_path / NAME)

    assert shop.files[NAME] == (tmp_path / NAME).read_bytes()


@pytest.mark.parametrize(("status", "asked"), [(404, 1), (403, 1), (500, 3), (503, 3), (204, 1)])
def test_refused_file_is_said_with_the_status(
    client: httpx.Client, shop: Shop, tmp_path: Path, status: int, asked: int
) -> None:
    """What may pass is tried again, what will not pass is not."""
    shop.status = status

    with pytest.raises(FileNotOffered) as caught:
        bring(client, shop, tmp_path / NAME)

    assert (NAME, "127.0.0.1", status) == (caught.value.file, caught.value.host, caught.value.status)
    assert asked == len(shop.asked)
    assert [] == list(tmp_path.iterdir())


def test_passing_trouble_is_passed_over(client: httpx.Client, shop: Shop, tmp_path: Path) -> None:
    """A server that is busy for a moment."""
    shop.statuses = [503, 429]

    bring(client, shop, tmp_path / NAME)

    assert shop.files[NAME] == (tmp_path / NAME).read_bytes()


@pytest.mark.parametrize("name", [NAME, "tiny.pth"])
def test_page_instead_of_weights_is_thrown_away(
    client: httpx.Client, shop: Shop, tmp_path: Path, name: str
) -> None:
    """A portal that wants a login answers every address with a page."""
    shop.files[name] = b"<!doctype html><title>Log in</title>" * 1000

    with pytest.raises(NoWeightsSent):
        bring(client, shop, tmp_path / name, name)

    assert [] == list(tmp_path.iterdir())


def test_shorter_file_is_thrown_away_where_no_length_was_told(
    client: httpx.Client, shop: Shop, tmp_path: Path
) -> None:
    """Its own beginning says how long it must be."""
    shop.chunked, shop.breaks = True, [1000]

    with pytest.raises(NoWeightsSent):
        bring(client, shop, tmp_path / NAME)

    assert [] == list(tmp_path.iterdir())


def test_unreachable_server_is_named(client: httpx.Client, shop: Shop, tmp_path: Path) -> None:
    """Nobody listens there."""
    shop.port = 9

    with pytest.raises(ServerUnreachable, match="No answer") as caught:
        bring(client, shop, tmp_path / NAME)

    assert "127.0.0.1" == caught.value.host


def test_room_on_the_disk_is_looked_at_first(
    client: httpx.Client, shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not a byte is written where the file would not fit."""
    monkeypatch.setattr(room, "SPARE", 1 << 60)

    with pytest.raises(DiskFull):
        bring(client, shop, tmp_path / NAME)

    assert [] == list(tmp_path.iterdir())


def test_room_is_told_in_megabytes(tmp_path: Path) -> None:
    """What is needed, and what there is."""
    with pytest.raises(DiskFull) as caught:
        make_room(tmp_path / "a.pth", 10**18)

    assert 10**12 + SPARE // 10**6 <= caught.value.need
    assert 0 < caught.value.free < 10**9
