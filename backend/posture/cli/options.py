"""Options that many commands share: for the client, the output and the scope."""

import os
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import wraps
from typing import Any, TypeVar

import click

from posture.cli.exits import CommandError, Exit
from posture.cli.output import echo
from posture_client import Client, PostureError
from posture_client.identity import offered_identity

DEFAULT_ENDPOINT = "http://127.0.0.1:8080"
SEVERITIES = ("critical", "high", "medium", "low", "info")
FAMILIES = ("iam", "network", "storage", "ai", "compute", "database", "logging", "secrets")

F = TypeVar("F", bound=Callable[..., Any])

_CONNECTION = (
    click.option(
        "--endpoint",
        envvar="POSTURE_ENDPOINT",
        default=DEFAULT_ENDPOINT,
        show_default=True,
        show_envvar=True,
        metavar="URL",
        help="The server.",
    ),
    click.option(
        "--token",
        envvar="POSTURE_TOKEN",
        show_envvar=True,
        metavar="TOKEN",
        help="An API token; better in the environment, where `ps` does not show it.",
    ),
    click.option(
        "--ca-file",
        envvar="POSTURE_CA_FILE",
        show_envvar=True,
        type=click.Path(exists=True, dir_okay=False),
        help="A PEM file of certificate authorities to trust instead of those of the system.",
    ),
)


def connected(command: F) -> F:
    """Pass a `client` to a command, and add the options that configure it."""

    @wraps(command)
    def run(
        *args: Any,  # noqa: ANN401  # the command's own
        endpoint: str,
        token: str | None,
        ca_file: str | None,
        **options: Any,  # noqa: ANN401  # the command's own
    ) -> Any:  # noqa: ANN401  # as above
        with connect(endpoint, token, ca_file) as client:
            return command(*args, client=client, **options)

    for option in reversed(_CONNECTION):
        run = option(run)
    return run  # type: ignore[return-value]  # click adds the options that the wrapper hides


_API = click.option(
    "--api",
    "through_api",
    is_flag=True,
    help="Through the server, as the tenant of the token in POSTURE_TOKEN, not in the database.",
)


def connectable(command: F) -> F:
    """Pass a `client` to a command that is called with `--api`, and None otherwise."""

    @wraps(command)
    def run(
        *args: Any,  # noqa: ANN401  # the command's own
        endpoint: str,
        token: str | None,
        ca_file: str | None,
        through_api: bool,
        **options: Any,  # noqa: ANN401  # the command's own
    ) -> Any:  # noqa: ANN401  # as above
        if not through_api:
            return command(*args, client=None, **options)
        with connect(endpoint, token, ca_file) as client:
            return command(*args, client=client, **options)

    for option in reversed((_API, *_CONNECTION)):
        run = option(run)
    return run  # type: ignore[return-value]  # click adds the options that the wrapper hides


def connect(endpoint: str, token: str | None, ca_file: str | None) -> Client:
    """Make a client.

    Raises:
        CommandError: no token, or an invalid endpoint or token.
    """
    credential = token or offered_identity(os.environ)
    if not credential:
        raise CommandError(
            "no token",
            Exit.USAGE,
            advice="Set POSTURE_TOKEN to a token that `posture token create` printed, or in a job "
            "POSTURE_TRUST to the id of a trust.",
        )
    try:
        return Client(
            endpoint, credential, ca_file=ca_file, user_agent="posture-cli", on_wait=_show_wait
        )
    except ValueError as error:
        raise CommandError(str(error), Exit.USAGE) from error


def _show_wait(seconds: float, error: PostureError) -> None:
    if seconds >= 1:
        echo(f"posture: {error}; trying again in {seconds:.0f} s", err=True)


if_match = click.option(
    "--if-match",
    metavar="ETAG",
    help="Only if it still has the ETag that `show` wrote; otherwise change nothing.",
)


def output(command: F) -> F:
    """Add `-o table|json`; the command gets `output`."""
    option = click.option(
        "-o",
        "--output",
        type=click.Choice(["table", "json"]),
        default="table",
        show_default=True,
        help="A table for people or JSON for programs.",
    )
    return option(command)


def severity(*names: str, help: str) -> Callable[[F], F]:  # noqa: A002  # click's own word
    """Add an option whose value is a severity."""
    return click.option(*names, type=click.Choice(SEVERITIES), help=help)


class Several(click.Choice[str]):
    """One of the words, or several of them that are separated by commas."""

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Return the words as they were written; refuse one that is not known."""
        found = super().convert
        return ",".join(found(one.strip(), param, ctx) for one in str(value).split(","))


def only_set(**options: Any) -> dict[str, Any]:  # noqa: ANN401  # options of every type
    """Return the options that are set."""
    return {name: value for name, value in options.items() if value not in (None, (), [], {})}


def verbatim(*lines: str) -> str:
    """Return help text that keeps its lines."""
    return "\n".join(("\b", *lines)).replace("\n\n", "\n\n\b\n")


def scoped(command: F) -> F:
    """Add the options that limit what is scanned."""
    return scope_options()(command)


def scope_options(resource_id: str = "resource_id", service: str = "s3") -> Callable[[F], F]:
    """Return a decorator that adds these options; the help has the cloud's own examples."""

    def add(command: F) -> F:
        for flag, name, what in (
            ("resource", "resource_ids", f"assets, by {resource_id}"),
            ("check", "check_ids", "checks"),
            ("service", "services", f"services, such as {service}"),
            ("region", "regions", "regions"),
        ):
            option = click.option(
                f"--{flag}",
                f"--{flag}s",
                name,
                multiple=True,
                callback=_one_by_one,
                metavar="X[,X…]",
                help=f"Only these {what}; repeatable.",
            )
            command = option(command)
        return command

    return add


def _one_by_one(
    _ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    return tuple(part for value in values for part in value.split(",") if part)


def listed(
    flag: str,
    name: str,
    what: str,
    *,
    only: bool = True,
    choices: Collection[str] = (),
) -> Callable[[F], F]:
    """Add an option that takes names, separated by commas or one by one."""

    def parse(
        context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
    ) -> tuple[str, ...]:
        names = _one_by_one(context, parameter, values)
        for one in names:
            if choices and one not in choices:
                text = f"{one!r} is not one of {', '.join(choices)}."
                raise click.BadParameter(text, context, parameter)
        return names

    return click.option(
        flag,
        name,
        multiple=True,
        callback=parse,
        metavar="X[,X…]",
        help=f"{'Only' if only else 'No'} {what}; repeatable.",
    )


def at_least(found: str, wanted: str) -> bool:
    """Return whether a severity is at least another."""
    return SEVERITIES.index(found) <= SEVERITIES.index(wanted)


def worst_first(findings: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return findings sorted by severity; the order of equals stays."""
    return sorted(findings, key=lambda finding: SEVERITIES.index(finding["severity"]))
