"""The data sources that list and read what the server has."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from posture_client import ForbiddenError
from posture_terraform.framework.definition import Context, DataSource
from posture_terraform.framework.diagnostics import Diagnostic, DiagnosticError
from posture_terraform.framework.schema import (
    BOOL,
    NUMBER,
    STRING,
    Attribute,
    Nested,
    Schema,
    Validator,
)
from posture_terraform.framework.validators import between, matches
from posture_terraform.framework.values import State
from posture_terraform.provider.api_errors import reported
from posture_terraform.provider.attributes import (
    CHECK,
    DELTAS,
    FAMILIES,
    FINDING,
    FINDING_STATUSES,
    PROVIDERS,
    RUN_FACTS,
    RUN_STATUSES,
    SCOPE,
    SEVERITIES,
    SOURCE,
    TRIGGERS,
    check_id,
    choice,
    choices,
    computed,
    framework,
    pick,
    region,
    service,
    uuid_attribute,
)
from posture_terraform.provider.connection import Configured

_ROWS: Final = 1_000
_MOST_ROWS: Final = 10_000
LIMIT: Final = Attribute(
    type=NUMBER,
    description=f"Most rows to read, from the first; a warning says if there are more. "
    f"Defaults to {_ROWS}.",
    optional=True,
    default=_ROWS,
    validators=(between(1, _MOST_ROWS),),
)

RUN_ATTRIBUTES: Final = {
    "id": computed(STRING, "Id of the run; the `scan_id` of its findings."),
    "integration_id": computed(STRING, "The integration that it scanned."),
    "trigger": computed(STRING, "What started it: `scheduled`, `manual` or `verify`."),
    **RUN_FACTS,
    "scope": computed(
        Nested({name: computed(item.type, item.description) for name, item in SCOPE.items()}),
        "The scope of the run; null for the whole account.",
    ),
    "source": computed(Nested(SOURCE), "What started it, as it was sent."),
}


def filter_by(description: str, *validators: Validator) -> Attribute:
    """Return an optional text that narrows a list."""
    return Attribute(type=STRING, description=description, optional=True, validators=validators)


def read_run(context: Context[Configured], config: State) -> State:
    """Read one run."""
    with reported("read the run", "id"):
        return pick(RUN_ATTRIBUTES, context.meta.get_run(config["id"]))


def read_runs(context: Context[Configured], config: State) -> State:
    """List runs."""
    rows = listed(context, config, "runs", context.meta.list_runs)
    return config | {"runs": [pick(RUN_ATTRIBUTES, row) for row in rows]}


def read_findings(context: Context[Configured], config: State) -> State:
    """List findings; refuse a filter that names nothing, because no findings would look clean."""
    if config["check_id"]:
        context.meta.names.require(("check_id",), {"check": [config["check_id"]]})
    with reported("list the findings", "scan_id", "integration_id"):
        _require_origin(context, config)
    rows = listed(context, config, "findings", context.meta.list_findings)
    return config | {"findings": [pick(FINDING, row) for row in rows]}


def _require_origin(context: Context[Configured], config: State) -> None:
    """Refuse an integration or run that does not exist, and a run without a result.

    A token that may not read them lists findings as before.
    """
    if config["integration_id"]:
        with suppress(ForbiddenError):
            context.meta.get_integration(config["integration_id"])
    if not config["scan_id"]:
        return
    try:
        run = context.meta.get_run(config["scan_id"])
    except ForbiddenError:
        return
    if run["status"] == "completed" and run["trigger"] != "verify":
        return
    why = "it is a verify run" if run["trigger"] == "verify" else f"its status is {run['status']}"
    raise DiagnosticError(
        Diagnostic(
            "The run has no result",
            f"Run {run['id']} has no findings of its own: {why}. Name a run that completed.",
            ("scan_id",),
        )
    )


def read_checks(context: Context[Configured], config: State) -> State:
    """List checks."""
    filters = {name: value for name, value in config.items() if name != "checks"}
    filters["provider"] = filters.pop("cloud_provider")
    with reported("list the checks", *filters):
        rows = context.meta.list_checks(**filters)["data"]
        return config | {"checks": [pick(CHECK, row) for row in rows]}


def listed(
    context: Context[Configured],
    config: State,
    what: str,
    operation: Callable[..., Any],
    *places: str,
) -> Sequence[Mapping[str, Any]]:
    """Read rows; warn if there are more than the limit, because a cut list looks complete.

    Args:
        context: that of the call.
        config: the filters, and the limit.
        what: a word for the rows, or the attribute with them.
        operation: lists them.
        places: more attributes that a refusal may be about.
    """
    limit = int(config["limit"])
    filters = {name: value for name, value in config.items() if name not in {what, "limit"}}
    with reported(f"list the {what}", *filters, *places):
        rows = list(context.meta.rows(operation, most=limit + 1, **filters))
    if len(rows) > limit:
        context.warn(
            f"There are more {what} than limit",
            f"Only the first {limit} are read. Raise limit (up to {_MOST_ROWS}), or narrow the "
            "filters.",
        )
    return rows[:limit]


RUN: Final = DataSource(
    schema=Schema(
        description="One run.",
        attributes=RUN_ATTRIBUTES | {"id": uuid_attribute("Id of the run.", required=True)},
    ),
    read=read_run,
)

RUNS: Final = DataSource(
    schema=Schema(
        description="Runs, the newest first.",
        attributes={
            "integration_id": uuid_attribute("Only runs of this integration.", optional=True),
            "status": choices("Only runs with one of these statuses.", *RUN_STATUSES),
            "trigger": choices("Only runs with one of these triggers.", *TRIGGERS),
            "limit": LIMIT,
            "runs": computed(Nested(RUN_ATTRIBUTES, "LIST"), "The runs."),
        },
    ),
    read=read_runs,
)

FINDINGS: Final = DataSource(
    schema=Schema(
        description="Findings, the newest or the most severe first.",
        attributes={
            "scan_id": uuid_attribute("Only findings of this run.", optional=True),
            "integration_id": uuid_attribute("Only findings of this integration.", optional=True),
            "severity": choices("Only findings of these severities.", *SEVERITIES),
            "status": choices("Only findings with one of these statuses.", *FINDING_STATUSES),
            "framework": filter_by(
                "Only findings of checks that cover a control of this framework."
            ),
            "check_id": filter_by("Only findings of this check.", check_id),
            "resource_id": filter_by("Only findings on this asset."),
            "service": filter_by("Only findings on assets of this cloud service.", service),
            "region": filter_by("Only findings in this region.", region),
            "family": choices("Only findings of checks of these families.", *FAMILIES),
            "q": filter_by(
                "Only findings whose title, summary, asset or check contains this text, in upper "
                "or lower case.",
                matches(r"[^\x00-\x1f\x7f]{1,200}", "1 to 200 printable characters"),
            ),
            "delta": choices("Only findings with one of these deltas in the run.", *DELTAS),
            "suppressed": Attribute(
                type=BOOL,
                description="With true only findings that were suppressed in the run; with false "
                "only the others.",
                optional=True,
            ),
            "sort": choice(
                "The order: the newest first, or the most severe first, and of one severity the "
                "new ones first. Defaults to `newest`.",
                "newest",
                "severity",
            ),
            "limit": LIMIT,
            "findings": computed(Nested(FINDING, "LIST"), "The findings."),
        },
    ),
    read=read_findings,
)

CHECKS: Final = DataSource(
    schema=Schema(
        description="The checks of the server.",
        attributes={
            "cloud_provider": choices("Only checks of these clouds.", *PROVIDERS),
            "family": choices("Only checks of these families.", *FAMILIES),
            "service": filter_by("Only checks of this cloud service.", service),
            "severity": choices("Only checks of these severities.", *SEVERITIES),
            "framework": filter_by(
                "Only checks that cover a control of this framework, such as `CIS_AWS`.", framework
            ),
            "checks": computed(Nested(CHECK, "LIST"), "The checks, sorted by id."),
        },
    ),
    read=read_checks,
)
