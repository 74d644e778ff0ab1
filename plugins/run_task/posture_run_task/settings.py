"""Settings: what the configuration may say, with every default and what it means."""

from fnmatch import fnmatchcase
from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta

from posture_run_task.secret import Secret

Seconds: TypeAlias = Annotated[float, Meta(gt=0)]
Count: TypeAlias = Annotated[int, Meta(ge=1)]
Stage: TypeAlias = Literal["pre_plan", "post_plan", "pre_apply", "post_apply"]
Judge: TypeAlias = Literal["touched", "account", "latest"]
Severity: TypeAlias = Literal["critical", "high", "medium", "low", "info"]
Family: TypeAlias = Literal[
    "iam", "network", "storage", "ai", "compute", "database", "logging", "secrets"
]
_UUID = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the file; a name that it does not know is refused."""


class HmacKey(Secret, frozen=True, forbid_unknown_fields=True):
    """A key, and the organizations that it signs for."""

    organization: str = "*"


class Server(_Table, frozen=True):
    """How the run task is reached, and what it holds."""

    ledger_file: Annotated[str, Meta(min_length=1, description="Where accepted tasks are kept.")]
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
        Seconds, Meta(description="A request that has not arrived by then is refused.")
    ] = 5.0
    close_seconds: Annotated[
        Seconds, Meta(description="At shutdown, how long requests under way may take to end.")
    ] = 5.0
    open_tasks: Annotated[
        Count, Meta(description="Tasks under way; beyond it 503, and HCP Terraform asks again.")
    ] = 1_000
    calls_in_flight: Annotated[Count, Meta(description="Outgoing calls at the same time.")] = 16
    redelivery_seconds: Annotated[
        Seconds, Meta(description="How long the same request again is HCP Terraform's retry.")
    ] = 3_600.0
    remember_days: Annotated[
        Count, Meta(description="How long an answered request is known; an older one is refused.")
    ] = 90
    drain_seconds: Annotated[
        Seconds, Meta(description="At shutdown, how long calls under way may go on.")
    ] = 20.0
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], Meta(description="Least level written.")
    ] = "info"


class Hcp(_Table, frozen=True):
    """HCP Terraform or Terraform Enterprise, and how it is answered."""

    hmac_keys: Annotated[
        list[HmacKey],
        Meta(
            min_length=1,
            description="HMAC keys of run tasks; one with an `organization` is for that alone.",
        ),
    ]
    hosts: Annotated[
        list[str],
        Meta(min_length=1, description="Hosts that tokens may be sent to, `host[:port]`."),
    ] = msgspec.field(default_factory=lambda: ["app.terraform.io"])
    download_hosts: Annotated[
        list[str], Meta(description="Hosts that a plan may be downloaded from, besides these.")
    ] = msgspec.field(default_factory=lambda: ["archivist.terraform.io"])
    ca_file: Annotated[
        str | None, Meta(description="PEM of the authorities to trust instead of the system's.")
    ] = None
    call_timeout_seconds: Annotated[Seconds, Meta(description="How long an answer may take.")] = (
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
        Meta(lt=600, description="How often a task shows life; HCP Terraform gives it 600."),
    ] = 60.0
    deadline_seconds: Annotated[
        Seconds, Meta(lt=3_600, description="A task that takes longer has failed.")
    ] = 3_300.0
    give_up_seconds: Annotated[
        Seconds, Meta(description="How long after a request its result is offered.")
    ] = 3_600.0
    plan_limit_bytes: Annotated[
        Count, Meta(description="A larger plan is not read: everything is judged instead.")
    ] = 33_554_432
    plan_timeout_seconds: Annotated[
        Seconds, Meta(description="How long the download of a plan may take.")
    ] = 120.0
    plan_wait_seconds: Annotated[
        Seconds, Meta(description="How long a plan that is not there yet is waited for.")
    ] = 120.0
    outcomes: Annotated[
        int, Meta(ge=0, le=250, description="Findings shown in detail; 0 shows none.")
    ] = 250
    outcomes_wait_seconds: Annotated[
        Seconds, Meta(description="How long details are offered; the result never waits longer.")
    ] = 120.0
    outcomes_per_call: Annotated[
        int, Meta(ge=1, le=10, description="Details sent at once; HCP Terraform takes 10.")
    ] = 10


class Posture(_Table, frozen=True):
    """The posture server that judges."""

    endpoint: Annotated[str, Meta(description="Its URL, without `/api/v2`.")]
    token: Annotated[
        Secret,
        Meta(description="Token that may start runs, and read them, findings and integrations."),
    ]
    ca_file: Annotated[
        str | None, Meta(description="PEM of the authorities to trust instead of the system's.")
    ] = None
    call_timeout_seconds: Annotated[Seconds, Meta(description="How long an answer may take.")] = (
        30.0
    )
    patience_seconds: Annotated[
        Seconds, Meta(description="How long a server that does not answer is waited for.")
    ] = 600.0
    poll_seconds: Annotated[
        Seconds, Meta(description="How often a run is looked at, when it takes long.")
    ] = 10.0
    latest_seconds: Annotated[
        Seconds, Meta(description="Oldest run that still tells how an account is.")
    ] = 86_400.0
    explained_findings: Annotated[
        int, Meta(ge=0, description="Of how many findings, the worst, the full text is read.")
    ] = 25


class Policy(_Table, frozen=True):
    """When a run passes, in the words of the gate."""

    fail_on: Annotated[Severity, Meta(description="Findings this severe or worse stop it.")] = (
        "high"
    )
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
    """What is judged in each stage; see the README."""

    pre_plan: Annotated[Judge, Meta(description="Before the plan.")] = "latest"
    post_plan: Annotated[Judge, Meta(description="After the plan.")] = "touched"
    pre_apply: Annotated[Judge, Meta(description="Before the apply.")] = "latest"
    post_apply: Annotated[Judge, Meta(description="After the apply.")] = "touched"


class Workspace(_Table, frozen=True):
    """Workspaces by the patterns of their names, and the account that they shape."""

    integration_id: Annotated[
        Annotated[str, Meta(pattern=_UUID)] | None,
        Meta(description="The integration of that account."),
    ] = None
    organization: Annotated[str, Meta(description="Pattern of the organization's name.")] = "*"
    project: Annotated[str, Meta(description="Pattern of the project's name.")] = "*"
    workspace: Annotated[str, Meta(description="Pattern of the workspace's name.")] = "*"
    policy: Annotated[str, Meta(description="Name of a policy.")] = "default"
    ignore: Annotated[bool, Meta(description="Judge nothing and let every run pass.")] = False

    def covers(self, *, organization: str, project: str, workspace: str) -> bool:
        """Return whether a workspace is one of these; `*`, `?` and `[abc]` as in a shell."""
        return (
            fnmatchcase(organization, self.organization)
            and fnmatchcase(project, self.project)
            and fnmatchcase(workspace, self.workspace)
        )


class Settings(_Table, frozen=True):
    """Everything that the file says."""

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
        """Return a policy; `default` is there without being written."""
        return self.policies.get(name) or Policy()

    def judge(self, stage: Stage) -> Judge:
        """Return what is judged in a stage."""
        judge: Judge = getattr(self.stages, stage)
        return judge
