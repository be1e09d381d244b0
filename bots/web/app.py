"""The page as an ASGI application."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from bots.counter import Counter
from bots.errors import BadValue, NoSuchPage
from bots.packing import Packer
from bots.web.admin.arranging import arranging
from bots.web.admin.counting import counting
from bots.web.admin.jobs import jobs
from bots.web.admin.keys import ruling_keys
from bots.web.admin.moderating import moderating
from bots.web.admin.overview import overview
from bots.web.admin.people import people as people_of_studio
from bots.web.admin.planning import planning
from bots.web.admin.trouble import told
from bots.web.answers import refused
from bots.web.api import api
from bots.web.appeals import appeals
from bots.web.batches import batches
from bots.web.choosing import choosing
from bots.web.clips import clips
from bots.web.courier import Courier
from bots.web.doorman import Doorman
from bots.web.editing import editing
from bots.web.edits import edits
from bots.web.entering import entering
from bots.web.gallery import gallery
from bots.web.growing import Growth
from bots.web.guard import Guard
from bots.web.hooks import hooks
from bots.web.keeping import keeping
from bots.web.keyring import Keyring
from bots.web.keys import keys, keys_page
from bots.web.login import Login
from bots.web.media import media
from bots.web.mydata import mydata
from bots.web.openai import openai
from bots.web.openai_edits import openai_edits
from bots.web.pages import pages
from bots.web.people import people
from bots.web.previews import previews
from bots.web.quoting import quoting
from bots.web.rewording import rewording
from bots.web.school import school
from bots.web.settings import WebSettings
from bots.web.studio import Probe, Studio
from bots.web.takes import takes
from bots.web.talking import talking
from bots.web.trainings import trainings
from bots.web.watch import Watch
from generation.errors import StudioError
from tasks.outbox import Events

STATIC = Path(__file__).parent / "static"

log = structlog.get_logger()


def create_app(
    counter: Counter, inbox: Events, settings: WebSettings, probes: Mapping[str, Probe] | None = None
) -> FastAPI:
    """Make the page. It listens to the inbox for as long as it is served."""
    login = Login(settings.web_password)
    doorman = Doorman(counter)
    patience_s = settings.web_patience.total_seconds()
    studio = Studio(counter, Watch(inbox), login, doorman, Growth(counter.desk), patience_s, probes or {})

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        working = [
            asyncio.create_task(one.run()) for one in (studio.watch, Courier(counter), Packer(counter))
        ]
        yield
        for one in working:
            one.cancel()
        await asyncio.gather(*working, return_exceptions=True)

    app = FastAPI(
        title="Limner",
        version="1",
        lifespan=lifespan,
        docs_url=None,  # its page loads scripts from elsewhere
        redoc_url=None,
        middleware=[
            Middleware(Guard, settings=settings, login=login, doorman=doorman, keyring=Keyring(counter))
        ],
    )
    app.state.studio = studio
    app.include_router(api)
    app.include_router(clips)
    app.include_router(batches)
    app.include_router(edits)
    app.include_router(rewording)
    app.include_router(previews)
    app.include_router(takes)
    app.include_router(trainings)
    app.include_router(quoting)
    app.include_router(people)
    app.include_router(appeals)
    app.include_router(keeping)
    app.include_router(keys)
    app.include_router(openai)
    app.include_router(openai_edits)
    app.include_router(hooks)
    app.include_router(media)
    app.include_router(gallery, include_in_schema=False)
    app.include_router(keys_page, include_in_schema=False)
    app.include_router(mydata, include_in_schema=False)
    app.include_router(pages, include_in_schema=False)
    app.include_router(talking, include_in_schema=False)
    app.include_router(editing, include_in_schema=False)
    app.include_router(school, include_in_schema=False)
    app.include_router(choosing, include_in_schema=False)
    app.include_router(entering, include_in_schema=False)
    for router in (overview, people_of_studio, jobs, moderating, ruling_keys, planning, arranging, counting):
        app.include_router(router, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_exception_handler(HTTPException, _not_found)
    app.add_exception_handler(RequestValidationError, _unfit)
    app.add_exception_handler(StudioError, told)
    return app


async def _not_found(request: Request, error: Exception) -> Response:
    """Answer what no route takes in the shape of the API."""
    answer = refused(request, NoSuchPage())
    if isinstance(error, HTTPException):
        answer.status_code = error.status_code
        answer.headers.update(error.headers or {})
    return answer


async def _unfit(request: Request, error: Exception) -> Response:
    """Answer a parameter of the wrong kind in the shape of the API."""
    name = "request"
    if isinstance(error, RequestValidationError):
        name = str(error.errors()[0]["loc"][-1])
    return refused(request, BadValue(name, "…"))
