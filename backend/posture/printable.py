"""Printable: text of other systems, made safe for terminals, logs and reports.

XML 1.0 cannot contain the control characters, and the other formats do not need them. In a terminal
they move the cursor and run commands. The other characters change the direction of text or have no
width, among them letters and marks (Unicode's `Default_Ignorable_Code_Point`): with them a name can
look like another one. A surrogate alone cannot be written as UTF-8.
"""

import re
from functools import cache
from typing import Final

# What names of the API may not contain either (`openapi.yaml`).
_REFUSED: Final = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff"
    "\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f"
)
# What `str.isprintable` takes for visible although nothing is seen of it.
_IGNORED: Final = (
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef"
)
_UNPRINTABLE: Final = (
    f"{_REFUSED}{_IGNORED}\ud800-\udfff\ufff0-\ufff8"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0080-\U000e00ff\U000e01f0-\U000e0fff"
)
_LINES: Final = re.compile("[\t\n\r]")
REPLACEMENT: Final = "\ufffd"


def is_plain(text: str) -> bool:
    """Return whether a text is one that the API takes as a name."""
    return bool(text.strip()) and not _one_of(_REFUSED).search(text) and not _LINES.search(text)


def printable(text: str) -> str:
    """Return text without control characters and invisible ones, but tab and line ends."""
    return _one_of(_UNPRINTABLE).sub(REPLACEMENT, text)


def is_visible(text: str) -> bool:
    """Return whether each character of a text shows something, or is a space."""
    return text.isprintable() and (text.isascii() or not _one_of(_IGNORED).search(text))


@cache
def _one_of(characters: str) -> re.Pattern[str]:
    """Compile a set when it is first used: one with large ranges takes a start a millisecond."""
    return re.compile(f"[{characters}]")
