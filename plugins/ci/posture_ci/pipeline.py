"""A gate from its start to its exit code: the scope, the run, the verdict, the files."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from posture_ci import files, job_log, terraform
from posture_ci.exits import CommandError, Exit, capped, failure_of
from posture_ci.interrupts import Interrupts
from posture_ci.options import Options
from posture_client import (
    Client,
    ConflictError,
    PostureError,
    RateLimitedError,
    finding_texts,
    texts,
)
from posture_client.spelling import key
from posture_client.terraform_exports import TerraformPlace, declarations

if TYPE_CHECKING:
    from posture_client.models import Gate, Run

USER_AGENT: Final = "posture-gate"
# The codes of reasons begin so if the run has no result.
_NO_RESULT: Final = "run_"
_MOST_RESOURCE_IDS: Final = 1000


@dataclass(slots=True)
class GateOutcome:
    """The outcome so far; it is written to the output files whatever happens."""

    verdict: str = "none"
    run: "Run | None" = None
    gate: "Gate | None" = None
    places: Mapping[str, TerraformPlace] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)

    @property
    def names(self) -> dict[str, str]:
        """Return the Terraform addresses of the assets."""
        return {id_: one.address for id_, one in self.places.items()}


def run(options: Options, interrupts: Interrupts, log: job_log.JobLog) -> int:
    """Run a gate to its exit code."""
    outcome = GateOutcome()
    code = int(Exit.UNREACHABLE)
    try:
        files.prepare(options)
        code = _evaluated(options, interrupts, log, outcome)
    except CommandError as failure:
        log.problem(str(failure))
        code = failure.exit
    except KeyboardInterrupt:
        log.problem("interrupted")
        code = int(Exit.INTERRUPTED)
    try:
        files.conclude(
            options,
            code=code,
            verdict=outcome.verdict,
            run=outcome.run,
            gate=outcome.gate,
            written=outcome.files,
        )
    except OSError as error:
        log.problem(f"cannot write {error.filename}: {error.strerror}")
        code = code or int(Exit.USAGE)
    return code


def _evaluated(
    options: Options, interrupts: Interrupts, log: job_log.JobLog, outcome: GateOutcome
) -> int:
    roots = terraform.roots(options.plans, options.states, options.directory)
    outcome.places = terraform.declarations(roots, Path.cwd())
    scope = _scope(options, roots, log)
    if scope.get("resource_ids") == []:
        log.line("the plan touches nothing in the cloud: no run is needed")
        outcome.verdict = "pass"
        return Exit.OK
    with _explained(), _client(options, interrupts, log) as client:
        run = outcome.run = _ended(client, options, interrupts, log, _about(scope, outcome))
        if run["status"] != "completed":
            raise _without_result(run)
        gate = outcome.gate = client.get_gate(run["id"])
        outcome.verdict = gate["verdict"]
        known = finding_texts.read(client, gate, log.line)
        code = _report(options, log, gate, outcome, known)
        missing = _exported(client, options, log, gate, outcome)
        # A file that cannot be written must not hide that the gate does not pass.
        return code or missing


def _scope(options: Options, roots: list[terraform.Root], log: job_log.JobLog) -> dict[str, Any]:
    scope: dict[str, Any] = dict(options.scope)
    if not roots or options.whole_account:
        return scope
    found = terraform.resource_ids(roots, planned=bool(options.plans), report=log.line)
    asked = scope.get("resource_ids", ())
    named = sorted({*asked, *found.ids})
    if len(named) > _MOST_RESOURCE_IDS:
        raise CommandError(
            f"{len(named)} assets are more than the {_MOST_RESOURCE_IDS} that a run can be limited "
            "to",
            Exit.USAGE,
            advice="Scan everything with --whole-account, or add --from-plan.",
        )
    # A plan also touches what no check looks at: skip it. Without a plan, the run reports it.
    absent = [one for one in found.absent if one not in asked]
    return (
        scope
        | {"resource_ids": named}
        | ({"skip_unchecked": True} if found.ids else {})
        | ({"expected_absent": absent} if absent else {})
    )


def _client(options: Options, interrupts: Interrupts, log: job_log.JobLog) -> Client:
    def waits(seconds: float, error: PostureError) -> None:
        if seconds >= 1:
            log.line(f"{error}; trying again in {seconds:.0f} s")

    try:
        return Client(
            options.endpoint,
            options.token,
            ca_file=options.ca_file,
            user_agent=USER_AGENT,
            on_wait=waits,
            sleep=interrupts.sleep,
        )
    except ValueError as error:
        raise CommandError(str(error), Exit.USAGE) from error


def _about(scope: Mapping[str, Any], outcome: GateOutcome) -> dict[str, Any]:
    """Return the scope and the declarations for the request of a run, without empty ones."""
    scanned = [
        name for one in scope.get("resource_ids", ()) if (name := key(one)) in outcome.places
    ]
    # Those of the scanned assets come first, because a request takes a limited number.
    places = {**{name: outcome.places[name] for name in scanned}, **outcome.places}
    members = {"scope": dict(scope), "declarations": declarations(places)}
    return {name: one for name, one in members.items() if one}


def _ended(
    client: Client,
    options: Options,
    interrupts: Interrupts,
    log: job_log.JobLog,
    about: Mapping[str, Any],
) -> "Run":
    run_id, shared = "", False
    asked: dict[str, Any] = {
        "integration_id": options.integration,
        "source": options.source,
        "gate": options.policy,
        **about,
    }
    try:
        with interrupts.held():
            accepted = client.start_run(**asked)
            run_id, shared = accepted["run_id"], accepted.get("coalesced", False)
        log.line(f"run {run_id} {'is shared with another trigger' if shared else 'started'}")
        with job_log.Progress(options.tell_seconds, log.line) as progress:
            return client.wait_for_run(
                run_id,
                timeout_seconds=options.wait_seconds,
                on_progress=progress,
                cancel_on_interrupt=False,
            )
    except RateLimitedError as error:
        if run_id:
            raise
        raise capped(error, options.capped_exit_code) from error
    except KeyboardInterrupt:
        if shared:
            log.line(f"run {run_id} continues for the trigger that started it")
        elif run_id:
            _cancelled(client, run_id, log)
        raise


def _cancelled(client: Client, run_id: str, log: job_log.JobLog) -> None:
    try:
        client.cancel_run(run_id)
    except ConflictError:
        log.line(f"run {run_id} had just ended")
    except PostureError as error:
        log.problem(f"run {run_id} continues, because it could not be cancelled: {error}")
    else:
        log.line(f"run {run_id} was asked to cancel")


def _report(
    options: Options,
    log: job_log.JobLog,
    gate: "Gate",
    outcome: GateOutcome,
    known: job_log.Texts,
) -> int:
    if gate["findings"]:
        for line in job_log.table(gate, outcome.places, known):
            log.result(line)
    if options.annotates:
        for line in job_log.annotations(gate["findings"], outcome.places, known):
            log.command(line)
    for line in texts.unread_lines(gate):
        log.line(line)
    if unchecked := texts.unchecked_text(gate, outcome.names):
        log.line(unchecked)
    log.result(job_log.verdict(gate))
    if gate["verdict"] == "pass":
        return Exit.OK
    no_result = any(reason["code"].startswith(_NO_RESULT) for reason in gate["reasons"])
    return Exit.RUN_FAILED if no_result else Exit.GATE


def _exported(
    client: Client, options: Options, log: job_log.JobLog, gate: "Gate", outcome: GateOutcome
) -> int:
    """Write the exports; return the exit code of the first one that failed."""
    code = int(Exit.OK)
    for form, file in options.exports.items():
        try:
            files.export(client, gate, form, file, outcome.places)
        except OSError as error:
            log.problem(f"cannot write {file}: {error.strerror}")
            code = code or Exit.USAGE
        except PostureError as error:
            log.problem(f"cannot export {form}: {error}")
            code = code or failure_of(error).exit
        else:
            outcome.files[form] = file
    return code


def _without_result(run: "Run") -> CommandError:
    error = run["error"]
    reason = f": {error['detail'] or error['code']}" if error else ""
    return CommandError(f"run {run['id']} {run['status']}{reason}", Exit.RUN_FAILED)


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except PostureError as error:
        raise failure_of(error) from error
