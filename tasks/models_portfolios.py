"""The table of what people gather for a training, until it begins."""

from sqlalchemy import JSON, Column, ForeignKey, String, Table

from tasks.models import Moment, Number, metadata

portfolios = Table(
    "portfolios",
    metadata,
    Column("account_id", Number, ForeignKey("accounts.id"), primary_key=True),
    Column("chat", String(128), primary_key=True),
    Column("body", JSON, nullable=False),
    Column("updated_at", Moment, nullable=False, index=True),
)
