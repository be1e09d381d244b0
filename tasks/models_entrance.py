"""The tables of log-ins to the page. Seen by ``entrance.py`` and the migrations, and by nobody else.

Of whatever opens a door only a digest is kept: who reads the database cannot log in.
"""

from sqlalchemy import Boolean, Column, ForeignKey, String, Table

from tasks.models import Moment, Number, metadata

tickets = Table(  # links that log in, once
    "tickets",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("identity_id", Number, ForeignKey("identities.id"), nullable=False, index=True),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("used", Boolean, nullable=False, default=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("identity_id", Number, ForeignKey("identities.id"), nullable=False, index=True),
    Column("digest", String(64), nullable=False),  # of the secret that the browser holds now
    Column("before", String(64), nullable=False, default=""),  # and of the one that it held before
    Column("csrf", String(64), nullable=False),  # repeated by every form; opens nothing by itself
    Column("made_at", Moment, nullable=False),
    Column("turned_at", Moment, nullable=False),  # when the secret was last changed
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
)
