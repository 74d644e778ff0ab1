"""Trend: what changed week by week, from the counts that each run recorded."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from posture.domain.moment import rendered
from posture.domain.run import RunStatus
from posture.store.report_facts import ReportedRunRow

WEEK_MS: Final = 604_800_000


class Trend:
    """The weeks of a period, counted from its beginning; the last one may be shorter.

    All severities and frameworks count, accepted findings too.
    """

    def __init__(self, since: int, until: int) -> None:
        self._since = since
        self._until = until
        self._runs: Counter[int] = Counter()
        self._new: Counter[int] = Counter()
        self._resolved: Counter[int] = Counter()
        self._found: dict[tuple[int, str], tuple[int, int]] = {}

    def add(self, run: ReportedRunRow) -> None:
        """Count a run that ended in the period."""
        week = (run.completed_at - self._since) // WEEK_MS
        self._runs[week] += 1
        if run.status != RunStatus.COMPLETED:
            return
        self._new[week] += run.new_count or 0
        self._resolved[week] += run.resolved_count or 0
        key = (week, run.integration_id)
        if run.scope is None and run.completed_at >= self._found.get(key, (0, 0))[0]:
            self._found[key] = (run.completed_at, run.finding_count)

    def weeks(self, before: Mapping[str, int]) -> list[dict[str, Any]]:
        """Return the weeks; `before` are the findings of each account when the period began."""
        counts = dict(before)
        weeks = []
        for week, start in enumerate(range(self._since, self._until, WEEK_MS)):
            for (found_in, integration_id), (_, count) in self._found.items():
                if found_in == week:
                    counts[integration_id] = count
            weeks.append(
                {
                    "from": rendered(start),
                    "to": rendered(min(start + WEEK_MS, self._until)),
                    "run_count": self._runs[week],
                    "new_count": self._new[week],
                    "resolved_count": self._resolved[week],
                    # None until an account was looked at: nothing is not zero.
                    "finding_count": sum(counts.values()) if counts else None,
                }
            )
        return weeks
