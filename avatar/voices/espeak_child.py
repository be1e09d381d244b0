"""Speaks one text with espeak-ng in a process of its own, and ends.

Run by its path with ``python -I -S``, so only the standard library is here. One line of JSON comes in
on stdin, one line of JSON goes out on stdout, with the samples (int16, native byte order) behind it.
"""

import ctypes
import json
import sys
from typing import Any

SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS: samples go to the callback, and no thread is started
PHONEME_EVENTS, PHONEME_IPA, DONT_EXIT = 0x0001, 0x0002, 0x8000
CHARS_UTF8 = 1  # and neither SSML (0x10) nor phoneme marks (0x100): a text is only ever read
POSITION_CHARACTER = 1
RATE, PITCH, RANGE = 1, 3, 4
WORD, PHONEME = 1, 7
LIST_ENDS = 0
MEMORY_LIMIT = 512 * 2**20  # bytes of address space
CPU_LIMIT_S = 30
EE_OK = 0


class EventId(ctypes.Union):
    """What an event is about: a phoneme's name of up to 8 bytes."""

    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_void_p), ("string", ctypes.c_char * 8))


class Event(ctypes.Structure):
    """Something that happens at a sample; ``espeak_EVENT`` of speak_lib.h."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),  # characters, from 1
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),  # ms
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", EventId),
    )


class Voice(ctypes.Structure):
    """A voice; ``espeak_VOICE`` of speak_lib.h."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_void_p),  # (priority byte, name, NUL) again and again, then NUL
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("xx1", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


SYNTH_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(Event)
)


def limit_myself() -> None:
    """Bound memory and processor time: the text is a stranger's, and the library is C."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on Windows

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_LIMIT_S, CPU_LIMIT_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def languages(address: int) -> list[str]:
    """Read the languages of a voice."""
    found = []
    while ctypes.string_at(address, 1) != b"\0":
        name = ctypes.string_at(address + 1)
        found.append(name.decode())
        address += 1 + len(name) + 1
    return found


def voices(library: ctypes.CDLL) -> list[dict[str, Any]]:  # Any: what json writes
    """List the voices, without their variants."""
    library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(Voice))
    table = library.espeak_ListVoices(None)
    found = []
    for place in range(10_000):
        if not table[place]:
            break
        voice = table[place].contents
        names = languages(voice.languages)
        found.append(
            {"title": voice.name.decode().strip(), "file": voice.identifier.decode(), "languages": names}
        )
    return found


def speak(library: ctypes.CDLL, order: dict[str, Any]) -> tuple[dict[str, Any], bytes]:  # Any: read from json
    """Speak the pieces of a text; gives the words and phones by sample, and the samples."""
    sound = bytearray()
    words: list[tuple[int, int, int]] = []  # sample, first character, length
    phones: list[tuple[int, str]] = []  # sample, IPA; an empty one is a pause
    first_sample = first_character = 0  # of the piece that is spoken; events count from there

    def hear(samples: "ctypes._Pointer[ctypes.c_short]", count: int, events: "ctypes._Pointer[Event]") -> int:
        place = 0
        while events[place].type != LIST_ENDS:
            event = events[place]
            if event.type == WORD:
                words.append(
                    (first_sample + event.sample, first_character + event.text_position - 1, event.length)
                )
            elif event.type == PHONEME:
                phones.append((first_sample + event.sample, event.id.string.decode("utf-8", "ignore")))
            place += 1
        if samples and count > 0:
            sound.extend(ctypes.string_at(samples, 2 * count))
        return int(len(sound) > order["bytes_limit"])  # 1 stops it

    callback = SYNTH_CALLBACK(hear)
    library.espeak_SetSynthCallback(callback)
    if library.espeak_SetVoiceByName(order["voice"].encode()) != EE_OK:
        return {"problem": f"no voice {order['voice']}"}, b""
    library.espeak_SetParameter(RATE, order["words_per_minute"], 0)
    library.espeak_SetParameter(PITCH, order["pitch"], 0)
    library.espeak_SetParameter(RANGE, order["range"], 0)
    for piece in order["pieces"]:
        first_sample = len(sound) // 2
        text = piece.encode() + b"\0"
        size = ctypes.c_size_t(len(text))
        status = library.espeak_Synth(text, size, 0, POSITION_CHARACTER, 0, CHARS_UTF8, None, None)
        if status != EE_OK:
            return {"problem": f"espeak-ng answered {status}"}, b""
        library.espeak_Synchronize()
        first_character += len(piece)
        if len(sound) > order["bytes_limit"]:
            break
    return {"words": words, "phones": phones}, bytes(sound)


def main() -> None:
    """Answer one order."""
    order = json.loads(sys.stdin.buffer.readline())
    limit_myself()
    library = ctypes.CDLL(order["library"])
    options = PHONEME_EVENTS | PHONEME_IPA | DONT_EXIT
    answer: dict[str, Any]  # Any: what json writes
    sound = b""
    rate_hz = library.espeak_Initialize(SYNCHRONOUS, 0, order["data"].encode(), options)
    if rate_hz <= 0:
        answer = {"problem": "espeak-ng finds no data"}
    elif "pieces" in order:
        answer, sound = speak(library, order)
    else:
        answer = {"voices": voices(library)}
    sys.stdout.buffer.write(json.dumps({"rate_hz": rate_hz, **answer}).encode() + b"\n" + sound)


if __name__ == "__main__":
    main()
