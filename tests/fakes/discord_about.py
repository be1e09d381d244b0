"""What Discord tells of the bot, of its application and of people."""

from tests.fakes.discord_spec import Json
from tests.fakes.discord_world import APPLICATION, BOT, Person

CONTENT_FLAG = 1 << 19  # of an application in few servers that may read messages

BOT_USER: dict[str, Json] = {
    "id": BOT,
    "username": "limner",
    "discriminator": "0000",
    "global_name": None,
    "avatar": None,
    "bot": True,
    "flags": 0,
    "public_flags": 0,
}
ABOUT: dict[str, Json] = {
    "id": APPLICATION,
    "name": "Limner",
    "icon": None,
    "description": "",
    "bot_public": True,
    "bot_require_code_grant": False,
    "verify_key": "00",
    "flags": 0,
    "owner": {**BOT_USER, "id": "1", "bot": False},
    "team": None,
    "rpc_origins": [],
    "bot": BOT_USER,
}


def user_of(person: Person) -> dict[str, Json]:
    """Write somebody as Discord's API does."""
    return {
        "id": person.id,
        "username": person.name,
        "discriminator": "0",
        "global_name": person.name,
        "avatar": None,
        "bot": person.id == BOT,
    }
