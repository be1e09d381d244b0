"""/mydata in a chat: told, taken along as files that fit, and erased only after asking once more."""

import io
import json
import zipfile

import pytest

from bots.chat import Button, Reply
from bots.counter import Counter
from bots.takeout import index_page
from bots.wording import LOCALES, Wording
from tasks.actor import Actor, operator
from tasks.desk import Desk
from tasks.job import Media, Sender
from tasks.keys import Terms
from tasks.presets import Kind
from tests.factories import image_request, key, place, sender
from tests.fakes.worker import FakeWorker

ADA = sender()
HOME = place(ADA.account)


async def say(counter: Counter, text: str, who: Sender = ADA, chat: str = ADA.account) -> Reply:
    """Say something in a private chat, unless another is named."""
    return await counter.say(text, who, place(chat, who.platform), key())


async def press(counter: Counter, button: Button, chat: str = ADA.account) -> Reply:
    """Press a button."""
    return await counter.press(button.action, button.job_id, ADA, place(chat), key())


def made(desk: Desk, worker: FakeWorker, prompt: str = "a red house") -> None:
    """Have a picture made and liked."""
    job = worker.work(desk.submit(image_request(prompt), ADA, HOME, key()).id)
    desk.delivered(job.id, 1, "1")
    desk.archive.like(job.id, ADA)


def unpacked(desk: Desk, parts: tuple[Media, ...]) -> dict[str, bytes]:
    """Unpack zips into one folder."""
    files: dict[str, bytes] = {}
    for part in parts:
        with zipfile.ZipFile(io.BytesIO(desk.exports.read(ADA, part.key))) as archive:
            files |= {name: archive.read(name) for name in archive.namelist()}
    return files


@pytest.mark.parametrize("locale", LOCALES)
async def test_what_there_is_is_told(counter: Counter, desk: Desk, worker: FakeWorker, locale: str) -> None:
    """How much, where, since when agreed, and how long it stays."""
    made(desk, worker)
    desk.consent(ADA, "7")
    reply = await say(counter, "/mydata", ADA.model_copy(update={"locale": locale}))

    assert "Telegram" in reply.text
    assert "7" in reply.text
    assert "24" in reply.text
    assert ["export", "erase"] == [button.action for button in reply.buttons]
    assert reply.private


async def test_export_holds_everything(counter: Counter, desk: Desk, worker: FakeWorker) -> None:
    """The page, the books, the files; the results byte for byte."""
    made(desk, worker)
    reply = await say(counter, "/mydata export")
    files = unpacked(desk, reply.media)
    (job,) = desk.history(ADA)

    assert reply.whole
    assert desk.read(job.media[0].key) == files[f"files/{job.media[0].key}"]
    assert "a red house" == json.loads(files["jobs.json"])["jobs"][0]["request"]["prompt"]
    assert [str(job.id)] == json.loads(files["favourites.json"])["favourites"]
    assert ADA.account == json.loads(files["account.json"])["identities"][0]["account"]
    assert ["grant", "hold", "capture"] == [
        one["kind"] for one in json.loads(files["ledger.json"])["movements"]
    ]
    assert f"files/{job.media[0].key}" in files["index.html"].decode()
    assert "♥ a red house" in files["index.html"].decode()


async def test_export_holds_what_is_kept(counter: Counter, desk: Desk) -> None:
    """Styles, lists, choices and keys of one's own: none of the server's, and no secret."""
    desk.presets.save(Kind.STYLE, "oil", {"text": "in oil"}, ADA)
    desk.presets.share(operator("root"), "studio", Kind.STYLE, "ours", {"text": "in ink"}, key())
    desk.admin.local.prefer(ADA, "negative_prompt", "cars")
    made_key, text = desk.keys.make(Actor.at(ADA, HOME), Terms("my script"))
    files = unpacked(desk, (await say(counter, "/mydata export")).media)

    kept = [(one["kind"], one["name"], one["body"]) for one in json.loads(files["kept.json"])["kept"]]
    assert [("setting", "negative_prompt", "cars"), ("style", "oil", {"text": "in oil"})] == kept
    assert [made_key.id] == [one["id"] for one in json.loads(files["keys.json"])["keys"]]
    assert not any(text.split("_", 2)[2].encode() in data for data in files.values())


async def test_large_export_is_divided_into_files_that_fit(
    counter: Counter, desk: Desk, worker: FakeWorker
) -> None:
    """Together they are whole; a chat that takes fewer says where the rest is."""
    for number in range(3):
        made(desk, worker, f"house {number}")
    things = desk.exports.gather(ADA)
    sizes = [job.media[0].bytes for job in things.jobs]
    parts = desk.exports.pack(ADA, things, index_page(things, Wording()), max(sizes) + 9000)

    assert len(parts) > 1
    assert 3 == len([name for name in unpacked(desk, parts) if name.startswith("files/")])
    assert 3 * (max(sizes) + 9000) > sum(part.bytes for part in parts)


async def test_words_of_people_are_no_markup_on_the_page(desk: Desk, worker: FakeWorker) -> None:
    """A prompt is text."""
    made(desk, worker, "<script>alert(1)</script>")

    assert "<script>" not in index_page(desk.exports.gather(ADA), Wording())


async def test_erase_asks_once_more_with_what_will_go(
    counter: Counter, desk: Desk, worker: FakeWorker
) -> None:
    """The first press erases nothing, the second everything; a third finds nothing."""
    made(desk, worker)
    asked = await say(counter, "/mydata erase")
    there = len(desk.history(ADA))
    done = await press(counter, asked.buttons[-1])
    again = await press(counter, asked.buttons[-1])

    assert "cannot be undone" in asked.text
    assert "1 result" in asked.text
    assert (1, []) == (there, desk.history(ADA))
    assert "Everything is erased. Goodbye!" == done.text == again.text


@pytest.mark.parametrize("action", ["export", "erase", "erased"])
async def test_nothing_is_told_or_done_where_others_read(
    counter: Counter, desk: Desk, worker: FakeWorker, action: str
) -> None:
    """In a group of Telegram there are no private answers."""
    made(desk, worker)
    told = await say(counter, "/mydata", chat="-42")
    pressed = await press(counter, Button(action, "", ""), chat="-42")  # type: ignore[arg-type]  # of the list above

    assert {"data_in_private"} == {reply.problem.code for reply in (told, pressed) if reply.problem}
    assert 1 == len(desk.history(ADA))


async def test_other_choices_are_refused(counter: Counter) -> None:
    """With what there is."""
    reply = await say(counter, "/mydata everything")

    assert reply.problem is not None
    assert "export, erase" in reply.text
