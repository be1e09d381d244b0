"""The tables of what is said unasked: to whom moderators are, and what waits to be told to somebody."""

from sqlalchemy import JSON, Column, Index, String, Table, Uuid

from tasks.models import Moment, metadata

moderator_chats = Table(  # where appeals of a server go
    "moderator_chats",
    metadata,
    Column("scope", String(200), primary_key=True),  # "studio", "discord:server:123"
    Column("place", JSON, nullable=False),
    Column("locale", String(16), nullable=False),
    Column("set_at", Moment, nullable=False),
    Column("set_by", String(200), nullable=False),
)

notices = Table(  # what is to be told to a chat or a person, until it was told
    "notices",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("platform", String(32), nullable=False),
    Column("place", JSON, nullable=False),
    Column("reader", JSON(none_as_null=True), nullable=True),  # the person; nothing: whoever is in the place
    Column("locale", String(16), nullable=False),
    Column("code", String(64), nullable=False),
    Column("facts", JSON, nullable=False),
    Column("hidden", String(4000), nullable=False, default=""),  # is shown behind a spoiler
    Column("case", String(36), nullable=False, default=""),  # of an appeal that waits for an answer
    Column("at", Moment, nullable=False),
    Column("told_at", Moment, nullable=True),
    Index(None, "platform", "told_at"),
)
