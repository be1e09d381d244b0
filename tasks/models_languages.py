"""The table of languages: which one somebody chose to read. Seen by ``languages.py`` and the migrations."""

from sqlalchemy import Column, ForeignKey, String, Table

from tasks.models import Moment, Number, metadata

languages = Table(  # who is not in it reads what the app is set to
    "languages",
    metadata,
    Column("account_id", Number, ForeignKey("accounts.id"), primary_key=True),
    Column("locale", String(16), nullable=False),
    Column("at", Moment, nullable=False),
)
