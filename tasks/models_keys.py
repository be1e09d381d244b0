"""The tables of API keys. Seen by what keeps and meters them and the migrations, and by nobody else.

Of a key only a digest is kept: who reads the database cannot use it.
"""

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Uuid

from tasks.models import Moment, Number, metadata

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(16), primary_key=True),  # the part of a key by which it is found
    Column("identity_id", Number, ForeignKey("identities.id"), nullable=False, index=True),
    Column("digest", String(64), nullable=False),  # SHA-256 of its secret
    Column("name", String(64), nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("per_minute", Integer, nullable=False),  # requests
    Column("daily_credits", Integer, nullable=True),  # nothing: what its person has
    Column("monthly_credits", Integer, nullable=True),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=True),  # nothing: never
    Column("revoked_at", Moment, nullable=True),
    Column("used_at", Moment, nullable=True),
    Column("minute_at", Moment, nullable=True),  # the minute in which it was last used
    Column("minute_count", Integer, nullable=False, server_default="0"),  # and how often, in it
    CheckConstraint("per_minute >= 1", name="per_minute"),
)

key_jobs = Table(  # which job was asked for with which key
    "key_jobs",
    metadata,
    Column("job_id", Uuid, ForeignKey("jobs.id"), primary_key=True),
    Column("key_id", String(16), ForeignKey("api_keys.id", ondelete="CASCADE"), nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "key_id", "at"),
)
