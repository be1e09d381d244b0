"""Where the page listens, and who may see it."""

from datetime import timedelta
from ipaddress import ip_address
from typing import Annotated, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from tasks.settings import Duration

LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})


class WebSettings(BaseSettings):
    """Read once from ``LIMNER_WEB_…`` and ``.env``, then passed down."""

    model_config = SettingsConfigDict(
        env_prefix="LIMNER_",
        env_file=".env",
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        env_ignore_empty=True,
    )

    web_host: str = Field("127.0.0.1", description="the address to listen on")
    web_port: int = Field(8420, ge=1, le=65535)
    web_password: SecretStr | None = Field(None, description="asked for by the page; needed off loopback")
    web_hosts: Annotated[frozenset[str], NoDecode] = Field(
        frozenset(), description="names the page answers under, for example studio.example.org"
    )

    # How long /v1/images/generations waits for its pictures before it says where they will be.
    web_patience: Duration = timedelta(minutes=2)

    @field_validator("web_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return frozenset(part.strip().casefold() for part in value.split(",") if part.strip())

    @field_validator("web_host")
    @classmethod
    def _address(cls, value: str) -> str:
        if value == "localhost":
            return "127.0.0.1"
        try:
            return str(ip_address(value))
        except ValueError as error:
            raise ValueError("write an IP address, for example 127.0.0.1 or 0.0.0.0") from error

    @field_validator("web_password")
    @classmethod
    def _filled(cls, value: SecretStr | None) -> SecretStr | None:
        return value if value and value.get_secret_value() else None

    @model_validator(mode="after")
    def _guarded(self) -> Self:
        if not self.loopback and self.web_password is None:
            raise ValueError(
                "LIMNER_WEB_HOST lets others in, so LIMNER_WEB_PASSWORD must be set, "
                "for example to the output of: openssl rand -base64 18"
            )
        return self

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the page."""
        return ip_address(self.web_host).is_loopback

    def answers_to(self, name: str) -> bool:
        """Tell whether a Host header's name is one of ours; another site's name could be made to point here.

        A page that others may reach also answers under its bare addresses: an address cannot be made
        to point elsewhere.
        """
        name = name.casefold()
        if name in LOOPBACK_NAMES or name in self.web_hosts:
            return True
        if self.loopback:
            return name == self.web_host
        try:
            ip_address(name)
        except ValueError:
            return False
        return True
