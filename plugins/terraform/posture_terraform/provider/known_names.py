"""Known names: a plan refuses checks and services that the server does not have.

Without this, an apply would find out, after it has changed the cloud. If the catalog cannot be
read, the plan goes on: the server checks the names again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from threading import Lock
from typing import Any, Final

from posture_client import Client, PostureError
from posture_terraform.framework.diagnostics import Diagnostic, DiagnosticError, Path
from posture_terraform.unknown import UNKNOWN

_ADVICE: Final = "The data source posture_checks lists the checks and services of the server."


class KnownNames:
    """The checks and services of a server, read once by a process; safe to share."""

    def __init__(self, client: Callable[[], Client]) -> None:
        self._client = client
        self._lock = Lock()
        self._is_read = False
        self._known: dict[str, frozenset[str]] = {}

    def require(self, path: Path, names: Mapping[str, Any]) -> None:
        """Refuse unknown names; `names` are the sets `check` and `service`, as they are planned.

        Raises:
            DiagnosticError: the server does not have one of them.
        """
        wanted = {kind: list(_known_now(values)) for kind, values in names.items()}
        if not any(wanted.values()):
            return
        known = self._read()
        wrong = [
            Diagnostic(f"There is no {kind} {name}", f"{_meant(name, known[kind])}{_ADVICE}", path)
            for kind, values in wanted.items()
            if known.get(kind)
            for name in values
            if name not in known[kind]
        ]
        if wrong:
            raise DiagnosticError(*wrong)

    def _read(self) -> Mapping[str, frozenset[str]]:
        with self._lock:
            if not self._is_read:
                self._is_read = True
                try:
                    with self._client() as client:
                        rows = client.list_checks()["data"]
                except PostureError:
                    return {}
                self._known = {
                    "check": frozenset(row["id"] for row in rows),
                    "service": frozenset(row["service"] for row in rows),
                }
            return self._known


def _known_now(values: Any) -> Iterator[str]:  # noqa: ANN401  # as planned: UNKNOWN, None or names
    """Yield the values that are known before the apply."""
    if values is None or values is UNKNOWN:
        return
    yield from (one for one in values if one is not UNKNOWN)


def _meant(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415  # only an error needs it

    found = get_close_matches(name, sorted(known), n=1, cutoff=0.8)
    return f"Did you mean {found[0]}? " if found else ""
