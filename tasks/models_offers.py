"""The table of offers. Seen by ``tasks/offers.py``, by what joins accounts, and by the migrations."""

from sqlalchemy import JSON, Column, ForeignKey, Integer, Table, Uuid

from tasks.models import Moment, Number, metadata

offers = Table(  # requests that were not taken at once, so that a button can still make them tomorrow
    "offers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("account_id", Number, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("request", JSON, nullable=False),
    Column("price", Integer, nullable=False),
    Column("cheaper", JSON(none_as_null=True), nullable=True),  # a variant of it, where there is one
    Column("made_at", Moment, nullable=False, index=True),
)
