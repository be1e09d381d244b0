"""`limner say` and `limner voices`: text becomes speech, here and now, without a queue."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from limner.ending import insist_on, one_sentence, tell

if TYPE_CHECKING:
    from avatar.voices.voice import VoiceCard

PIPE_WIDTH = 120  # characters, where no terminal tells how wide it is


def say(
    text: Annotated[str, typer.Argument(help="What is said.", metavar="TEXT")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The Ogg to write.")] = Path("limner.ogg"),
    voice: Annotated[str, typer.Option(help="Whose voice; see limner voices.")] = "",
    rate: Annotated[float, typer.Option(min=0.5, max=2, help="How fast the voice speaks.")] = 1.0,
    pitch: Annotated[float, typer.Option(min=-12, max=12, help="Semitones above the voice's own.")] = 0.0,
) -> None:
    """Speak a text in this process and store it as Ogg/Opus."""
    output = insist_on(output, ".ogg")
    with one_sentence(output):
        from avatar.compose import SpeechForm, compose_speech
        from avatar.settings import AvatarSettings
        from avatar.speak import speak, stand_in_notes
        from avatar.voices.encode import encode_voice
        from avatar.voices.shelf import open_shelf
        from limner.settings import read

        shelf = open_shelf(read(AvatarSettings))
        form = SpeechForm(text=text, voice=voice or None, rate=rate, pitch=pitch)
        speech = speak(compose_speech(form, shelf), shelf)
        output.write_bytes(encode_voice(speech.sound))
    print(f"{output}  {speech.voice}  {speech.sound.duration_s:.1f} s")
    tell(stand_in_notes(speech))


def voices(
    language: Annotated[str, typer.Option(help="Only those of a language, such as en or zh-CN.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON, for scripts.")] = False,
) -> None:
    """List the voices by language; those marked with a network need one."""
    from avatar.settings import AvatarSettings
    from avatar.voices.shelf import open_shelf
    from limner.settings import read

    shelf = open_shelf(read(AvatarSettings))
    with one_sentence(Path("-")):
        cards = shelf.of_language(language) if language else shelf.cards
    if as_json:
        import json

        print(json.dumps([_plain(card) for card in cards], indent=2, ensure_ascii=False))
        return
    _print(sorted(cards, key=lambda card: card.language) if not language else cards)


def _plain(card: "VoiceCard") -> dict[str, str | bool]:
    return {
        "id": card.id,
        "language": card.language,
        "title": card.title,
        "engine": card.engine,
        "offline": card.offline,
        "gender": card.gender.value,
    }


def _print(cards: "list[VoiceCard] | tuple[VoiceCard, ...]") -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("LANGUAGE", "VOICE", "TITLE", "NEEDS"):
        table.add_column(heading)
    for card in cards:
        table.add_row(card.language, card.id, card.title, "" if card.offline else "network")
    console = Console()
    if not console.is_terminal:
        console = Console(width=PIPE_WIDTH)
    console.print(table, soft_wrap=True)
