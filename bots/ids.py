"""Reads the ids that platforms give back."""

from uuid import UUID

from tasks.errors import NoSuchJob


def as_uuid(job_id: UUID | str) -> UUID:
    """Read the id of a job. Raises NoSuchJob if it is none."""
    try:
        return job_id if isinstance(job_id, UUID) else UUID(job_id)
    except ValueError as error:
        raise NoSuchJob from error
