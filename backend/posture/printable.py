"""Printable: text of other systems, made safe for terminals, logs and reports.

XML 1.0 cannot contain the control characters, and the other formats do not need them. In a terminal
they move the cursor and run commands. The other characters change the direction of text or have no
width: with them a name can look like another one.
"""

import re
from typing import Final

_UNPRINTABLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff"
    "\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
_LINES: Final = re.compile("[\t\n\r]")
REPLACEMENT: Final = "\ufffd"


def is_plain(text: str) -> bool:
    """Return whether a text has a visible character, and none that `printable` replaces."""
    return bool(text.strip()) and not _UNPRINTABLE.search(text) and not _LINES.search(text)


def printable(text: str) -> str:
    """Return text without control characters and invisible ones, but tab and line ends."""
    return _UNPRINTABLE.sub(REPLACEMENT, text)
