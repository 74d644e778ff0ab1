"""What a gate is asked for: options of the command line, or variables of the same names."""

import glob
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from posture_ci import hosts
from posture_ci.exits import CommandError, Exit

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
# What a file is asked for by, and the server's name of its format.
EXPORTS: Final[Mapping[str, "ExportFormat"]] = {
    "sarif": "sarif",
    "junit": "junit",
    "code_quality": "gitlab",
    "markdown": "markdown",
    "html": "html",
}
_LARGEST_EXIT: Final = 255
_EPILOG: Final = """\
Each option may be given as a variable instead: --fail-on as POSTURE_FAIL_ON. The token is read from
POSTURE_TOKEN alone, so that no list of processes shows it.

exit codes:
  0 it passes   1 it does not   2 asked wrongly, or refused   3 the run failed
  4 out of time 5 the server cannot be reached or cannot answer   130 cancelled
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What was asked for, with the files that patterns stand for.

    Attributes:
        policy: of the gate, in the words of the API; what is not in it is the server's default.
        scope: likewise of the run, without what Terraform's files say.
        whole_account: Terraform's files only say where things are declared.
        directory: the configuration, where it is not beside its state.
        exports: files by the format that the server is asked for.
    """

    endpoint: str
    token: str = field(repr=False)
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
        CommandError: something is missing or cannot be used.
        SystemExit: argparse has said what is wrong, or shown the help.
    """
    parser = _parser()
    given = parser.parse_args([*_from_environ(parser, arguments, environ), *arguments])
    for name in ("endpoint", "integration"):
        if not getattr(given, name):
            parser.error(f"--{name} or {PREFIX}{name.upper()} is required")
    if not (token := environ.get(f"{PREFIX}TOKEN")):
        raise CommandError(
            "no token",
            Exit.USAGE,
            advice="Set POSTURE_TOKEN, from a secret, to what `posture token create` printed.",
        )
    about = {name: getattr(given, name) for name in ("tool", "workspace", "commit", "url")}
    return Options(
        endpoint=given.endpoint,
        token=token,
        ca_file=given.ca_file,
        integration=given.integration,
        policy=_policy(given),
        scope={of: found for name, of in SCOPE.items() if (found := getattr(given, name))},
        source=hosts.source(environ, {name: text for name, text in about.items() if text}),
        whole_account=given.whole_account == "true",
        plans=_files(given.from_plan, "--from-plan"),
        states=_files(given.terraform_state, "--terraform-state"),
        directory=given.terraform_dir,
        exports={form: file for name, form in EXPORTS.items() if (file := getattr(given, name))},
        json_file=given.json,
        dotenv_file=given.dotenv,
        wait_seconds=given.wait_seconds,
        tell_seconds=given.tell_seconds,
        capped_exit_code=given.capped_exit_code,
        annotates=hosts.on_github(environ),
    )


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="posture-gate",
        description="Start a posture run, wait for its end, and let the pipeline go on or not.",
        epilog=_EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    for add in (_connection, _scope, _gate, _outputs, _about):
        add(parser)
    return parser


def _connection(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("the server")
    group.add_argument("--endpoint", metavar="URL", help="its address")
    group.add_argument("--ca-file", metavar="FILE", help="authorities to trust, in PEM")
    group.add_argument("--integration", metavar="ID", help="the account to look at")
    group.add_argument(
        "--wait-seconds",
        type=_number(0, float("inf")),
        default=3600.0,
        metavar="N",
        help="how long to wait for the run's end [3600]",
    )
    group.add_argument(
        "--tell-seconds",
        type=_number(1, float("inf")),
        default=30.0,
        metavar="N",
        help="how often to say that it still works [30]",
    )
    group.add_argument(
        "--capped-exit-code",
        type=_whole(0, _LARGEST_EXIT),
        default=int(Exit.UNREACHABLE),
        metavar="N",
        help="what to exit with when no more runs are allowed today [5]; 0 lets the pipeline go on",
    )


def _scope(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("what is looked at (default: the whole account)")
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
        "declared; without --from-plan only what is in it is looked at; may be a pattern",
    )
    group.add_argument(
        "--terraform-dir",
        type=Path,
        metavar="DIR",
        help="the configuration, where it is not beside its state",
    )
    group.add_argument(
        "--whole-account",
        nargs="?",
        const="true",
        default="false",
        choices=("true", "false"),
        help="look at everything; Terraform's files only say where it is declared",
    )
    for name, what in (
        ("--resource-id", "these assets"),
        ("--check", "these checks"),
        ("--service", "these services"),
        ("--region", "these regions"),
    ):
        group.add_argument(name, type=_list, action="extend", metavar="X[,X…]", help=f"only {what}")


def _gate(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("what stops the pipeline")
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
    group = parser.add_argument_group("files that are written when the run has a result")
    for name, what in (
        ("--sarif", "SARIF 2.1.0, for code scanning"),
        ("--junit", "JUnit XML"),
        ("--code-quality", "GitLab's code quality report"),
        ("--markdown", "a summary for job pages"),
        ("--html", "a report to read"),
    ):
        group.add_argument(name, type=Path, metavar="FILE", help=what)
    group = parser.add_argument_group("files that are written however it ends")
    group.add_argument("--json", type=Path, metavar="FILE", help="verdict, gate and run")
    group.add_argument(
        "--dotenv",
        type=Path,
        metavar="FILE",
        help="lines such as verdict=pass are added, as job outputs and dotenv reports want them",
    )


def _about(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("what asks (default: what the pipeline's host says)")
    for name, what in (
        ("--tool", "the program"),
        ("--workspace", "the workspace"),
        ("--commit", "the commit"),
        ("--url", "the job's page"),
    ):
        group.add_argument(name, metavar="X", help=what)


def _policy(given: Namespace) -> dict[str, Any]:
    names = ("fail_on", "only", "max_unknown", "min_coverage", "family", "framework")
    return {name: value for name in names if (value := getattr(given, name)) is not None}


def _from_environ(
    parser: ArgumentParser, arguments: Sequence[str], environ: Mapping[str, str]
) -> Iterator[str]:
    """Return the options that variables give and the command line does not.

    An empty variable is none: it is how pipelines pass on an input that nobody set.
    """
    asked = {argument.partition("=")[0] for argument in arguments}
    for name in vars(parser.parse_args([])):
        flag = f"--{name.replace('_', '-')}"
        if flag not in asked and (value := environ.get(PREFIX + name.upper())):
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
    """Return families; a wrong one is better refused now than when the run has ended."""
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
