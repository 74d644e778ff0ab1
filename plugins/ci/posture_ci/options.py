"""The options of a gate: on the command line, or as environment variables of the same names."""

import glob
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from posture_ci import hosts
from posture_ci.exits import CommandError, Exit
from posture_client.identity import Identity, offered_identity

if TYPE_CHECKING:
    from posture_client.models import ExportFormat

PREFIX: Final = "POSTURE_"
SEVERITIES: Final = ("critical", "high", "medium", "low", "info")
FAMILIES: Final = ("iam", "network", "storage", "ai", "compute", "database", "logging", "secrets")
SCOPE: Final = {
    "resource_id": "resource_ids",
    "check": "check_ids",
    "service": "services",
    "region": "regions",
}
# The option of a file, and the name of its format on the server.
EXPORTS: Final[Mapping[str, "ExportFormat"]] = {
    "sarif": "sarif",
    "junit": "junit",
    "code_quality": "gitlab",
    "markdown": "markdown",
    "html": "html",
}
_LARGEST_EXIT: Final = 255
_EPILOG: Final = """\
Each option can also be an environment variable: --fail-on is POSTURE_FAIL_ON. The token is read
from POSTURE_TOKEN only, so that no process list shows it; without it, the identity that the host
gives to the job is exchanged for one, under the trust of POSTURE_TRUST.

exit codes:
  0 pass      1 fail        2 wrong options, or refused by the server   3 the run failed
  4 timeout   5 the server cannot be reached, or fails                130 cancelled
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The parsed options; patterns of files are expanded.

    Attributes:
        policy: the policy of the gate, with the API's names; missing members have their default.
        scope: the scope of the run, likewise, without the ids from Terraform's files.
        whole_account: whether Terraform's files are used only for declarations.
        directory: the configuration, if it is not beside its state.
        exports: the output file of each export format.
    """

    endpoint: str
    token: str | Identity = field(repr=False)
    ca_file: str | None
    integration: str
    policy: Mapping[str, Any]
    scope: Mapping[str, list[str]]
    source: Mapping[str, str]
    whole_account: bool
    plans: Sequence[Path]
    states: Sequence[Path]
    directory: Path | None
    exports: Mapping["ExportFormat", Path]
    json_file: Path | None
    dotenv_file: Path | None
    wait_seconds: float
    tell_seconds: float
    capped_exit_code: int
    annotates: bool


def parsed(arguments: Sequence[str], environ: Mapping[str, str]) -> Options:
    """Read the options of a process.

    Raises:
        CommandError: an option is missing or wrong.
        SystemExit: argparse has printed an error, or the help.
    """
    parser = _parser()
    values = parser.parse_args([*_from_environ(parser, arguments, environ), *arguments])
    for name in ("endpoint", "integration"):
        if not getattr(values, name):
            parser.error(f"--{name} or {PREFIX}{name.upper()} is required")
    if not (token := environ.get(f"{PREFIX}TOKEN") or offered_identity(environ)):
        raise CommandError(
            "no token",
            Exit.USAGE,
            advice="Set POSTURE_TRUST to the id of a trust for this job, or POSTURE_TOKEN, from a "
            "secret, to what `posture token create` printed.",
        )
    about = {name: getattr(values, name) for name in ("tool", "workspace", "commit", "url")}
    return Options(
        endpoint=values.endpoint,
        token=token,
        ca_file=values.ca_file,
        integration=values.integration,
        policy=_policy(values),
        scope={of: found for name, of in SCOPE.items() if (found := getattr(values, name))},
        source=hosts.source(environ, {name: text for name, text in about.items() if text}),
        whole_account=values.whole_account == "true",
        plans=_files(values.from_plan, "--from-plan"),
        states=_files(values.terraform_state, "--terraform-state"),
        directory=values.terraform_dir,
        exports={form: file for name, form in EXPORTS.items() if (file := getattr(values, name))},
        json_file=values.json,
        dotenv_file=values.dotenv,
        wait_seconds=values.wait_seconds,
        tell_seconds=values.tell_seconds,
        capped_exit_code=values.capped_exit_code,
        annotates=hosts.on_github(environ),
    )


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="posture-gate",
        description="Start a posture run, wait for its end, and pass or fail by its gate.",
        epilog=_EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    for add in (_connection, _scope, _gate, _outputs, _about):
        add(parser)
    return parser


def _connection(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("the server")
    group.add_argument("--endpoint", metavar="URL", help="the address of the server")
    group.add_argument("--ca-file", metavar="FILE", help="PEM file of trusted authorities")
    group.add_argument("--integration", metavar="ID", help="id of the integration to scan")
    group.add_argument(
        "--wait-seconds",
        type=_number(0, float("inf")),
        default=3600.0,
        metavar="N",
        help="how long to wait for the end of the run [3600]",
    )
    group.add_argument(
        "--tell-seconds",
        type=_number(1, float("inf")),
        default=30.0,
        metavar="N",
        help="how often to print a progress line [30]",
    )
    group.add_argument(
        "--capped-exit-code",
        type=_whole(0, _LARGEST_EXIT),
        default=int(Exit.UNREACHABLE),
        metavar="N",
        help="exit code if no more runs are allowed today [5]; 0 lets the pipeline continue",
    )


def _scope(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("what to scan (default: the whole account)")
    group.add_argument(
        "--from-plan",
        action="append",
        metavar="FILE",
        help="`terraform show -json plan.out`: only what it creates or changes; may be a pattern",
    )
    group.add_argument(
        "--terraform-state",
        action="append",
        metavar="FILE",
        help="`terraform show -json` after the apply: the ids of what was created, and where it is "
        "declared; without --from-plan, only what is in it is scanned; may be a pattern",
    )
    group.add_argument(
        "--terraform-dir",
        type=Path,
        metavar="DIR",
        help="the configuration, if it is not beside its state",
    )
    group.add_argument(
        "--whole-account",
        nargs="?",
        const="true",
        default="false",
        choices=("true", "false"),
        help="scan everything; Terraform's files are only used for declarations",
    )
    for name, what in (
        ("--resource-id", "these assets"),
        ("--check", "these checks"),
        ("--service", "these services"),
        ("--region", "these regions"),
    ):
        group.add_argument(name, type=_list, action="extend", metavar="X[,X…]", help=f"only {what}")


def _gate(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("what fails the pipeline")
    group.add_argument("--fail-on", choices=SEVERITIES, help="findings this severe or worse [high]")
    group.add_argument("--only", choices=("new", "all"), help="new findings, or all [new]")
    group.add_argument(
        "--max-unknown",
        type=_whole(0, 2**31),
        metavar="N",
        help="how many verdicts may be unknown [0]",
    )
    group.add_argument(
        "--min-coverage",
        type=_number(0, 1),
        metavar="SHARE",
        help="least share of reads that succeeded, 0 to 1 [0]",
    )
    for name, kind, what in (
        ("--family", _families, f"of these families count: {', '.join(FAMILIES)}"),
        ("--framework", _list, "of these frameworks' controls count, CIS_AWS for instance"),
    ):
        group.add_argument(
            name, type=kind, action="extend", metavar="X[,X…]", help=f"only findings {what}"
        )


def _outputs(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("files that are written if the run has a result")
    for name, what in (
        ("--sarif", "SARIF 2.1.0, for code scanning"),
        ("--junit", "JUnit XML"),
        ("--code-quality", "GitLab's code quality report"),
        ("--markdown", "a summary for job pages"),
        ("--html", "a report for people"),
    ):
        group.add_argument(name, type=Path, metavar="FILE", help=what)
    group = parser.add_argument_group("files that are always written")
    group.add_argument("--json", type=Path, metavar="FILE", help="verdict, gate and run")
    group.add_argument(
        "--dotenv",
        type=Path,
        metavar="FILE",
        help="append lines such as posture_verdict=pass, for job outputs and dotenv reports",
    )


def _about(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("the source of the run (default: from the pipeline's host)")
    for name, what in (
        ("--tool", "the program"),
        ("--workspace", "the workspace"),
        ("--commit", "the commit"),
        ("--url", "the job's page"),
    ):
        group.add_argument(name, metavar="X", help=what)


def _policy(values: Namespace) -> dict[str, Any]:
    names = ("fail_on", "only", "max_unknown", "min_coverage", "family", "framework")
    return {name: value for name in names if (value := getattr(values, name)) is not None}


def _from_environ(
    parser: ArgumentParser, arguments: Sequence[str], environ: Mapping[str, str]
) -> Iterator[str]:
    """Yield the options that are set by variables and not on the command line.

    An empty variable does not count: pipelines pass an unset input as an empty variable.
    """
    used = {argument.partition("=")[0] for argument in arguments}
    for name in vars(parser.parse_args([])):
        flag = f"--{name.replace('_', '-')}"
        if flag not in used and (value := environ.get(PREFIX + name.upper())):
            yield f"{flag}={value}"


def _files(patterns: Sequence[str] | None, option: str) -> list[Path]:
    found: list[Path] = []
    for pattern in patterns or ():
        files = sorted(glob.glob(pattern, recursive=True)) or [pattern]  # noqa: PTH207  # a Path's glob takes no absolute pattern
        found += map(Path, files)
    for file in found:
        if not file.is_file():
            raise CommandError(f"{option}: there is no file {file}", Exit.USAGE)
    return found


def _list(text: str) -> list[str]:
    return [part for item in text.split(",") if (part := item.strip())]


def _families(text: str) -> list[str]:
    """Return families; refuse a wrong one now and not after the run."""
    found = _list(text)
    if not set(found) <= set(FAMILIES):
        raise ValueError
    return found


def _number(least: float, most: float) -> Callable[[str], float]:
    def number(text: str) -> float:
        value = float(text)
        if not least <= value <= most:
            raise ValueError
        return value

    return number


def _whole(least: int, most: int) -> Callable[[str], int]:
    def whole(text: str) -> int:
        value = int(text)
        if not least <= value <= most:
            raise ValueError
        return value

    return whole
