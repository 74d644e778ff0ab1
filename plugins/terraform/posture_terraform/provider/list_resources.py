"""List resources: find what exists on the server, and import it (`terraform query`)."""

from collections.abc import Iterator
from typing import Final

from posture_terraform.framework.definition import Context, Listed, ListResource
from posture_terraform.framework.schema import Schema
from posture_terraform.framework.values import State
from posture_terraform.provider import integration, run, suppression, trust, webhook
from posture_terraform.provider.api_errors import reported
from posture_terraform.provider.attributes import (
    RUN_STATUSES,
    TRIGGERS,
    check_id,
    choices,
    uuid_attribute,
)
from posture_terraform.provider.connection import Configured
from posture_terraform.provider.data_sources import filter_by


def list_runs(context: Context[Configured], config: State, limit: int) -> Iterator[Listed]:
    """Yield the runs that match the filters, newest first."""
    with reported("list the runs", *config):
        for row in context.meta.rows(context.meta.list_runs, most=limit, **config):
            state = run.imported(row)
            yield Listed(state, f"{row['trigger']} run of {row['accepted_at']}: {row['status']}")


LIST_RESOURCES: Final = {
    "posture_integration": integration.OBJECT.listing(
        Schema(description="The connected cloud accounts, the newest first."),
        name=lambda state: state["name"],
    ),
    "posture_run": ListResource(
        schema=Schema(
            description="Runs, the newest first.",
            attributes={
                "integration_id": uuid_attribute("Only runs of this integration.", optional=True),
                "status": choices("Only runs with one of these statuses.", *RUN_STATUSES),
                "trigger": choices("Only runs with one of these triggers.", *TRIGGERS),
            },
        ),
        rows=list_runs,
    ),
    "posture_suppression": suppression.OBJECT.listing(
        Schema(
            description="The suppressions, the newest first; expired ones too.",
            attributes={
                "integration_id": uuid_attribute(
                    "Only suppressions that are limited to this integration.", optional=True
                ),
                "check_id": filter_by("Only suppressions of this check.", check_id),
            },
        ),
        name=lambda state: f"{state['check_id']} on {state['resource_pattern']}",
    ),
    "posture_trust": trust.OBJECT.listing(
        Schema(description="Whose jobs get tokens of the tenant, the newest first."),
        name=lambda state: state["name"],
    ),
    "posture_webhook": webhook.OBJECT.listing(
        Schema(description="The webhooks, the newest first."), name=lambda state: state["name"]
    ),
}
