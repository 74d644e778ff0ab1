"""A gate from its start to its exit code: what to look at, the run, its verdict, its files."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from posture_ci import files, lines, terraform
from posture_ci.exits import CommandError, Exit, capped, failure_of
from posture_ci.interrupts import Interrupts
from posture_ci.options import Options
from posture_client import Client, ConflictError, PostureError, RateLimitedError
from posture_client.terraform_exports import Declared

if TYPE_CHECKING:
    from posture_client.models import Gate, Run

USER_AGENT: Final = "posture-gate"
# What a run that says nothing at all is refused for; what it says otherwise is a gate's own.
_NO_RESULT: Final = "run_"
_MOST_RESOURCE_IDS: Final = 1000


@dataclass(slots=True)
class Ending:
    """How far it came; what is known of it is written whatever happens."""

    verdict: str = "none"
    run: "Run | None" = None
    gate: "Gate | None" = None
    places: Mapping[str, Declared] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)


def run(options: Options, interrupts: Interrupts, say: lines.Say) -> int:
    """Run a gate to its exit code."""
    ending = Ending()
    code = int(Exit.UNREACHABLE)
    try:
        files.prepare(options)
        code = _judged(options, interrupts, say, ending)
    except CommandError as failure:
        say.problem(str(failure))
        code = failure.exit
    except KeyboardInterrupt:
        say.problem("interrupted")
        code = int(Exit.INTERRUPTED)
    try:
        files.conclude(
            options,
            code=code,
            verdict=ending.verdict,
            run=ending.run,
            gate=ending.gate,
            written=ending.files,
        )
    except OSError as error:
        say.problem(f"cannot write {error.filename}: {error.strerror}")
        code = code or int(Exit.USAGE)
    return code


def _judged(options: Options, interrupts: Interrupts, say: lines.Say, ending: Ending) -> int:
    roots = terraform.roots(options.plans, options.states, options.directory)
    ending.places = terraform.declarations(roots, Path.cwd())
    scope = _scope(options, roots, say)
    if scope.get("resource_ids") == []:
        say.line("the plan touches nothing in the cloud: no run is needed")
        ending.verdict = "pass"
        return Exit.OK
    with _explained(), _client(options, interrupts, say) as client:
        run = ending.run = _ended(client, options, interrupts, say, scope)
        if run["status"] != "completed":
            raise _without_result(run)
        gate = ending.gate = client.get_gate(run["id"], **options.policy)
        ending.verdict = gate["verdict"]
        code = _told(options, say, gate, ending)
        missing = _exported(client, options, say, gate, ending)
        # A file that cannot be had must not hide that the gate does not pass.
        return code or missing


def _scope(options: Options, roots: list[terraform.Root], say: lines.Say) -> dict[str, list[str]]:
    scope = dict(options.scope)
    if not roots or options.whole_account:
        return scope
    ids = terraform.resource_ids(roots, planned=bool(options.plans), tell=say.line)
    named = sorted({*scope.get("resource_ids", ()), *ids})
    if len(named) > _MOST_RESOURCE_IDS:
        raise CommandError(
            f"{len(named)} assets are more than the {_MOST_RESOURCE_IDS} that a run can be limited "
            "to",
            Exit.USAGE,
            advice="Look at all of them with --whole-account, or give --from-plan.",
        )
    return scope | {"resource_ids": named}


def _client(options: Options, interrupts: Interrupts, say: lines.Say) -> Client:
    def waits(seconds: float, error: PostureError) -> None:
        if seconds >= 1:
            say.line(f"{error}; trying again in {seconds:.0f} s")

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


def _ended(
    client: Client,
    options: Options,
    interrupts: Interrupts,
    say: lines.Say,
    scope: Mapping[str, list[str]],
) -> "Run":
    run_id, shared = "", False
    asked: dict[str, Any] = {"integration_id": options.integration, "source": options.source}
    if scope:
        asked["scope"] = scope
    try:
        with interrupts.held():
            accepted = client.start_run(**asked)
            run_id, shared = accepted["run_id"], accepted.get("coalesced", False)
        say.line(f"run {run_id} {'is shared with another trigger' if shared else 'started'}")
        with lines.Progress(options.tell_seconds, say.line) as progress:
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
            say.line(f"run {run_id} goes on for the trigger that started it")
        elif run_id:
            _cancelled(client, run_id, say)
        raise


def _cancelled(client: Client, run_id: str, say: lines.Say) -> None:
    try:
        client.cancel_run(run_id)
    except ConflictError:
        say.line(f"run {run_id} had just ended")
    except PostureError as error:
        say.problem(f"run {run_id} goes on, for it could not be cancelled: {error}")
    else:
        say.line(f"run {run_id} was asked to cancel")


def _told(options: Options, say: lines.Say, gate: "Gate", ending: Ending) -> int:
    if gate["findings"]:
        for line in lines.table(gate, ending.places):
            say.result(line)
    if options.annotates:
        for line in lines.annotations(gate["findings"], ending.places):
            say.result(line)
    say.result(lines.verdict(gate))
    if gate["verdict"] == "pass":
        return Exit.OK
    no_result = any(reason["code"].startswith(_NO_RESULT) for reason in gate["reasons"])
    return Exit.RUN_FAILED if no_result else Exit.GATE


def _exported(
    client: Client, options: Options, say: lines.Say, gate: "Gate", ending: Ending
) -> int:
    """Write the exports and answer an exit code, for what could not be had."""
    code = int(Exit.OK)
    for form, file in options.exports.items():
        try:
            files.export(client, gate, form, file, ending.places)
        except OSError as error:
            say.problem(f"cannot write {file}: {error.strerror}")
            code = code or Exit.USAGE
        except PostureError as error:
            say.problem(f"cannot export {form}: {error}")
            code = code or failure_of(error).exit
        else:
            ending.files[form] = file
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
