"""The text of a header as headers are compared: in composed form, with single spaces, without characters that nobody sees."""

import unicodedata

# A mark of no width, a byte-order mark, and the marks that say in which direction text is written. A program may leave them
# at the ends of a text, and inside a header that mixes languages.
UNSEEN = "\u200b\u2060\ufeff\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

_WITHOUT_UNSEEN = dict.fromkeys(map(ord, UNSEEN))


def header_text(cell: str) -> str:
    """The text of a header cell. Two headers that a person cannot tell apart become the same text."""
    plain = " ".join(cell.split())
    return plain if plain.isascii() else " ".join(unicodedata.normalize("NFC", plain.translate(_WITHOUT_UNSEEN)).split())
