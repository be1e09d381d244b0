"""The table of what messages show. Seen by `tasks/shown.py` and by the migrations, and by nobody else."""

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Uuid

from tasks.models import metadata

shown = Table(
    "shown",
    metadata,
    Column("platform", String(32), primary_key=True),
    Column("message", String(128), primary_key=True),  # as the platform writes it; opaque to all others
    Column("job_id", Uuid, ForeignKey("jobs.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),  # of the picture that it shows, from 1; 0: all of the job
)
