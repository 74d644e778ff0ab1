"""Budgets: what a manual run is counted in, and whether there is room for another one.

A run of the whole account is dear for the account's own API limits, so an integration may start
few of them. A run that is limited to few resources, or services while the ids of the resources are
not known, is cheap: there may be one after each apply.
"""

import math
from collections.abc import Mapping
from typing import Any, Final

from posture.domain.run import RunBudget, RunTrigger
from posture.domain.scope import is_small
from posture.services.errors import RateLimitedError
from posture.settings import PREFIX, Settings
from posture.store import run_budgets
from posture.store.integrations import AccountRow
from posture.store.statement import Connection

_SETTING: Final = {
    RunBudget.ACCOUNT: "manual_runs_per_window",
    RunBudget.SCOPED: "scoped_runs_per_window",
}


def budget_of(
    trigger: RunTrigger, scope: Mapping[str, Any] | None, settings: Settings
) -> RunBudget | None:
    """Return what a run is counted in; None if the number of such runs is not limited."""
    if trigger is not RunTrigger.MANUAL:
        return None
    small = is_small(
        scope,
        most_resources=settings.scoped_resources,
        most_services=settings.scoped_services,
    )
    return RunBudget.SCOPED if small else RunBudget.ACCOUNT


def require_room(
    connection: Connection,
    account: AccountRow,
    budget: RunBudget | None,
    settings: Settings,
    *,
    at: int,
) -> None:
    """Refuse a run above the limit; the oldest run that counts decides how long to wait.

    The caller holds the lock of the integration until the run is added.

    Raises:
        RateLimitedError: the budget is used up.
    """
    if budget is None:
        return
    setting = _SETTING[budget]
    window = settings.manual_window_seconds * 1_000
    oldest = run_budgets.nth_newest(
        connection, account, budget=budget, since=at - window, n=getattr(settings, setting)
    )
    if oldest is not None:
        seconds = max(1, math.ceil((oldest + window - at) / 1_000))
        raise RateLimitedError(seconds, setting=f"{PREFIX}{setting.upper()}")
