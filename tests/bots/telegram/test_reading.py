"""Which messages are for us, and what is taken from them: files, words, and what they reply to."""

import pytest

from tests.bots.telegram.ear import Ear, settled
from tests.bots.telegram.jobs import png
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_spec import Json
from tests.fakes.telegram_stored import Kind
from tests.fakes.telegram_world import Message, Person, Room

pytestmark = pytest.mark.usefixtures("adapter")

BO = Person(5, "Bo")
PICTURE, VOICE = "image/jpeg", "audio/ogg"


def heard(ear: Ear) -> list[tuple[str, list[str]]]:
    """Tell the words and the kinds of the files of all that was heard."""
    return [(one.text, [file.mime for file in one.files]) for one in ear.heard]


def posted(
    telegram: FakeTelegram, room: Room, kind: Kind, *, buttons: str = "", caption: str = ""
) -> Message:
    """Let the bot have a message in a chat, as it would have after a job."""
    message = room.add(telegram.world.bot, caption)
    message.file = telegram.world.keep(kind, "photo.jpg", png())
    if buttons:
        message.keyboard = [[{"text": "x", "callback_data": buttons}]]
    return message


@pytest.mark.parametrize(
    ("kind", "mime", "declared"),
    [
        ("photo", "", PICTURE),
        ("document", "image/png", "image/png"),
        ("document", "", ""),
        ("document", "audio/x-wav", "audio/x-wav"),
        ("voice", "audio/ogg", VOICE),
        ("audio", "audio/mp4", "audio/mp4"),
        ("video", "video/mp4", "video/mp4"),
    ],
)
async def test_what_a_clip_can_be_made_of(
    telegram: FakeTelegram, ear: Ear, alice: Person, room: Room, kind: Kind, mime: str, declared: str
) -> None:
    """As a photo, a file or a recording, with its words if there are any; nothing is fetched yet."""
    telegram.send(alice, room, kind, png(), mime=mime)
    telegram.send(alice, room, kind, png(), "good morning", mime=mime)
    await settled(telegram)

    assert [("", [declared]), ("good morning", [declared])] == heard(ear)
    assert [] == telegram.called("getFile")
    assert len(png()) == ear.heard[0].files[0].size
    assert png() == await ear.heard[0].files[0].fetch()


@pytest.mark.parametrize("kind", ["sticker", "video_note", "animation"])
async def test_odd_files_are_answered_in_one_sentence(
    telegram: FakeTelegram, ear: Ear, alice: Person, room: Room, kind: Kind
) -> None:
    """In private; in a group nobody asked us."""
    telegram.send(alice, telegram.group(), kind, b"x")
    telegram.send(alice, room, kind, b"x")
    await telegram.until(lambda: room.shown)

    assert "I can use a photo or a voice note." in room.shown[0].text
    assert [] == ear.heard
    assert [] == telegram.group().shown


@pytest.mark.parametrize(
    "extra",
    [
        {"location": {"latitude": 1.5, "longitude": 2.5}},
        {"contact": {"phone_number": "1", "first_name": "Bo"}},
        {"dice": {"emoji": "🎲", "value": 3}},
    ],
)
async def test_odd_messages_are_answered_in_one_sentence(
    telegram: FakeTelegram, ear: Ear, alice: Person, room: Room, extra: dict[str, Json]
) -> None:
    """Places, contacts and the like."""
    telegram.tell(alice, room, extra=extra)
    await telegram.until(lambda: room.shown)

    assert 1 == len(room.shown)
    assert [] == ear.heard


@pytest.mark.parametrize("extra", [{"new_chat_title": "Friends"}, {"delete_chat_photo": True}])
async def test_notices_are_not_answered(
    telegram: FakeTelegram, ear: Ear, alice: Person, room: Room, extra: dict[str, Json]
) -> None:
    """What the chat itself tells is nobody's message."""
    telegram.tell(alice, room, extra=extra)
    telegram.say(alice, room, "/quota")
    await telegram.until(lambda: ear.heard)

    assert ["/quota"] == ear.texts
    assert [] == [message for message in room.shown if "photo" in message.text]


async def test_forwarded_files_count(telegram: FakeTelegram, ear: Ear, alice: Person, room: Room) -> None:
    """Whoever wrote them first."""
    origin: Json = {"type": "user", "date": 1_700_000_000, "sender_user": BO.json}
    telegram.show(alice, room, png(), extra={"forward_origin": origin})
    await settled(telegram)

    assert [("", [PICTURE])] == heard(ear)


async def test_edited_captions_are_not_heard(
    telegram: FakeTelegram, ear: Ear, alice: Person, room: Room
) -> None:
    """Mending the words below a photo does not make a second clip."""
    message = telegram.show(alice, room, png(), "hallo")
    await settled(telegram)
    telegram.edit(message, "hello")
    telegram.say(alice, room, "/quota")
    await telegram.until(lambda: "/quota" in ear.texts)

    assert ["hallo", "/quota"] == ear.texts


async def test_replies_lend_what_is_missing(
    telegram: FakeTelegram, ear: Ear, alice: Person, room: Room
) -> None:
    """A voice or words in reply to a photo, a photo in reply to a voice; no second of a kind."""
    photo = telegram.show(alice, room, png())
    voice = telegram.send(alice, room, "voice", b"x")
    ear.heard.clear()
    await telegram.until(lambda: len(ear.heard) == 2)
    ear.heard.clear()
    telegram.send(alice, room, "voice", b"y", to=photo)
    telegram.say(alice, room, "hello", to=photo)
    telegram.show(alice, room, png(), to=voice)
    telegram.show(alice, room, png(), "hello", to=voice)
    telegram.show(alice, room, png(), to=photo)
    telegram.say(alice, room, "a red house", to=voice)
    await settled(telegram)

    assert [
        ("", [VOICE, PICTURE]),
        ("hello", [PICTURE]),
        ("", [PICTURE, VOICE]),
        ("hello", [PICTURE]),
        ("", [PICTURE]),
        ("a red house", []),
    ] == heard(ear)


async def test_replies_to_our_own_pictures(
    telegram: FakeTelegram, ear: Ear, alice: Person, room: Room
) -> None:
    """A voice lets them speak, words are the next prompt; faces with numbers on them never speak."""
    result = posted(telegram, room, "photo", buttons="talk:1", caption="a red house")
    faces = posted(telegram, room, "photo", buttons="face:1.a", caption="Which one?")
    telegram.send(alice, room, "voice", b"x", to=result)
    telegram.say(alice, room, "make it blue", to=result)
    telegram.send(alice, room, "voice", b"x", to=faces)
    telegram.say(alice, room, "/avatar --face 2", to=faces)
    telegram.say(alice, room, "/avatar hello", to=result)
    await settled(telegram)

    assert [
        ("", [VOICE, PICTURE]),
        ("make it blue", []),
        ("", [VOICE]),
        ("/avatar --face 2", []),
        ("/avatar hello", [PICTURE]),
    ] == heard(ear)


async def test_command_is_about_whom_it_replies_to(
    telegram: FakeTelegram, ear: Ear, alice: Person, room: Room
) -> None:
    """Unless it names somebody itself; a bot is nobody, and other commands are about nobody."""
    theirs = telegram.say(BO, telegram.group(), "spam")
    ours = posted(telegram, room, "photo")
    await settled(telegram)
    ear.heard.clear()
    for text in ("/warn spam and more", "/warn @carl spam", "/warn", "/sanctions", "/imagine spam"):
        telegram.say(alice, room, text, to=theirs)
    telegram.say(alice, room, "/quota_grant 50 thanks", to=ours)
    await settled(telegram)

    assert [
        "/warn telegram:5 spam and more",
        "/warn @carl spam",
        "/warn telegram:5",
        "/sanctions telegram:5",
        "/imagine spam",
        "/quota_grant 50 thanks",
    ] == ear.texts


async def test_commands_take_any_file(telegram: FakeTelegram, ear: Ear, alice: Person, room: Room) -> None:
    """As caption or in reply; /verify looks at round clips and animations as well."""
    note = posted(telegram, room, "video_note")
    telegram.send(alice, room, "video", png(), "/verify")
    telegram.say(alice, room, "/verify", to=note)
    telegram.send(alice, room, "animation", png(), "/verify")
    telegram.show(alice, room, png(), "/avatar hello --captions on")
    await settled(telegram)

    video = ["video/mp4"]
    assert [
        ("/verify", video),
        ("/verify", video),
        ("/verify", video),
        ("/avatar hello --captions on", [PICTURE]),
    ] == heard(ear)


async def test_videos_that_lend_their_motion(
    telegram: FakeTelegram, ear: Ear, alice: Person, room: Room
) -> None:
    """Below the word, in reply with it, and with the command; round notes and animations, too."""
    note, film = posted(telegram, room, "video_note"), posted(telegram, room, "video")
    telegram.send(alice, room, "video", png(), "moves")
    telegram.send(alice, room, "animation", png(), "Moves")
    telegram.say(alice, room, "动作", to=note)
    telegram.say(alice, room, "moves", to=film)
    telegram.say(alice, room, "nice moves", to=film)
    telegram.say(alice, room, "/avatar hello --borrow pose", to=note)
    await settled(telegram)

    video = ["video/mp4"]
    assert [
        ("moves", video),
        ("Moves", video),
        ("动作", video),
        ("moves", video),
        ("nice moves", []),
        ("/avatar hello --borrow pose", video),
    ] == heard(ear)


async def test_words_that_are_quoted(telegram: FakeTelegram, ear: Ear, alice: Person, room: Room) -> None:
    """/say in reply to words speaks those."""
    words = telegram.say(BO, telegram.group(), "Good morning")
    telegram.say(alice, telegram.group(), "/say", to=words)
    await settled(telegram)

    assert ["/say Good morning"] == ear.texts
