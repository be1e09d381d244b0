"""Settings are checked together, and never repeat a secret."""

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from bots.telegram.settings import TelegramSettings

HOOK = {
    "LIMNER_TELEGRAM_MODE": "webhook",
    "LIMNER_TELEGRAM_WEBHOOK_URL": "https://studio.example/telegram",
    "LIMNER_TELEGRAM_WEBHOOK_SECRET": "s" * 32,
}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep a developer's own .env out."""
    monkeypatch.chdir(tmp_path)


def read(monkeypatch: pytest.MonkeyPatch, **values: str) -> TelegramSettings:
    """Read the settings from an environment."""
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return TelegramSettings()


def test_nothing_set_is_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a token there is no Telegram, and that is no mistake."""
    settings = read(monkeypatch, LIMNER_TELEGRAM_TOKEN="")

    assert settings.telegram_token is None
    assert ("polling", "https://api.telegram.org") == (settings.telegram_mode, settings.telegram_api_url)


def test_webhook_settings_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Host, port and path come out in parts."""
    settings = read(monkeypatch, **HOOK, LIMNER_TELEGRAM_WEBHOOK_LISTEN="[::1]:9000")

    assert ("::1", 9000, "/telegram") == (
        settings.webhook_host,
        settings.webhook_port,
        settings.webhook_path,
    )
    assert SecretStr("s" * 32) == settings.telegram_webhook_secret


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"LIMNER_TELEGRAM_TOKEN": "changeme"}, "telegram_token"),
        ({"LIMNER_TELEGRAM_TOKEN": "123:abc def-canary"}, "telegram_token"),
        ({"LIMNER_TELEGRAM_API_URL": "api.telegram.org"}, "telegram_api_url"),
        ({"LIMNER_TELEGRAM_API_URL": "https://api.telegram.org/bot"}, "telegram_api_url"),
        ({"LIMNER_TELEGRAM_MODE": "carrier-pigeon"}, "telegram_mode"),
        ({"LIMNER_TELEGRAM_WEBHOOK_LISTEN": "8443"}, "telegram_webhook_listen"),
        (HOOK | {"LIMNER_TELEGRAM_WEBHOOK_URL": ""}, "LIMNER_TELEGRAM_WEBHOOK_URL"),
        (HOOK | {"LIMNER_TELEGRAM_WEBHOOK_URL": "http://studio.example/"}, "LIMNER_TELEGRAM_WEBHOOK_URL"),
        (HOOK | {"LIMNER_TELEGRAM_WEBHOOK_SECRET": ""}, "LIMNER_TELEGRAM_WEBHOOK_SECRET"),
        (HOOK | {"LIMNER_TELEGRAM_WEBHOOK_SECRET": "short-canary"}, "LIMNER_TELEGRAM_WEBHOOK_SECRET"),
    ],
)
def test_wrong_values_are_named(monkeypatch: pytest.MonkeyPatch, values: dict[str, str], name: str) -> None:
    """The message names the setting and does not repeat the value."""
    with pytest.raises(ValidationError) as caught:
        read(monkeypatch, **values)

    assert name in str(caught.value)
    assert "canary" not in str(caught.value)


def test_own_server_may_call_without_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    """A self-hosted Bot API server calls plain http on any port."""
    values = HOOK | {"LIMNER_TELEGRAM_WEBHOOK_URL": "http://127.0.0.1:9000/hook"}
    settings = read(monkeypatch, **values, LIMNER_TELEGRAM_API_URL="http://127.0.0.1:8081/")

    assert "http://127.0.0.1:8081" == settings.telegram_api_url
