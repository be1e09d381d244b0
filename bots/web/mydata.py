"""What the studio knows of the page's person: told, fetched as files, erased after asking once more."""

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from bots import takeout
from bots.command import Visit
from bots.takeout import MEGABYTE, PAGE_MEGABYTES, megabytes
from bots.web import view
from bots.web.answers import place_of, sender_of, wording_of
from bots.web.pages import Form
from bots.web.studio import InStudio

mydata = APIRouter()


@mydata.get("/mydata")
async def show(request: Request, studio: InStudio) -> Response:
    """Tell what there is, and list the files that were packed."""
    counter, sender, wording = studio.counter, sender_of(request), wording_of(request)
    known = await counter.call(counter.desk.exports.summary, sender)
    packing = await counter.call(counter.desk.exports.packings.of, sender)
    underway = packing if packing is not None and packing.state == "waiting" else None
    packed = () if underway else await counter.call(counter.desk.exports.of, sender)
    files = [(f"/mydata/files/{one.key}", megabytes(one.bytes)) for one in packed]
    title, *lines = takeout.told(known, counter.desk.settings, wording)
    return view.render(
        "mydata.html", wording, title=title, lines=lines, files=files, underway=packing if underway else None
    )


@mydata.post("/mydata/export")
async def pack(request: Request, studio: InStudio) -> Response:
    """Pack everything into files, and show where they are, or how far that is."""
    visit = Visit(sender_of(request), place_of(), "", studio.counter)
    if await takeout.begin(visit, PAGE_MEGABYTES * MEGABYTE) is None:
        await takeout.pack(visit, PAGE_MEGABYTES * MEGABYTE)
    return RedirectResponse("/mydata#files", HTTPStatus.SEE_OTHER)


@mydata.get("/mydata/files/{key:path}")
async def fetch(request: Request, studio: InStudio, key: str) -> Response:
    """Give a packed file to whom it belongs. Raises NoSuchJob."""
    counter = studio.counter
    data = await counter.check(counter.desk.exports.read, sender_of(request), key)
    headers = {"Content-Disposition": 'attachment; filename="limner.zip"'}
    return Response(data, media_type="application/zip", headers=headers)


@mydata.post("/mydata/erase")
async def erase(request: Request, studio: InStudio, form: Form) -> Response:
    """Erase everything, if whoever asks has said so twice."""
    if form.get("sure") != "yes":
        return RedirectResponse("/mydata#erase", HTTPStatus.SEE_OTHER)
    visit = Visit(sender_of(request), place_of(), "", studio.counter)
    reply = await takeout.erase(visit)
    return view.render("farewell.html", wording_of(request), text=reply.text)
