"""Suppression preview: what a suppression would cover now, by the rule that runs apply."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

import msgspec

from posture.domain.check import Severity
from posture.domain.suppression import Suppression
from posture.store import suppression_preview
from posture.store.engine import Store

__all__ = ["MOST_SHOWN", "Preview", "preview_suppression"]

MOST_SHOWN: Final = 20


class Preview(msgspec.Struct, frozen=True):
    """How many findings a suppression would cover, the worst severity first, and some assets."""

    finding_count: int
    suppressed_count: int
    severities: Sequence[tuple[str, int]]
    resource_ids: Sequence[str]


async def preview_suppression(
    store: Store,
    *,
    tenant_id: str,
    check_id: str,
    resource_pattern: str,
    integration_id: str | None = None,
    within: str | None = None,
) -> Preview:
    """Return what a suppression would cover; without the integration, of every integration.

    `within` has the ids of the only integrations that the caller may see, separated by spaces.
    """
    only = integration_id or within
    if integration_id and within is not None and integration_id not in within.split():
        return Preview(0, 0, [], [])
    rows = await store.read(
        lambda connection: suppression_preview.of_check(
            connection, check_id, tenant_id=tenant_id, only=only
        ),
        tenant_id=tenant_id,
    )
    wanted = Suppression(id="", check_id=check_id, resource_pattern=resource_pattern, expires_at=0)
    covered = [row for row in rows if wanted.covers(check_id, row.resource_id)]
    counts = Counter(row.severity for row in covered)
    return Preview(
        len(covered),
        sum(row.suppressed_by is not None for row in covered),
        [(one.value, counts[one.value]) for one in Severity if counts[one.value]],
        list(dict.fromkeys(row.resource_id for row in covered))[:MOST_SHOWN],
    )
