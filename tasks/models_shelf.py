"""The table of models that not everybody may use. Seen by ``tasks/kept.py`` and the migrations alone."""

from sqlalchemy import Column, String, Table

from tasks.models import Moment, metadata

model_access = Table(  # a model that is not in it is for everybody, everywhere
    "model_access",
    metadata,
    Column("model", String(100), primary_key=True),
    Column("subject", String(200), primary_key=True),  # "role:trusted", "discord:channel:456"
    Column("at", Moment, nullable=False),
)
