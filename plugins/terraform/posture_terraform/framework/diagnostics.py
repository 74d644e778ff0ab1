"""Diagnostics of Terraform: what happened, what to do, at which attribute."""

from typing import Any, Literal, NamedTuple, TypeAlias

from posture_client.texts import inert

Path: TypeAlias = tuple[str | int, ...]
"""Names of attributes and positions in lists, from the outside in."""


class Diagnostic(NamedTuple):
    """An error or warning."""

    summary: str
    detail: str
    path: Path = ()
    severity: Literal["ERROR", "WARNING"] = "ERROR"

    def message(self) -> dict[str, Any]:
        """Return the protocol's message `Diagnostic`; Terraform prints its texts as they are."""
        steps = [
            {"element_key_int": step} if isinstance(step, int) else {"attribute_name": step}
            for step in self.path
        ]
        return {
            "severity": self.severity,
            "summary": inert(self.summary),
            "detail": inert(self.detail, keep="\n"),
            "attribute": {"steps": steps} if steps else None,
        }


class DiagnosticError(Exception):
    """An operation failed with these diagnostics."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__("; ".join(diagnostic.summary for diagnostic in diagnostics))
        self.diagnostics = diagnostics
