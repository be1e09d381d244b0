"""Reads posted forms. Files lie on the disk while they are read: never a whole upload in memory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from bots.attachment import Attachment
from bots.web.errors import FormUnreadable
from generation.requests import LEARNT_MOST

KINDS = ("multipart/form-data", "application/x-www-form-urlencoded")
FILES = 6  # of a form; five are wanted, and the sentence about the others should say which
MANY = LEARNT_MOST + 1  # likewise, of one that takes as many as are learnt
FIELDS = 60
FIELD_LIMIT = 64 * 1024  # bytes


@asynccontextmanager
async def posted(request: Request, many: str = "") -> AsyncIterator[dict[str, object]]:
    """Read the fields of a form as texts, and its files as attachments; what was left empty is not there.

    ``many`` names a field that may come several times: its value is a list of all that came.
    The attachments can be read until the block ends. The guard counts the bytes while they come.
    Raises FormUnreadable.
    """
    if not request.headers.get("content-type", "").startswith(KINDS):
        raise FormUnreadable
    try:
        form = await request.form(
            max_files=MANY if many else FILES, max_fields=FIELDS, max_part_size=FIELD_LIMIT
        )
    except HTTPException as error:
        raise FormUnreadable from error
    try:
        yield _values(form, many)
    finally:
        await form.close()


def _values(form: FormData, many: str) -> dict[str, object]:
    values: dict[str, object] = {}
    several: list[object] = []
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            given: object = _attachment(value) if value.filename or value.size else None
        else:
            given = value if value.strip() else None
        if given is not None and name == many:
            several.append(given)
        elif given is not None:
            values[name] = given
    return {**values, many: several} if several else values


def _attachment(file: UploadFile) -> Attachment:
    """Make an attachment of an uploaded file; it is read only where it is not too large."""
    mime = (file.content_type or "").partition(";")[0].strip()
    return Attachment(file.filename or "", mime, file.size or 0, file.read)
