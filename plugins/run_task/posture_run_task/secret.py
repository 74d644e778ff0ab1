"""Secrets: the configuration says where they are; they are read at start and never written."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from posture_client.limits import TooLargeError, read_file


class SecretError(ValueError):
    """A secret is not where the configuration says; the text never contains one."""


class Secret(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The place of a secret: an environment variable, or a file without its last line break."""

    env: str | None = None
    file: str | None = None

    def read(self, environ: Mapping[str, str]) -> str:
        """Return the secret.

        Raises:
            SecretError: it is missing or cannot be read.
        """
        match self.env, self.file:
            case str(name), None:
                found, where = environ.get(name, ""), f"the environment variable {name}"
            case None, str(path):
                found, where = _content(Path(path)), f"the file {path}"
            case _:
                raise SecretError('a secret is { env = "NAME" } or { file = "path" }, one of them')
        if not found:
            raise SecretError(f"{where} contains no secret")
        if not found.isascii() or not found.isprintable():
            raise SecretError(f"{where} contains characters that are not allowed in a secret")
        return found


def _content(path: Path) -> str:
    try:
        return read_file(path).decode().rstrip("\r\n")
    except (OSError, UnicodeDecodeError, TooLargeError) as error:
        raise SecretError(f"cannot read the file {path}: {error}") from error
