"""The model that the operator chose, looked at before anything starts."""

from pathlib import Path

from generation.cards import SHIPPED
from generation.catalogue import Catalogue, Purpose, load_catalogue
from generation.errors import ModelUnavailable
from generation.settings import GenerationSettings
from limner.settings import complain, read

PHOTO_SCALE = 2  # how many times as large a restored photo may come out
RESTORE = "Restore what ships with Limner: git checkout generation/pocket, or install it anew."


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
        if ships(missing):
            complain([f"{missing.model} cannot be used: {reason}. {RESTORE}"])
        complain([f"LIMNER_MODEL: {missing.model} cannot be used: {reason}. Example: LIMNER_MODEL=pocket"])


def enlarging(settings: GenerationSettings, models: Catalogue) -> Path | None:
    """Find what enlarges restored photos: the operator's choice, or else the upscaler that ships."""
    ours = (card for card in models.extras if card.purpose is Purpose.UPSCALER and card.scale == PHOTO_SCALE)
    return settings.restore_upscaler or next((Path(card.source) for card in ours), None)


def ships(missing: ModelUnavailable) -> bool:
    """Tell whether the fault lies in a model that ships, and not in the one that the operator chose."""
    return str(SHIPPED) in missing.reason
