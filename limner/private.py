"""The one setting of the desk that commands without a desk follow as well."""

from pydantic_settings import BaseSettings, SettingsConfigDict

from tasks.filter import Filter


class PrivateSettings(BaseSettings):
    """What becomes of flagged pictures in private."""

    model_config = SettingsConfigDict(env_prefix="LIMNER_", env_file=".env", extra="ignore", frozen=True)

    filter_private: Filter = Filter.STRICT
