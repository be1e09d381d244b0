"""The tables of what people keep for their prompts, and of what one line of theirs stands for."""

from sqlalchemy import JSON, Column, ForeignKey, Integer, String, Table, Uuid

from tasks.models import Moment, Number, metadata

presets = Table(  # styles, and lists that wildcards draw from
    "presets",
    metadata,
    Column("scope", String(200), primary_key=True),  # "studio", "discord:server:55", "person:7"
    Column("kind", String(16), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("body", JSON, nullable=False),
)

batches = Table(  # several requests of one line that wait for one press
    "batches",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("key", String(200), nullable=False, unique=True),  # one event, one batch
    Column("account_id", Number, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("requests", JSON, nullable=False),
    Column("price", Integer, nullable=False),  # credits of all that is paid for, as told
    Column("slow", Integer, nullable=False),  # requests that wait in the slow lane
    Column("made_at", Moment, nullable=False, index=True),
)
