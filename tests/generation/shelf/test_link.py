"""Files from links: of a real server, and of servers that nobody should be led to."""

import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from generation.addresses import allowed
from generation.errors import Refusal
from generation.shelf.errors import (
    FileCutOff,
    FileHoldsCode,
    HeaderWrong,
    LinkAway,
    LinkInward,
    LinkTooLarge,
    LinkUnfit,
)
from generation.shelf.link import Rules, check_link, fetch
from generation.shelf.moving import silent
from tests.shop import Shop, open_shop, weights

HOSTS = frozenset({"huggingface.co", "civitai.com"})
BODY = weights()


@pytest.fixture
def shop() -> Iterator[Shop]:
    """Open a server."""
    page, pickle = b"<!doctype html>" * 99, b"\x80\x04code"
    files = {"ink.safetensors": BODY, "page.safetensors": page, "pickle.safetensors": pickle}
    with open_shop(files) as shop:
        yield shop


def rules(shop: Shop, most: int = 1_000_000) -> Rules:
    """Trust this server alone."""
    return Rules(HOSTS, most, frozenset({("127.0.0.1", urlsplit(shop.address).port or 0)}))


def refused(kind: type[Refusal], link: str, folder: Path, rules_: Rules) -> Refusal:
    """Expect a refusal, and no file under the name that it would have had."""
    with pytest.raises(kind) as caught:
        fetch(link, folder, rules_, silent)
    assert not [file for file in folder.iterdir() if not file.name.startswith("arriving")]
    return caught.value


def test_file_is_fetched_with_progress(shop: Shop, tmp_path: Path) -> None:
    """By two redirects, under its own name."""
    told: list[tuple[str, int, int]] = []
    shop.redirects = {"/a": "/b", "/b": f"{shop.address}/models/ink.safetensors"}

    file = fetch(f"{shop.address}/a", tmp_path, rules(shop), lambda *one: told.append(one))

    assert ("ink.safetensors", BODY) == (file.name, file.read_bytes())
    assert ("ink.safetensors", len(BODY), len(BODY)) == told[-1]


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:1/ink.safetensors",
        "http://huggingface.co/ink.safetensors",
        "https://user:word@huggingface.co/ink.safetensors",
        "https://huggingface.co:8443/ink.safetensors",
        "file:///etc/passwd",
        "ftp://civitai.com/a",
    ],
)
def test_redirect_is_looked_at_like_a_link(shop: Shop, tmp_path: Path, target: str) -> None:
    """Another port of this machine, another scheme, a name and a password."""
    shop.redirects = {"/a": target}

    refused(LinkUnfit, f"{shop.address}/a", tmp_path, rules(shop))


@pytest.mark.parametrize(
    "target",
    [
        "https://127.0.0.1/a",
        "https://10.0.0.1/a",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/a",
        "https://[::ffff:192.168.0.1]/a",
        "https://localhost/a",
        "https://2130706433/a",
    ],
)
def test_redirect_inward_is_refused(shop: Shop, tmp_path: Path, target: str) -> None:
    """However the address is written."""
    shop.redirects = {"/a": target}

    refused(LinkInward, f"{shop.address}/a", tmp_path, rules(shop))


def test_host_that_resolves_inward_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though one of its addresses is a public one."""
    found = [(socket.AF_INET, 1, 6, "", (address, 443)) for address in ("93.184.216.34", "192.168.1.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

    refused(LinkInward, "https://civitai.com/a.safetensors", tmp_path, Rules(HOSTS, 10))


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - nobody binds to it
        ("224.0.0.1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
        ("no address", False),
    ],
)
def test_public_addresses_are_told(address: str, public: bool) -> None:
    """From all that lies inside."""
    assert public is allowed(address, carried=False)


@pytest.mark.parametrize(
    "link",
    [
        "http://civitai.com/a",
        "https://example.org/a",
        "https://evilcivitai.com/a",
        "https://civitai.com.evil.org/a",
        "https://me@civitai.com/a",
        "https://civitai.com:444/a",
        "not a link",
        "https://",
        "https://[::1",
    ],
)
def test_link_elsewhere_is_refused_before_anybody_is_asked(link: str) -> None:
    """Only https, only hosts that were named."""
    with pytest.raises(LinkUnfit):
        check_link(link, Rules(HOSTS, 10))


def test_link_is_read_as_people_copy_it() -> None:
    """The page of a file stands for the file, and hosts below a named one count; a pickle does not."""
    link = "https://huggingface.co/mei/ink/blob/main/ink.safetensors"

    assert "/mei/ink/resolve/main/ink.safetensors" == check_link(link, Rules(HOSTS, 10)).path
    assert "www.civitai.com" == check_link("https://www.civitai.com/api/1#x", Rules(HOSTS, 10)).host
    with pytest.raises(FileHoldsCode):
        check_link("https://civitai.com/model.CKPT", Rules(HOSTS, 10))


def test_too_large_is_told_or_noticed(shop: Shop, tmp_path: Path) -> None:
    """By the length that the server tells, or where it tells none, by what comes."""
    (tmp_path / "b").mkdir()

    refused(LinkTooLarge, f"{shop.address}/ink.safetensors", tmp_path / "b", rules(shop, 10_000))
    shop.chunked = True
    refused(LinkTooLarge, f"{shop.address}/ink.safetensors", tmp_path / "b", rules(shop, 10_000))


def test_wrong_content_is_not_fetched_to_its_end(shop: Shop, tmp_path: Path) -> None:
    """A page, a pickle, an error, too many redirects."""
    for name, kind in (("page", HeaderWrong), ("pickle", FileHoldsCode), ("missing", LinkAway)):
        (tmp_path / name).mkdir()
        refused(kind, f"{shop.address}/{name}.safetensors", tmp_path / name, rules(shop))
    shop.redirects = {"/a": "/a"}
    assert 508 == refused(LinkAway, f"{shop.address}/a", tmp_path / "page", rules(shop)).facts["status"]


def test_file_that_is_cut_off_is_refused(shop: Shop, tmp_path: Path) -> None:
    """The server hangs up."""
    shop.breaks = [50_000]

    with pytest.raises((FileCutOff, LinkAway)):
        fetch(f"{shop.address}/ink.safetensors", tmp_path, rules(shop), silent)
    assert ["arriving.safetensors"] == [file.name for file in tmp_path.iterdir()]


def test_server_does_not_name_folders(shop: Shop, tmp_path: Path) -> None:
    """Only letters of the last part of a name count."""
    shop.files["..%2F..%2Fetc%2Fpass%20wd.safetensors"] = BODY

    file = fetch(f"{shop.address}/..%2F..%2Fetc%2Fpass%20wd.safetensors", tmp_path, rules(shop), silent)

    assert tmp_path == file.parent
