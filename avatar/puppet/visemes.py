"""What the mouth does for each sound of speech."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    """A mouth's shape."""

    open: float  # 0 shut .. 1 wide open
    wide: float  # -1 rounded .. 0 as at rest .. 1 spread
    tuck: float = 0.0  # 0..1, how far the lower lip lies under the upper teeth


SHUT = Shape(0.0, 0.0)
UNKNOWN = Shape(0.3, 0.1)
PRESSED = frozenset("mbpɓɱ")  # the lips meet
PAUSES = frozenset({"", "_", " ", "|", "‖", ".", ",", "?", "!", ";", ":"})
SHAPES = {
    **dict.fromkeys("aɑɐ", Shape(1.0, 0.1)),
    **dict.fromkeys("æ", Shape(0.9, 0.45)),
    **dict.fromkeys("ʌɜɝɞ", Shape(0.7, 0.0)),
    **dict.fromkeys("ɒɔ", Shape(0.75, -0.55)),
    **dict.fromkeys("eɛ", Shape(0.6, 0.55)),
    **dict.fromkeys("əɘɚ", Shape(0.45, 0.0)),
    **dict.fromkeys("iɪɨ", Shape(0.38, 0.85)),
    **dict.fromkeys("oɵɤ", Shape(0.6, -0.75)),
    **dict.fromkeys("uʊɯwʉ", Shape(0.32, -1.0)),
    **dict.fromkeys("yøœʏɥ", Shape(0.4, -0.8)),
    **dict.fromkeys(PRESSED, SHUT),
    **dict.fromkeys("fvʋ", Shape(0.16, 0.15, 1.0)),
    **dict.fromkeys("szɕʑ", Shape(0.16, 0.5)),
    **dict.fromkeys("tdnɾʈɖɳ", Shape(0.24, 0.25)),
    **dict.fromkeys("lɫɭʎ", Shape(0.34, 0.15)),
    **dict.fromkeys("θð", Shape(0.26, 0.2)),
    **dict.fromkeys("ʃʒʂʐ", Shape(0.24, -0.55)),
    **dict.fromkeys("rɹʀʁɻ", Shape(0.28, -0.35)),
    **dict.fromkeys("jɲ", Shape(0.28, 0.6)),
    **dict.fromkeys("kɡgŋxɣcqχ", Shape(0.3, 0.1)),
    **dict.fromkeys("hɦʔħ", Shape(0.35, 0.0)),
}


def shape_of(symbol: str) -> Shape:
    """Give the shape of a symbol of the International Phonetic Alphabet.

    Marks of stress and length do not count; of a diphthong or an affricate, its first known sign does.
    """
    if symbol in PAUSES:
        return SHUT
    known = (SHAPES[sign] for sign in symbol if sign in SHAPES)
    return next(known, UNKNOWN)


def presses_lips(symbol: str) -> bool:
    """Tell whether the lips must meet for a symbol."""
    return any(sign in PRESSED for sign in symbol)
