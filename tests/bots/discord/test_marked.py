"""Age-restricted channels are known as such; a thread is what its channel is, as far as Discord tells."""

import pytest

from tests.bots.discord.studio import Studio


@pytest.mark.parametrize("marked", [False, True])
async def test_age_restricted_channel_is_known(studio: Studio, marked: bool) -> None:
    """By the mark that comes with each command."""
    studio.room.nsfw = marked
    async with studio.open():
        await studio.imagine()

    assert marked == studio.jobs()[0].place.adult
