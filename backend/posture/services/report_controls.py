"""Report controls: the result of each control, from verdict counts and findings of runs.

A control passes only where evidence says so. What was not selected, not read or not recorded is
never a pass.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any, Final

from posture.domain.check import Check
from posture.domain.report import COUNTED, ControlResult
from posture.domain.verdict import VerdictStatus
from posture.formats.report import SUPPRESSING
from posture.frameworks.catalog import Control, Framework, Frameworks
from posture.store.report_facts import FailedRow, PresentRow

# The order of the results in a report: what needs work comes first.
ORDER: Final = tuple(ControlResult)


def needs_action(row: PresentRow | FailedRow) -> bool:
    """Return whether a finding is neither suppressed nor accepted."""
    return row.suppressed_by is None and row.status not in SUPPRESSING


class Tally:
    """What the runs of a report say about checks and controls."""

    def __init__(
        self, checks: Mapping[str, Check[Any]], known: Frameworks, names: Collection[str]
    ) -> None:
        """Prepare for the frameworks with these names; for none, all checks concern the report."""
        self._checks = checks
        self.limited = bool(names)
        self.frameworks = tuple(
            one for one in known.frameworks if one.id in names or one.family in names
        )
        # By check: the verdicts, and the findings that need action or were accepted.
        self.verdicts: Counter[tuple[str, VerdictStatus]] = Counter()
        self.failing: Counter[str] = Counter()
        self.accepted: Counter[str] = Counter()
        # By control the same findings, and by check the accounts that did not evaluate it.
        self._failing: Counter[str] = Counter()
        self._accepted: Counter[str] = Counter()
        self._unevaluated: Counter[str] = Counter()
        self._evaluated: Counter[str] = Counter()
        known_names = {name for one in self.frameworks for name in (one.id, one.family)}
        self.unknown_names = sorted(set(names) - known_names)
        self._all_recorded = True
        self._controls: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for framework in self.frameworks:
            for control in framework.controls:
                for check_id in control.checks:
                    self._controls.setdefault(check_id, []).append(
                        (framework.ref(control), control.resources)
                    )

    def concerns(self, check_id: str) -> bool:
        """Return whether the report is about a check."""
        return not self.limited or check_id in self._controls

    def add_run(self, provider: str, counts: Mapping[str, Iterable[int]] | None) -> None:
        """Count the verdicts of a run; None where the run did not record them by check."""
        self._all_recorded &= counts is not None
        for check_id, some in (counts or {}).items():
            self._evaluated[check_id] += 1
            for status, count in zip(COUNTED, some, strict=True):
                self.verdicts[check_id, status] += count
        for one in self._checks.values():
            if one.provider == provider and one.id not in (counts or {}):
                self._unevaluated[one.id] += 1

    def add_finding(self, row: PresentRow | FailedRow) -> tuple[str, ...]:
        """Count a finding, and return the controls that it fails."""
        by_check, by_control = (
            (self.failing, self._failing) if needs_action(row) else (self.accepted, self._accepted)
        )
        by_check[row.check_id] += 1
        failed = tuple(
            ref
            for ref, patterns in self._controls.get(row.check_id, ())
            if not patterns or any(fnmatchcase(row.resource_id, one) for one in patterns)
        )
        by_control.update(failed)
        return failed

    def verdict_counts(self) -> dict[str, int] | None:
        """Return the verdicts of the checks that concern the report.

        None where a run did not record its verdicts by check: the rest would look like all.
        """
        if not self._all_recorded:
            return None
        return self._verdicts({one for one, _ in self.verdicts if self.concerns(one)})

    def of_checks(self) -> list[dict[str, Any]]:
        """Return the checks that were evaluated or failed, in the order of their ids."""
        counted = {check_id for check_id, _ in self.verdicts}
        known = counted | set(self._evaluated) | set(self.failing) | set(self.accepted)
        return [self._check(one) for one in sorted(known) if self.concerns(one)]

    def _check(self, check_id: str) -> dict[str, Any]:
        check = self._checks.get(check_id)
        return {
            "id": check_id,
            "title": check.title if check else "",
            "finding_title": check.finding_title if check else "",
            "severity": check.severity.value if check else None,
            "remediation": check.remediation if check else "",
            "reference": check.reference if check else "",
            "verdict_counts": self._verdicts([check_id]),
            "open_count": self.failing[check_id],
            "accepted_count": self.accepted[check_id],
            "account_count": self._evaluated[check_id],
        }

    def of_framework(self, framework: Framework) -> dict[str, Any]:
        """Return the controls of a framework in its own order, and how many have each result."""
        controls = [self._control(framework, one) for one in framework.controls]
        results = Counter(one["result"] for one in controls)
        return {
            "id": framework.id,
            "title": framework.title,
            "source": framework.source,
            "control_counts": {one.value: results[one.value] for one in ORDER},
            "controls": controls,
        }

    def _control(self, framework: Framework, control: Control) -> dict[str, Any]:
        ref = framework.ref(control)
        concerned = [
            one for one in control.checks if self._evaluated[one] or self._unevaluated[one]
        ]
        return {
            "id": control.id,
            "title": control.title,
            "result": self._result(ref, control, concerned).value,
            "open_count": self._failing[ref],
            "accepted_count": self._accepted[ref],
            "verdict_counts": self._verdicts(control.checks),
            "checks": sorted(control.checks),
            "unevaluated_checks": sorted(one for one in concerned if self._unevaluated[one]),
            "requires": control.requires,
        }

    def _result(self, ref: str, control: Control, concerned: list[str]) -> ControlResult:
        counts = self._verdicts(concerned)
        if self._failing[ref]:
            return ControlResult.FAIL
        if not any(self._evaluated[one] for one in concerned):
            return ControlResult.NOT_EVALUATED
        if counts["unknown"] or any(self._unevaluated[one] for one in concerned):
            return ControlResult.UNKNOWN
        if self._accepted[ref]:
            return ControlResult.ACCEPTED
        if control.resources and (counts["pass"] or counts["fail"]):
            # Its checks also evaluate assets that it is not about.
            return ControlResult.NO_FINDING
        return ControlResult.PASS if counts["pass"] else ControlResult.NOT_APPLICABLE

    def _verdicts(self, check_ids: Iterable[str]) -> dict[str, int]:
        names = list(check_ids)
        return {
            status.value: sum(self.verdicts[one, status] for one in names) for status in COUNTED
        }
