"""The settings of the run task, with their defaults and descriptions."""

from fnmatch import fnmatchcase
from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta

from posture_run_task.secret import Secret

Seconds: TypeAlias = Annotated[float, Meta(gt=0)]
Count: TypeAlias = Annotated[int, Meta(ge=1)]
Stage: TypeAlias = Literal["pre_plan", "post_plan", "pre_apply", "post_apply"]
Mode: TypeAlias = Literal["touched", "account", "latest"]
Severity: TypeAlias = Literal["critical", "high", "medium", "low", "info"]
Family: TypeAlias = Literal[
    "iam", "network", "storage", "ai", "compute", "database", "logging", "secrets"
]
_UUID = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the file; an unknown name is refused."""


class HmacKey(Secret, frozen=True, forbid_unknown_fields=True):
    """A key and the organizations that it signs for."""

    organization: str = "*"


class Server(_Table, frozen=True):
    """The server of the run task and its limits."""

    ledger_file: Annotated[
        str, Meta(min_length=1, description="File that stores the accepted tasks.")
    ]
    host: Annotated[str, Meta(description="Address to listen on.")] = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65_535, description="Port; 0 picks a free one.")] = 8090
    path: Annotated[
        str, Meta(pattern="^/[!-~]*$", description="Path of the endpoint URL in HCP Terraform.")
    ] = "/run-task"
    tls_certificate_file: Annotated[
        str | None, Meta(description="PEM chain, to serve HTTPS without a proxy in front.")
    ] = None
    tls_key_file: Annotated[str | None, Meta(description="PEM key of that certificate.")] = None
    body_limit_bytes: Annotated[Count, Meta(description="Largest request; beyond it 413.")] = (
        262_144
    )
    body_timeout_seconds: Annotated[
        Seconds, Meta(description="Longest time for a request's head, and for its body.")
    ] = 5.0
    close_seconds: Annotated[
        Seconds, Meta(description="At shutdown, how long open requests may take to end.")
    ] = 5.0
    open_tasks: Annotated[
        Count, Meta(description="Most open tasks; beyond it 503, and HCP Terraform retries.")
    ] = 1_000
    calls_in_flight: Annotated[Count, Meta(description="Most concurrent outgoing calls.")] = 16
    redelivery_seconds: Annotated[
        Seconds, Meta(description="How long a repeated request counts as a retry of HCP Terraform.")
    ] = 3_600.0
    remember_days: Annotated[
        Count,
        Meta(description="How long a request is remembered; older ones are refused."),
    ] = 90
    drain_seconds: Annotated[
        Seconds, Meta(description="At shutdown, how long running deliveries may take.")
    ] = 20.0
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        Meta(description="Lowest level that is logged."),
    ] = "info"


class Hcp(_Table, frozen=True):
    """HCP Terraform or Terraform Enterprise, and how to call it."""

    hmac_keys: Annotated[
        list[HmacKey],
        Meta(
            min_length=1,
            description="HMAC keys of run tasks; one with an `organization` is only for it.",
        ),
    ]
    hosts: Annotated[
        list[str],
        Meta(min_length=1, description="Hosts that tokens may be sent to, `host[:port]`."),
    ] = msgspec.field(default_factory=lambda: ["app.terraform.io"])
    download_hosts: Annotated[
        list[str], Meta(description="More hosts that a plan may be downloaded from.")
    ] = msgspec.field(default_factory=lambda: ["archivist.terraform.io"])
    ca_file: Annotated[
        str | None, Meta(description="PEM of the authorities to trust instead of the system's.")
    ] = None
    call_timeout_seconds: Annotated[Seconds, Meta(description="How long a response may take.")] = (
        20.0
    )
    retry_seconds: Annotated[
        Seconds, Meta(description="First pause before a retry; it doubles each time.")
    ] = 1.0
    retry_limit_seconds: Annotated[Seconds, Meta(description="Longest pause before a retry.")] = (
        30.0
    )
    progress_seconds: Annotated[
        Seconds,
        Meta(
            lt=600,
            description="How often a heartbeat is sent; HCP Terraform requires one within 600.",
        ),
    ] = 60.0
    deadline_seconds: Annotated[
        Seconds, Meta(lt=3_600, description="A task that takes longer fails.")
    ] = 3_300.0
    give_up_seconds: Annotated[
        Seconds, Meta(description="How long after a request its result is sent.")
    ] = 3_600.0
    plan_limit_bytes: Annotated[
        Count,
        Meta(description="A larger plan is not read: the whole account is evaluated instead."),
    ] = 33_554_432
    plan_timeout_seconds: Annotated[
        Seconds, Meta(description="How long the download of a plan may take.")
    ] = 120.0
    plan_wait_seconds: Annotated[
        Seconds, Meta(description="How long to wait for a plan that is not available yet.")
    ] = 120.0
    outcomes: Annotated[
        int, Meta(ge=0, le=250, description="Findings shown in detail; 0 shows none.")
    ] = 250
    outcomes_wait_seconds: Annotated[
        Seconds, Meta(description="How long outcomes are sent; the result never waits longer.")
    ] = 120.0
    outcomes_per_call: Annotated[
        int, Meta(ge=1, le=10, description="Findings per call; HCP Terraform takes 10.")
    ] = 10


class Posture(_Table, frozen=True):
    """The posture server."""

    endpoint: Annotated[str, Meta(description="Its URL, without `/api/v2`.")]
    token: Annotated[
        Secret,
        Meta(description="Token that may start runs, and read them, findings and integrations."),
    ]
    ca_file: Annotated[
        str | None, Meta(description="PEM of the authorities to trust instead of the system's.")
    ] = None
    call_timeout_seconds: Annotated[Seconds, Meta(description="How long a response may take.")] = (
        30.0
    )
    patience_seconds: Annotated[
        Seconds, Meta(description="How long an unavailable server is retried.")
    ] = 600.0
    poll_seconds: Annotated[Seconds, Meta(description="How often a long run is polled.")] = 10.0
    latest_seconds: Annotated[
        Seconds, Meta(description="Age up to which the latest run is used.")
    ] = 86_400.0
    explained_findings: Annotated[
        int, Meta(ge=0, description="Number of findings, worst first, whose full text is read.")
    ] = 25


class Policy(_Table, frozen=True):
    """When a run passes, with the names of the gate's parameters."""

    fail_on: Annotated[
        Severity, Meta(description="Findings of this severity or worse fail the gate.")
    ] = "high"
    only: Annotated[
        Literal["new", "all"] | None,
        Meta(description="Which findings count; unset, `new` after the apply and `all` before."),
    ] = None
    max_unknown: Annotated[int, Meta(ge=0, description="How many verdicts may be unknown.")] = 0
    min_coverage: Annotated[
        float, Meta(ge=0, le=1, description="Least share of reads that succeeded.")
    ] = 0.0
    family: Annotated[
        list[Family], Meta(description="Only findings of these families count; none means all.")
    ] = msgspec.field(default_factory=list)
    framework: Annotated[
        list[Annotated[str, Meta(pattern="^[A-Z][A-Z0-9_]*$")]],
        Meta(description="Only findings with a control of these frameworks count; none means all."),
    ] = msgspec.field(default_factory=list)


class Stages(_Table, frozen=True):
    """What is evaluated in each stage; see the README."""

    pre_plan: Annotated[Mode, Meta(description="Before the plan.")] = "latest"
    post_plan: Annotated[Mode, Meta(description="After the plan.")] = "touched"
    pre_apply: Annotated[Mode, Meta(description="Before the apply.")] = "latest"
    post_apply: Annotated[Mode, Meta(description="After the apply.")] = "touched"


class Workspace(_Table, frozen=True):
    """Workspaces by the patterns of their names, and their integration."""

    integration_id: Annotated[
        Annotated[str, Meta(pattern=_UUID)] | None,
        Meta(description="Id of the integration."),
    ] = None
    organization: Annotated[str, Meta(description="Pattern of the organization's name.")] = "*"
    project: Annotated[str, Meta(description="Pattern of the project's name.")] = "*"
    workspace: Annotated[str, Meta(description="Pattern of the workspace's name.")] = "*"
    policy: Annotated[str, Meta(description="Name of a policy.")] = "default"
    ignore: Annotated[bool, Meta(description="Evaluate nothing and let every run pass.")] = False

    def covers(self, *, organization: str, project: str, workspace: str) -> bool:
        """Return whether a workspace is one of these; `*`, `?` and `[abc]` as in a shell."""
        return (
            fnmatchcase(organization, self.organization)
            and fnmatchcase(project, self.project)
            and fnmatchcase(workspace, self.workspace)
        )


class Settings(_Table, frozen=True):
    """The whole file."""

    server: Server
    hcp: Hcp
    posture: Posture
    workspaces: Annotated[list[Workspace], Meta(min_length=1)]
    policies: dict[str, Policy] = msgspec.field(default_factory=dict)
    stages: Stages = msgspec.field(default_factory=Stages)

    def workspace(self, *, organization: str, project: str, workspace: str) -> Workspace | None:
        """Return the first entry that covers a workspace."""
        return next(
            (
                one
                for one in self.workspaces
                if one.covers(organization=organization, project=project, workspace=workspace)
            ),
            None,
        )

    def policy(self, name: str) -> Policy:
        """Return a policy; `default` exists even if the file does not define it."""
        return self.policies.get(name) or Policy()

    def mode(self, stage: Stage) -> Mode:
        """Return what is evaluated in a stage."""
        mode: Mode = getattr(self.stages, stage)
        return mode
