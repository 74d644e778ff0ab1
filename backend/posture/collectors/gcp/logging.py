"""Collects what a project exports of its logs, and what raises an alarm."""

import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

from posture.collectors.collecting import AssetCollector, Item, Read
from posture.collectors.gcp.collecting import ProjectClient, Record
from posture.collectors.gcp.errors import DISABLED
from posture.collectors.gcp.properties import flag, members, text, texts, value
from posture.domain.gcp.assets.logging import LogSink, ProjectLogging
from posture.domain.gcp.names import full_name

SINKS_CALL = "logging:projects.sinks.list"
METRICS_CALL = "logging:projects.metrics.list"
ALERTS_CALL = "monitoring:projects.alertPolicies.list"
# Google makes these in every project; they store logs in the project itself.
OF_GOOGLE = frozenset({"_Default", "_Required"})
_METRIC = re.compile(r"logging\.googleapis\.com/user/([^\"'\s\\]+)")
_QUERIES = (
    "conditionThreshold.filter",
    "conditionAbsent.filter",
    "conditionMonitoringQueryLanguage.query",
    "conditionPrometheusQueryLanguage.query",
    "conditionSql.query",
)


async def _project(client: ProjectClient, _ask: object) -> AsyncIterator[Item]:
    name = full_name("cloudresourcemanager", f"projects/{client.account_id}")
    yield Item(name, client.account_id, {}, "global")


async def _sinks(client: ProjectClient, _item: Item) -> tuple[LogSink, ...]:
    return tuple(
        LogSink(
            name=text(one, "name"),
            filter=text(one, "filter").strip(),
            disabled=flag(one, "disabled"),
            excludes=any(not flag(each, "disabled") for each in members(one, "exclusions")),
        )
        for one in await client.shared(SINKS_CALL)
        if text(one, "name") not in OF_GOOGLE
    )


async def _alarms(client: ProjectClient, _item: Item) -> tuple[str, ...]:
    """Return the filters of logs that raise an alarm with a notification channel."""
    watched: set[str] = set()
    found: set[str] = set()
    for one in await client.shared(ALERTS_CALL):
        off = value(one, "enabled", bool) is False
        if off or not texts(one, "notificationChannels"):
            continue
        for condition in members(one, "conditions"):
            found.add(text(condition, "conditionMatchedLog.filter"))
            watched |= set(_metrics_in(condition))
    for one in await client.shared(METRICS_CALL):
        if text(one, "name") in watched and not flag(one, "disabled"):
            found.add(text(one, "filter"))
    return tuple(sorted(found - {""}))


def _metrics_in(condition: Record) -> Iterator[str]:
    for query in _QUERIES:
        yield from _METRIC.findall(text(condition, query))


PROJECTS = AssetCollector(
    asset_type=ProjectLogging,
    regional=False,
    scattered=True,
    calls=(SINKS_CALL,),
    items=_project,
    reads=(
        Read(facts=("sinks",), calls=(SINKS_CALL,), run=_sinks, absent={DISABLED: ()}),
        # Without Cloud Monitoring nothing raises an alarm.
        Read(
            facts=("alarms",),
            calls=(METRICS_CALL, ALERTS_CALL),
            run=_alarms,
            absent={DISABLED: ()},
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[ProjectClient, Any], ...] = (PROJECTS,)
