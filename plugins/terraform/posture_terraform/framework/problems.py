"""Problems as a person using Terraform sees them: what happened, what to do, at which attribute."""

from typing import Any, Literal, NamedTuple, TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""Names of attributes and positions in lists, from the outside in."""


class Problem(NamedTuple):
    """An error or warning."""

    summary: str
    detail: str
    path: Path = ()
    severity: Literal["ERROR", "WARNING"] = "ERROR"

    def message(self) -> dict[str, Any]:
        """Return the problem as the protocol's message `Diagnostic`."""
        steps = [
            {"element_key_int": step} if isinstance(step, int) else {"attribute_name": step}
            for step in self.path
        ]
        return {
            "severity": self.severity,
            "summary": self.summary,
            "detail": self.detail,
            "attribute": {"steps": steps} if steps else None,
        }


class Failure(Exception):  # noqa: N818  # not every failure is an error of this code
    """An operation that did not succeed, for these reasons."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(problem.summary for problem in problems))
        self.problems = problems
