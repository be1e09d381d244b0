"""Reads the ids that platforms give back, and marks names that buttons carry."""

from hashlib import sha256
from uuid import UUID

from tasks.errors import NoSuchJob

MARK_LENGTH = 16
DIGITS = 4  # of a picture's number, at most


def as_uuid(job_id: UUID | str) -> UUID:
    """Read the id of a job. Raises NoSuchJob if it is none."""
    try:
        return job_id if isinstance(job_id, UUID) else UUID(job_id)
    except ValueError as error:
        raise NoSuchJob from error


def as_picture(argument: str) -> tuple[UUID, int]:
    """Read the id of a job, and behind a dot the number of one of its pictures; 0 where there is none.

    Raises NoSuchJob if it is neither.
    """
    job_id, dot, digits = argument.partition(".")
    number = int(digits) if digits.isdecimal() and len(digits) <= DIGITS else 0
    if dot and not number:
        raise NoSuchJob
    return as_uuid(job_id), number


def mark(name: str) -> str:
    """Mark a name in letters that every button can carry."""
    return sha256(name.encode()).hexdigest()[:MARK_LENGTH]
