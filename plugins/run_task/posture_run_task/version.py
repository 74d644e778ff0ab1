"""The run task's version, which is the distribution's."""

from typing import Final

VERSION: Final = "0.1.0"
