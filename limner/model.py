"""The model that the operator chose, looked at before anything starts."""

from generation.catalogue import Catalogue, load_catalogue
from generation.errors import ModelUnavailable
from generation.settings import GenerationSettings
from limner.settings import complain, read


def generation_settings() -> GenerationSettings:
    """Read the settings of the picture engine; a model that cannot be used ends the command with 2."""
    settings = read(GenerationSettings)
    catalogue(settings)
    return settings


def catalogue(settings: GenerationSettings) -> Catalogue:
    """Read the models' cards; a model that cannot be used ends the command with 2."""
    try:
        return load_catalogue(settings)
    except ModelUnavailable as missing:
        reason = missing.reason.rstrip(".")
        complain([f"LIMNER_MODEL: {missing.model} cannot be used: {reason}. Example: LIMNER_MODEL=pocket"])
