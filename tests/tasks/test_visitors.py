"""What people send, agree to and have begun: each of it theirs alone, and there after a restart."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import update

from avatar.intake.flac import encode as flac
from avatar.sound import Sound
from tasks.consents import Consents
from tasks.conversation import Conversation, Conversations
from tasks.database import Database, now
from tasks.desk import Desk
from tasks.drafts import drop_stale
from tasks.errors import NoSuchJob, NoSuchUpload
from tasks.models import conversations
from tasks.store import FolderStore
from tasks.uploads import Uploads
from tests.factories import avatar_request, key, place, sender, speech_request, submit
from tests.fakes.worker import FakeWorker

PHOTO, SOUND = b"\x89PNG photo", b"fLaC sound"
BEGUN = Conversation(photo="uploads/1", faces=2, options={"head": 0.5, "captions": True}, waiting="face")


def test_same_photo_has_one_key(desk: Desk) -> None:
    """The name is made of the content, so what is sent twice is stored once."""
    one, two = (desk.keep(sender(), PHOTO, "image/png") for _ in range(2))

    assert one == two
    assert PHOTO == desk.uploaded(sender(), one)


def test_others_cannot_read_an_upload(desk: Desk) -> None:
    """To know a key is not to own it, unless one sent the same oneself."""
    kept = desk.keep(sender(), PHOTO, "image/png")

    with pytest.raises(NoSuchUpload):
        desk.uploaded(sender("666"), kept)

    desk.keep(sender("666"), PHOTO, "image/png")
    assert PHOTO == desk.uploaded(sender("666"), kept)


@pytest.mark.parametrize("name", ["", "uploads/../x.png", "uploads/" + "0" * 64 + ".png"])
def test_strange_upload_is_refused(desk: Desk, name: str) -> None:
    """What was never sent cannot be asked for."""
    with pytest.raises(NoSuchUpload):
        desk.uploaded(sender(), name)


def test_only_own_faces_are_animated(desk: Desk) -> None:
    """Somebody else's photo or voice is refused before anything is charged."""
    photo, sound = desk.keep(sender(), PHOTO, "image/png"), desk.keep(sender("2"), SOUND, "audio/flac")
    before = desk.allowance(sender()).left

    for request in (
        avatar_request(photo=sound),
        avatar_request(photo=photo, sound=sound, speech=None),
    ):
        with pytest.raises(NoSuchUpload):
            desk.submit(request, sender(), place(), key())

    assert desk.submit(avatar_request(photo=photo), sender(), place(), key()).price
    assert before > desk.allowance(sender()).left


def test_a_picture_of_ones_own_can_talk(desk: Desk, worker: FakeWorker) -> None:
    """What the studio drew for somebody may be the photo; for others it may not; nor once it was deleted."""
    drawn = worker.work(submit(desk).id)
    request = avatar_request(photo=drawn.media[0].key)

    job = desk.submit(request, sender(), place(), key())

    assert request == desk.job(job.id).request
    with pytest.raises(NoSuchUpload):
        desk.submit(request, sender("666"), place(), key())
    desk.delivered(drawn.id, drawn.attempt, "1")
    desk.delete(drawn.id, sender())
    with pytest.raises(NoSuchUpload):
        desk.submit(request, sender(), place(), key())


def test_clip_is_deleted_with_its_thumbnail(desk: Desk, worker: FakeWorker) -> None:
    """Nothing of it remains in the store."""
    photo = desk.keep(sender(), PHOTO, "image/png")
    clip = worker.work(desk.submit(avatar_request(photo=photo), sender(), place(), key()).id)
    [media] = clip.media
    assert desk.read(media.thumbnail).startswith(b"\xff\xd8")
    desk.delivered(clip.id, clip.attempt, "1")

    desk.delete(clip.id, sender())

    for name in (media.key, media.thumbnail):
        with pytest.raises(NoSuchJob):
            desk.read(name)


def test_line_is_spoken_again_as_it_was(desk: Desk) -> None:
    """A speech has no seed to change."""
    first = desk.submit(speech_request(), sender(), place(), key())

    assert first.request == desk.again(first.id, sender(), place(), key()).request


def test_upload_is_its_owners_on_either_database(database: Database, tmp_path: Path) -> None:
    """The ownership is a row, whatever keeps the rows."""
    uploads = Uploads(database, FolderStore(tmp_path / "blobs"))
    kept = {uploads.keep(sender(), SOUND, "audio/flac") for _ in range(2)}

    [name] = kept
    assert SOUND == uploads.uploaded(sender(), name)
    with pytest.raises(NoSuchUpload):
        uploads.uploaded(sender("666"), name)


def test_consent_is_asked_once_a_wording(database: Database) -> None:
    """Who agreed to one wording agreed to that one alone, and for nobody else."""
    consents = Consents(database)
    assert not consents.consented(sender(), "1")

    for _ in range(2):
        consents.consent(sender(), "1")

    asked = [(sender(), "1"), (sender(), "2"), (sender("666"), "1")]
    assert [True, False, False] == [consents.consented(*one) for one in asked]


def test_conversation_outlives_a_restart(database_url: str, database: Database) -> None:
    """What was begun is there for another process, in that chat, for that person."""
    Conversations(database, timedelta(days=1)).keep(sender(), place(), BEGUN)

    after = Database(database_url)
    talks = Conversations(after, timedelta(days=1))

    assert BEGUN == talks.of(sender(), place())
    assert talks.of(sender(), place("another")) is None
    assert talks.of(sender("666"), place()) is None
    after.close()


def test_later_word_replaces_the_earlier(database: Database) -> None:
    """One conversation a chat: the newest state of it."""
    talks = Conversations(database, timedelta(days=1))
    talks.keep(sender(), place(), BEGUN)

    talks.keep(sender(), place(), BEGUN.model_copy(update={"face": 1}))

    found = talks.of(sender(), place())
    assert found is not None
    assert found.face == 1


def test_forgotten_conversation_is_gone(database: Database) -> None:
    """To forget twice is to forget once."""
    talks = Conversations(database, timedelta(days=1))
    talks.keep(sender(), place(), BEGUN)

    assert [True, False] == [talks.forget(sender(), place()) for _ in range(2)]
    assert talks.of(sender(), place()) is None


def test_old_conversation_is_forgotten(database: Database) -> None:
    """A photo that waited a day does not answer to tomorrow's voice note, and is cleared away."""
    talks = Conversations(database, timedelta(days=1))
    talks.keep(sender(), place(), BEGUN)
    with database.begin() as connection:
        connection.execute(update(conversations).values(updated_at=now(connection) - timedelta(hours=25)))

    assert talks.of(sender(), place()) is None
    assert 1 == database.write(lambda found: drop_stale(found, conversations, now(found) - timedelta(days=1)))


def test_recording_is_paid_by_its_own_length(desk: Desk) -> None:
    """The length stands in what we encoded, so nobody has to tell it."""
    photo = desk.keep(sender(), PHOTO, "image/png")
    sound = desk.keep(sender(), flac(Sound(np.zeros(25 * 8000, np.float32), 8000)), "audio/flac")

    job = desk.submit(avatar_request(photo=photo, sound=sound, speech=None), sender(), place(), key())

    assert 3 == job.price


def test_old_upload_is_erased_once_nobody_needs_it(database: Database, tmp_path: Path) -> None:
    """A month after it was last sent; but not the bytes that somebody else sent since."""
    store = FolderStore(tmp_path / "blobs")
    sent = Uploads(database, store)
    shared, alone = sent.keep(sender(), PHOTO, "image/png"), sent.keep(sender(), SOUND, "audio/flac")
    between = database.read(now)
    sent.keep(sender("2"), PHOTO, "image/png")

    assert 2 == sent.expire(between)

    assert PHOTO == sent.uploaded(sender("2"), shared)
    for name in (shared, alone):
        with pytest.raises(NoSuchUpload):
            sent.uploaded(sender(), name)
    with pytest.raises(NoSuchJob):
        store.get(alone)


def test_upload_that_is_sent_again_stays(database: Database, tmp_path: Path) -> None:
    """The month counts from the last time."""
    sent = Uploads(database, FolderStore(tmp_path / "blobs"))
    name = sent.keep(sender(), PHOTO, "image/png")
    between = database.read(now)
    sent.keep(sender(), PHOTO, "image/png")

    assert 0 == sent.expire(between)
    assert PHOTO == sent.uploaded(sender(), name)
