"""Controls: the results of a framework's controls, from the newest run of each whole account."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from posture.domain.check import Check
from posture.domain.nearest import nearest
from posture.domain.report import ControlResult
from posture.frameworks.catalog import Framework, Frameworks
from posture.services.errors import FrameworkNotFoundError, IntegrationNotFoundError
from posture.services.report_controls import Tally
from posture.store import report_facts
from posture.store.engine import Store
from posture.store.report_facts import AccountRow, ReportedRunRow
from posture.store.statement import Connection

__all__ = ["NO_CHECK", "Controls", "get_controls"]

# The result of a control that no check of a connected cloud covers.
NO_CHECK: Final = "no_check"


class Controls(msgspec.Struct, frozen=True):
    """A framework, the run of each account that its results are from, and the results.

    `controls` have the members of `Tally.of_framework`.
    """

    framework: Framework
    accounts: Sequence[tuple[AccountRow, ReportedRunRow | None]]
    controls: Sequence[Mapping[str, Any]]

    @property
    def counts(self) -> Counter[str]:
        """Return how many controls have each result."""
        return Counter(one["result"] for one in self.controls)


async def get_controls(
    store: Store,
    *,
    tenant_id: str,
    framework_id: str,
    checks: Mapping[str, Check[Any]],
    frameworks: Frameworks,
    integration_id: str | None = None,
    within: str | None = None,
) -> Controls:
    """Return the results of a framework's controls, for all accounts or that of one integration.

    Args:
        store: the database.
        tenant_id: whose accounts.
        framework_id: id of the framework, version included.
        checks: the checks of this server, by id.
        frameworks: the frameworks of this server.
        integration_id: the only account to look at.
        within: ids of the only integrations that the caller may see, separated by spaces.

    Raises:
        FrameworkNotFoundError: there is none with that id.
        IntegrationNotFoundError: the caller has none with that id.
    """
    framework = frameworks.get(framework_id)
    if framework is None:
        known = [one.id for one in frameworks.frameworks]
        raise FrameworkNotFoundError(framework_id, nearest(framework_id, known))
    until = store.now() + 1

    def read(connection: Connection) -> Controls:
        rows = report_facts.accounts(connection, tenant_id, until=until)
        seen = [one for one in rows if within is None or one.id in within.split()]
        chosen = [one for one in seen if integration_id in {None, one.id}]
        if integration_id is not None and not chosen:
            raise IntegrationNotFoundError
        tally = Tally(checks, frameworks, [framework.id])
        based = [(one, report_facts.basis(connection, one.id, until=until)) for one in chosen]
        for account, run in based:
            _count(connection, tally, account, run)
        clouds = {account.provider for account in chosen}
        concerned = {one.id for one in checks.values() if one.provider in clouds}
        found = tally.of_framework(framework)["controls"]
        return Controls(framework, based, [_with_no_check(one, concerned) for one in found])

    return await store.read(read, tenant_id=tenant_id)


def _count(
    connection: Connection, tally: Tally, account: AccountRow, run: ReportedRunRow | None
) -> None:
    """Count what a run recorded; an account without a run was not evaluated."""
    if run is None:
        tally.add_run(account.provider, None)
        return
    _, counts = report_facts.recorded(connection, run.id)
    decoded = None if counts is None else msgspec.json.decode(counts, type=dict[str, list[int]])
    tally.add_run(account.provider, decoded)
    for row in report_facts.failed(connection, run.id):
        tally.add_finding(row)


def _with_no_check(control: Mapping[str, Any], concerned: set[str]) -> Mapping[str, Any]:
    is_silent = control["result"] == ControlResult.NOT_EVALUATED.value
    if is_silent and concerned.isdisjoint(control["checks"]):
        return {**control, "result": NO_CHECK}
    return control
