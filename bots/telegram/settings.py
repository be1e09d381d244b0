"""What an operator may choose for Telegram."""

import re
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")


class TelegramSettings(BaseSettings):
    """Read once from ``LIMNER_TELEGRAM_…`` and ``.env``, then passed down."""

    model_config = SettingsConfigDict(
        env_prefix="LIMNER_",
        env_file=".env",
        extra="ignore",
        hide_input_in_errors=True,
        env_ignore_empty=True,
    )

    telegram_token: SecretStr | None = None  # nothing: no Telegram
    telegram_api_url: str = Field("https://api.telegram.org", examples=["https://api.telegram.org"])
    telegram_mode: Literal["polling", "webhook"] = "polling"
    telegram_webhook_url: str = Field("", examples=["https://studio.example/telegram"])  # what Telegram calls
    telegram_webhook_listen: str = Field("127.0.0.1:8443", examples=["127.0.0.1:8443"])
    telegram_webhook_secret: SecretStr | None = None  # comes with every call from Telegram

    @field_validator("telegram_token", "telegram_webhook_secret", mode="before")
    @classmethod
    def _unset(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("telegram_token")
    @classmethod
    def _looks_like_a_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("it must look like 123456789:AAE-x, as @BotFather gives it")
        return value

    @field_validator("telegram_api_url")
    @classmethod
    def _base(cls, value: str) -> str:
        parts = urlsplit(value)
        if (
            parts.scheme not in ("http", "https")
            or not parts.hostname
            or parts.path.rstrip("/").endswith("/bot")
        ):
            raise ValueError("it must be an http or https address without /bot")
        return value.rstrip("/")

    @field_validator("telegram_webhook_listen")
    @classmethod
    def _host_and_port(cls, value: str) -> str:
        host, colon, port = value.rpartition(":")
        if not (host and colon and port.isdecimal() and 0 < int(port) < 65_536):
            raise ValueError("it must be an address and a port with a colon between them")
        return value

    @model_validator(mode="after")
    def _webhook_is_whole(self) -> Self:
        if self.telegram_mode == "polling":
            return self
        scheme = urlsplit(self.telegram_webhook_url).scheme
        own_server = self.telegram_api_url != type(self).model_fields["telegram_api_url"].default
        if scheme != "https" and not (own_server and scheme == "http"):
            raise ValueError(
                "LIMNER_TELEGRAM_WEBHOOK_URL must be an https address in webhook mode, "
                "for example https://studio.example/telegram"
            )
        secret = self.telegram_webhook_secret
        if secret is None or not SECRET.fullmatch(secret.get_secret_value()):
            raise ValueError(
                "LIMNER_TELEGRAM_WEBHOOK_SECRET must be 16 to 256 letters, digits, _ or - in webhook mode, "
                "for example the output of: openssl rand -hex 32"
            )
        return self

    @property
    def webhook_host(self) -> str:
        """Where the webhook listens."""
        return self.telegram_webhook_listen.rpartition(":")[0].strip("[]")

    @property
    def webhook_port(self) -> int:
        """Give the port that the webhook listens on."""
        return int(self.telegram_webhook_listen.rpartition(":")[2])

    @property
    def webhook_path(self) -> str:
        """Give the path that Telegram calls."""
        return urlsplit(self.telegram_webhook_url).path or "/"
