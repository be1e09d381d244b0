"""Running the studio in a real browser: log in by a link, see the line, grant, drain, cancel."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tasks.actor import operator
from tasks.desk import Desk
from tasks.job import Status
from tasks.machines import Announcement, Condition
from tasks.moderation_errors import WordsBlocked
from tasks.roles import Role
from tests.bots.web.admin import ADA, BOSS, appoint
from tests.bots.web.test_browser import CHROMIUM, FLAGS
from tests.factories import image_request, key, place

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]

GPU = Announcement("gpu1:4711", "gpu1", ("images",), 3, "1.0", "NVIDIA H200, 140 GiB")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start a browser for all tests of this file."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(params=[True, False], ids=["scripted", "plain"])
def scripted(request: pytest.FixtureRequest) -> bool:
    """Say whether JavaScript runs."""
    return bool(request.param)


@pytest.fixture
def page(scripted: bool, browser: Browser, served: str) -> Iterator[Page]:
    """Open a browser; an error in a script fails the test."""
    context = browser.new_context(base_url=served, locale="en", java_script_enabled=scripted)
    errors: list[str] = []
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("dialog", lambda dialog: dialog.accept())
    yield opened
    context.close()
    assert errors == []


def test_a_day_of_an_admin(page: Page, desk: Desk, scripted: bool) -> None:
    """From the link in the chat to a cancelled job, the same with scripts and without."""
    appoint(desk, Role.ADMIN)
    desk.crew.machines.announce(GPU)
    page.goto(f"/login/{desk.entrance.ticket(BOSS).token}")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    expect(page.get_by_text("Nobody waits.")).to_be_visible()

    job = desk.submit(image_request("a green fox"), ADA, place(), key())
    if not scripted:
        page.reload()
    expect(page.get_by_text("a green fox")).to_be_visible()

    page.get_by_role("button", name="Drain").click()
    expect(page.get_by_text("Told. It finishes what it has.")).to_be_visible()
    assert Condition.DRAINING is desk.crew.all(operator("ann"))[0].condition

    page.get_by_role("link", name="Ada").click()
    page.get_by_label("How many").fill("50")
    page.get_by_label("Why").first.fill("thanks")
    page.get_by_role("button", name="Grant").click()
    expect(page.get_by_text("Granted.")).to_be_visible()
    assert 249 == desk.allowance(ADA).left

    page.get_by_text("Cancel …").click()
    page.locator(".ask").get_by_placeholder("Why").fill("not here")
    page.get_by_role("button", name="Cancel the job").click()
    expect(page.get_by_text("Cancelled; the price was given back.")).to_be_visible()
    assert Status.REFUNDED is desk.job(job.id).status

    page.get_by_role("link", name="Log", exact=True).click()
    for act in ("worker.drain", "quota.grant", "job.cancel"):
        expect(page.get_by_text(act)).to_be_visible()
    page.locator(".who").click()
    page.get_by_role("button", name="Log out everywhere").click()
    page.goto("/admin")
    expect(page.get_by_text("Only those who run the studio see this page.")).to_be_visible()


def test_an_appeal_is_heard(page: Page, desk: Desk) -> None:
    """A rule is written, somebody is blocked by it and appeals, and the moderator has a look."""
    appoint(desk, Role.ADMIN)
    page.goto(f"/login/{desk.entrance.ticket(BOSS).token}")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("link", name="Words").click()
    page.get_by_role("textbox", name="Name").fill("gore")
    page.get_by_role("textbox", name="Words, with commas").fill("gore, blood*")
    page.get_by_role("button", name="Save the rule").click()
    expect(page.get_by_text("The rule holds from now on.")).to_be_visible()
    with pytest.raises(WordsBlocked) as caught:
        desk.submit(image_request("a bloody scene"), ADA, place(), key())
    desk.appeals.ask(ADA, UUID(str(caught.value.caught)))

    page.get_by_role("link", name="Words").click()
    expect(page.get_by_text("a bloody scene")).to_be_visible()
    page.get_by_role("button", name="Allow this once").click()
    expect(page.get_by_text("Answered; the person is told.")).to_be_visible()
    assert 1 == len(desk.history(ADA))
