"""Downloads go the way that the environment names: through proxies, tunnels and certificates."""

from pathlib import Path

import pytest

from avatar.weights.download import download, open_client
from avatar.weights.errors import NetworkSettingsWrong, ServerUnreachable
from tests.shop import Shop, certify, open_proxy, open_shop, weights

NAME = "tiny.safetensors"
AT_ONCE = (0.0, 0.0)  # two more tries, without a pause


def test_proxy_of_the_environment_is_used(
    shop: Shop, proxy: tuple[str, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name of the server means nothing here: only the proxy can find it."""
    address, passed = proxy
    monkeypatch.setenv("HTTP_PROXY", address)

    with open_client() as client:
        download(client, f"http://weights.invalid/{NAME}", tmp_path / NAME, lambda *_: None, AT_ONCE)

    assert [f"http://weights.invalid/{NAME}"] == passed
    assert shop.files[NAME] == (tmp_path / NAME).read_bytes()


def test_download_goes_on_through_a_proxy(
    shop: Shop, proxy: tuple[str, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the ranges say passes through it."""
    monkeypatch.setenv("HTTP_PROXY", proxy[0])
    (tmp_path / f"{NAME}.part").write_bytes(shop.files[NAME][:1000])
    (tmp_path / f"{NAME}.part.tag").write_text(shop.etag)

    with open_client() as client:
        download(client, f"http://weights.invalid/{NAME}", tmp_path / NAME, lambda *_: None, AT_ONCE)

    assert ["bytes=1000-"] == shop.ranges_asked
    assert shop.files[NAME] == (tmp_path / NAME).read_bytes()


def test_exception_from_the_proxy_is_minded(
    shop: Shop, proxy: tuple[str, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """NO_PROXY names servers that are reached without it."""
    monkeypatch.setenv("HTTP_PROXY", proxy[0])
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    with open_client() as client:
        download(client, f"{shop.address}/{NAME}", tmp_path / NAME, lambda *_: None, AT_ONCE)

    assert [] == proxy[1]
    assert (tmp_path / NAME).is_file()


def test_safe_line_goes_through_a_proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As releases are had where everything must pass one; the certificate is one of the environment."""
    certificate, safe = certify(tmp_path, "weights.invalid")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with open_shop({NAME: weights()}, safe) as shop, open_proxy(shop) as (address, passed):
        monkeypatch.setenv("HTTPS_PROXY", address)
        with open_client() as client:
            download(client, f"https://weights.invalid/{NAME}", tmp_path / NAME, lambda *_: None, AT_ONCE)

    assert ["weights.invalid:443"] == passed
    assert weights() == (tmp_path / NAME).read_bytes()


def test_proxy_that_refuses_is_said(shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what it answers."""
    with open_proxy(shop, closed=True) as (address, _):
        monkeypatch.setenv("HTTPS_PROXY", address)
        with open_client() as client, pytest.raises(ServerUnreachable) as caught:
            download(client, f"https://weights.invalid/{NAME}", tmp_path / NAME, lambda *_: None, ())

    assert "403 Forbidden" == caught.value.cause


def test_untrusted_certificate_is_said(tmp_path: Path) -> None:
    """Nothing is brought over a line that cannot be trusted."""
    _, safe = certify(tmp_path, "127.0.0.1")
    with (
        open_shop({NAME: weights()}, safe) as shop,
        open_client() as client,
        pytest.raises(ServerUnreachable) as caught,
    ):
        download(client, f"https://127.0.0.1:{shop.port}/{NAME}", tmp_path / NAME, lambda *_: None, ())

    assert "CERTIFICATE_VERIFY_FAILED" in caught.value.cause


@pytest.mark.parametrize(
    ("name", "value"), [("ALL_PROXY", "gopher://here"), ("SSL_CERT_FILE", "/nowhere/certificates.pem")]
)
def test_unusable_network_settings_are_said(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """Before anything is asked for."""
    monkeypatch.setenv(name, value)

    with pytest.raises(NetworkSettingsWrong):
        open_client()
