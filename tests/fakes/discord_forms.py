"""Forms of Discord that take files."""

import asyncio
from typing import cast

from tests.fakes.discord_people import FORM, People
from tests.fakes.discord_spec import Json, Upload
from tests.fakes.discord_world import Interaction

LABEL, FILES = 18, 19  # types of components


async def bring(people: People, interaction: Interaction, *files: Upload) -> Interaction:
    """Choose files in the form that an interaction opened, and send it. Raises ValueError for too many."""
    await asyncio.wait_for(interaction.answered.wait(), people._world.answer_s)
    assert interaction.answer is not None
    assert interaction.answer["type"] == FORM
    about = cast("dict[str, Json]", interaction.answer["data"])
    [row] = cast("list[dict[str, dict[str, Json]]]", about["components"])
    field = row["component"]
    if field["type"] != FILES or len(files) > cast("int", field["max_values"]):
        raise ValueError("the form takes no such files")
    kept = people._uploaded(interaction.room, {str(number): file for number, file in enumerate(files)})
    sent = people._world.interact(5, interaction.person, interaction.room, source=interaction.source)
    ids: list[Json] = [one["id"] for one in kept.values()]
    chosen: Json = {"type": FILES, "id": 2, "custom_id": field["custom_id"], "values": ids}
    resolved: Json = {"attachments": {str(one["id"]): one for one in kept.values()}}
    rows: list[Json] = [{"type": LABEL, "id": 1, "component": chosen}]
    await people._send(sent, {"custom_id": about["custom_id"], "components": rows, "resolved": resolved})
    return sent
