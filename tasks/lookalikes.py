"""Characters that look like others: what a reader takes for a Latin letter, as that letter."""

# Only what is hard to tell apart. Rules are folded as texts are, so a Russian rule still finds Russian words.
_PAIRS = (
    ("авгеіјкмнорѕтухһԁԝѵԛӏѡү", "abreijkmhopstyxhdwvqlwy"),  # Cyrillic
    ("αβγεηικνορτυχωϲϳ", "abyenikvoptuxwcj"),  # Greek
    ("ցոսօհզ", "gnuohq"),  # Armenian
    ("ıłøđħŧƒɑɡɩʟɴʀʏᴀʙᴄᴅᴇꜰɢʜɪᴊᴋᴍᴏᴘꜱᴛᴜᴠᴡᴢ", "ilodhtfagilnryabcdefghijkmopstuvwz"),  # Latin, small capitals
    ("ǝəɐɔɛɨɉɍɏƶɇȼⱥ", "eeaceijryzeca"),
)
_CAPITALS = ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abezhikmnoptyx")  # Greek; the small letters look like others
_BOXED = (0x1F150, 0x1F170, 0x1F1E6)  # letters in black circles, in black boxes, and of flags: 26 of each
ALPHABET = "abcdefghijklmnopqrstuvwxyz"

LOOKALIKES: dict[str, str] = {
    like: letter for pair in (*_PAIRS, _CAPITALS) for like, letter in zip(*pair, strict=True)
} | {chr(first + index): letter for first in _BOXED for index, letter in enumerate(ALPHABET)}
