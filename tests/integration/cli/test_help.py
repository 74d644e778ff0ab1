"""Help: quick, complete, and true."""

import json
import os
import subprocess
import sys

import click
import pytest

from posture.cli.app import COMMANDS, SECTIONS, root
from posture.cli.exits import Exit
from posture_terraform import artefact
from tests.command import posture
from tests.integration.cli.conftest import AWS

HEAVY = (
    "sqlalchemy",
    "sqlmodel",
    "pydantic",
    "litestar",
    "botocore",
    "aiohttp",
    "granian",
    "opentelemetry",
    "structlog",
    "rich",
    "ssl",
    "http.client",
)
# What a server is made of, and a scan has no use for.
SERVER = (
    "aiosqlite",
    "alembic",
    "granian",
    "jinja2",
    "litestar",
    "procrastinate",
    "psycopg",
    "pydantic",
    "sqlalchemy",
    "sqlmodel",
    "posture.services",
    "posture.store",
)
# What a scan may need later, but not before its first call.
LATER = (
    "botocore.session",
    "importlib.metadata",
    "opentelemetry.propagate",
    "opentelemetry.sdk",
    "platformdirs",
    "posture.collectors.aws.catalog",
    "rich",
    "structlog",
    "tomllib",
    "urllib3.connection",
)


def commands(group: click.Group, *above: str) -> list[tuple[str, ...]]:
    context = click.Context(group)
    found = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        found.append((*above, name))
        if isinstance(command, click.Group):
            found += commands(command, *above, name)
    return found


def test_every_command_is_in_one_section_of_the_help() -> None:
    listed = [name for names in SECTIONS.values() for name in names]
    assert sorted(listed) == sorted(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_the_group_and_of_the_command_agree(name: str) -> None:
    command = root.get_command(click.Context(root), name)
    assert command is not None
    summary = (command.help or "").partition("\n")[0]
    assert summary.split(";")[0].rstrip(".") == COMMANDS[name][1].rstrip(".")


@pytest.mark.parametrize("path", [(), *commands(root)], ids=" ".join)
def test_every_command_explains_itself(path: tuple[str, ...]) -> None:
    result = posture(*path, "--help", environ={})
    assert result.code == 0
    assert result.out.startswith(f"Usage: {' '.join(('posture', *path))}")


@pytest.mark.parametrize("path", commands(root), ids=" ".join)
def test_every_option_says_what_it_does(path: tuple[str, ...]) -> None:
    command: click.Command = root
    for name in path:
        assert isinstance(command, click.Group)
        found = command.get_command(click.Context(command), name)
        assert found is not None
        command = found
    silent = [
        option.name
        for option in command.params
        if isinstance(option, click.Option) and not option.help and option.name != "url"
    ]
    assert silent == []


def imported(heavy: tuple[str, ...], *arguments: str, **environ: str) -> tuple[int, list[str]]:
    """Return the code of a command in its own process, and which of `heavy` it imported."""
    code = (
        "import json, sys; sys.argv[0] = 'posture'\n"
        "from posture.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: code = end.code\n"
        f"found = [name for name in {heavy!r} if name in sys.modules]\n"
        "print(json.dumps(found), file=sys.stderr)\n"
        "sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=os.environ | environ,
        capture_output=True,
        text=True,
        check=False,
    )
    found: list[str] = json.loads(done.stderr.splitlines()[-1])
    return done.returncode, found


@pytest.mark.parametrize("arguments", [["--help"], ["run", "start", "--help"], ["--version"]])
def test_help_imports_nothing_that_takes_long(arguments: list[str]) -> None:
    assert imported(HEAVY, *arguments) == (0, [])


def test_a_scan_imports_no_server_and_little_before_its_first_call(dead: str) -> None:
    # The account cannot be reached: what the process has imported is what a first call needs.
    code, found = imported(
        (*SERVER, *LATER, "botocore"),
        *("scan", "aws", "--region", "eu-central-1"),
        *("--endpoint-url", dead),
        **AWS,
    )
    assert code == Exit.RUN_FAILED
    assert found == ["botocore"]


def test_a_missing_package_is_one_sentence_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    artefact.build.cache_clear()  # another test of this process may have built it
    monkeypatch.setattr(artefact, "PACKAGES", ("no_such_package",))
    result = posture("terraform", "install", "--mirror", "unwritten", environ={})
    assert result.code == 2
    assert result.err == (
        "posture: the Python package no_such_package is missing: install cloud-posture-runs with "
        "its dependencies\n"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nope"], "No such command 'nope'"),
        (["run", "start"], "Missing option '--integration'"),
        (["run", "list", "--status", "done"], "'done' is not one of"),
        (["run", "list", "--limit", "0"], "0 is not in the range"),
        (["--nope"], "No such option"),
    ],
)
def test_wrong_usage_is_reported_on_stderr_with_code_2(arguments: list[str], message: str) -> None:
    result = posture(*arguments, environ={})
    assert result.code == 2
    assert message in result.err
    assert result.out == ""


def test_no_arguments_show_the_help() -> None:
    result = posture(environ={})
    assert result.code == 2
    assert "Usage: posture" in result.err
