"""What every admin page stands in: who is there, what they may do, and how a page is made."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, ParamSpec, TypeVar
from urllib.parse import parse_qsl, urlencode

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse, Response

from bots.errors import LoginNeeded
from bots.web import view
from bots.web.answers import wording_of
from bots.web.doorman import insist, session_of
from bots.web.entering import PAGE, named
from bots.web.studio import InStudio, Studio
from bots.wording import Wording
from tasks.actor import Actor
from tasks.desk import Desk
from tasks.entrance import Session
from tasks.errors import NotAllowed
from tasks.roles import LEAST, Deed, Role, may

P = ParamSpec("P")
T = TypeVar("T")

PAGES = {  # in the order of the menu, and what each takes
    "overview": Deed.SEE_OTHERS,
    "people": Deed.SEE_OTHERS,
    "jobs": Deed.SEE_OTHERS,
    "models": Deed.SEE_OTHERS,
    "words": Deed.RESTRAIN,
    "keys": Deed.CREDIT,
    "plans": Deed.ARRANGE,
    "settings": Deed.ARRANGE,
    "statistics": Deed.COUNT,
    "log": Deed.COUNT,
}


@dataclass(frozen=True)
class Room:
    """Somebody who runs the studio, on one of its pages; their role was looked up for this request."""

    request: Request
    studio: Studio
    session: Session
    role: Role
    wording: Wording

    @property
    def actor(self) -> Actor:
        """Take them as somebody who acts: what they do is checked again by whoever does it."""
        return Actor(self.session.sender, PAGE)

    @property
    def desk(self) -> Desk:
        """Give the desk of the studio."""
        return self.studio.counter.desk

    async def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a function of the desk beside the event loop."""
        return await self.studio.counter.call(function, *args, **kwargs)

    def may(self, deed: Deed) -> bool:
        """Whether they may do a thing at all."""
        return may(self.role, deed)

    def show(self, page: str, **facts: object) -> Response:
        """Render a page; who may not see it, is told so. Raises NotAllowed."""
        if not self.may(PAGES[page]):
            raise NotAllowed(LEAST[PAGES[page]])
        return self.part(f"{page}.html", page=page, **facts)

    def part(self, template: str, **facts: object) -> Response:
        """Render a template of the admin pages."""
        done = f"admin-done-{self.request.query_params.get('done', '')}"
        return view.render(
            f"admin/{template}",
            self.wording,
            HTTPStatus.OK,
            csrf=self.session.csrf,
            who=named(self.session.sender)[0],
            role=self.role,
            menu=[name for name, deed in PAGES.items() if self.may(deed)],
            may=lambda deed: self.may(Deed(deed)),
            done=self.wording.say(done) if self.wording.has(done) else "",
            **facts,
        )

    def link(self, **changes: object) -> str:
        """Write the query of this page with some of it changed."""
        query = dict(self.request.query_params) | {name: str(value) for name, value in changes.items()}
        return "?" + urlencode({name: value for name, value in query.items() if value and name != "done"})


async def room_of(request: Request, studio: InStudio) -> Room:
    """Find who is here, and look up anew what they are. Raises LoginNeeded, NotAllowed."""
    session = session_of(request)
    if session is None:
        raise LoginNeeded
    authority = studio.counter.desk.authority
    role = await studio.counter.call(authority.role, Actor(session.sender, PAGE))
    if not may(role, Deed.SEE_OTHERS):
        raise NotAllowed(LEAST[Deed.SEE_OTHERS])
    return Room(request, studio, session, role, wording_of(request))


InRoom = Annotated[Room, Depends(room_of)]


@dataclass(frozen=True)
class Posted:
    """A form that came from one of our pages, and where to go after it."""

    values: dict[str, str]
    back: str

    def value(self, name: str) -> str:
        """Give what was filled in; nothing where it was not."""
        return self.values.get(name, "").strip()

    def number(self, name: str) -> int:
        """Give a whole number; 0 where there is none, which services refuse."""
        text = self.value(name)
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0

    def done(self, what: str) -> Response:
        """Go back, and say what was done."""
        return RedirectResponse(
            f"{self.back}{'&' if '?' in self.back else '?'}done={what}", HTTPStatus.SEE_OTHER
        )


async def posted(request: Request, room: InRoom) -> Posted:
    """Read a form that changes something. Raises FormOutdated, TooFast."""
    body = (await request.body()).decode(errors="replace")
    values = dict(parse_qsl(body, keep_blank_values=True))
    insist(request, values)
    return Posted(values, _inside(values.get("back", "")))


InPosted = Annotated[Posted, Depends(posted)]


def _inside(address: str) -> str:
    """Let nobody be led elsewhere: an address of ours, or the first page."""
    ours = address == "/admin" or address.startswith(("/admin/", "/admin?"))
    return address if ours and address.isprintable() and "\\" not in address else "/admin"
