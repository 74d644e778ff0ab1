"""Every `posture …` command that a text names is one that the program has, with its options."""

import re
import shlex
from collections.abc import Iterator

import click
import pytest

from observability_rules import ALERTS
from posture.cli.app import root
from tests.meta.repository import ROOT, tracked

NAMED = re.compile(r"`(?:\$ )?posture ([^`\n]+)`")
TEXTS = tuple(
    name
    for name in tracked()
    if re.fullmatch(r".*\.md|(backend|plugins)/.*\.(py|tsx?)|openapi/openapi\.yaml", name)
)
# A pattern and not a command; the sentence goes on in a variable.
ELSEWHERE = re.compile(r"[(\\$]")


def wrong(text: str) -> str | None:
    """Return what is wrong with the words behind `posture`; None where the program has them."""
    command: click.Command = root
    context = click.Context(root, info_name="posture")
    words, places = iter(shlex.split(text)), 0
    for word in words:
        if word == "…":
            return None
        if word.startswith("-") and word != "-":
            name, _, value = word.partition("=")
            option = next((one for one in command.get_params(context) if name in one.opts), None)
            if option is None:
                return f"`{context.command_path}` has no option {name}"
            if not value and not getattr(option, "is_flag", False):
                next(words, None)
        elif isinstance(command, click.Group):
            if word.startswith(("{", "<")):
                return None
            found = command.get_command(context, word)
            if found is None:
                return f"`{context.command_path}` has no command {word}"
            command, context = found, click.Context(found, parent=context, info_name=word)
        else:
            places += 1
    arguments = [one for one in command.params if isinstance(one, click.Argument)]
    if all(one.nargs > 0 for one in arguments) and places > sum(one.nargs for one in arguments):
        return f"`{context.command_path}` takes {len(arguments)} arguments, not {places}"
    return None


def named() -> Iterator[tuple[str, str]]:
    """Yield each command that a text names, with its place."""
    for name in TEXTS:
        for found in NAMED.findall((ROOT / name).read_text(encoding="utf-8")):
            if not ELSEWHERE.search(found):
                yield name, found


def test_every_named_command_exists() -> None:
    found = list(named())
    assert len(found) > 100
    assert [f"{name}: {text}: {why}" for name, text in found if (why := wrong(text))] == []


@pytest.mark.parametrize("alert", ALERTS, ids=lambda one: one.name)
def test_every_command_of_a_runbook_exists(alert: object) -> None:
    text = f"{getattr(alert, 'meaning', '')} {getattr(alert, 'action', '')}"
    assert [why for found in NAMED.findall(text) if (why := wrong(found))] == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("runs", "`posture` has no command runs"),
        ("run lst", "`posture run` has no command lst"),
        ("run list --stats failed", "`posture run list` has no option --stats"),
        ("report verify A B", "`posture report verify` takes 1 arguments, not 2"),
    ],
)
def test_a_command_that_does_not_exist_is_found(text: str, why: str) -> None:
    assert wrong(text) == why
