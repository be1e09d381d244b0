"""The table of what chats vouched for. Seen by ``vouching.py`` and the migrations, and by nobody else."""

from sqlalchemy import Column, ForeignKey, String, Table

from tasks.models import Moment, Number, metadata

vouched = Table(  # groups that LIMNER_ROLES maps, in which somebody was seen
    "vouched",
    metadata,
    Column("identity_id", Number, ForeignKey("identities.id"), primary_key=True),
    Column("mapped", String(200), primary_key=True),  # "discord:9001", "telegram:-10042"
    Column("server", String(128), nullable=False),  # whose chats told it, and may take it back
    Column("seen_at", Moment, nullable=False, index=True),
)
