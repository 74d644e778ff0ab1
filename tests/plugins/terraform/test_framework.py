"""The framework under the real Terraform, with a provider made of odd shapes."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.machine import need, scaled
from tests.plugins.terraform.harness import HEAD, Workspace, environment, reattachable

LAB = """
variable "directory" { type = string }
provider "posture" { directory = var.directory }
"""
CONFIGURED = HEAD + LAB
MEBIBYTE = 1024 * 1024


@pytest.fixture(scope="module")
def reattach_fake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    need("terraform")
    with reattachable(
        tmp_path_factory.mktemp("fake-provider"), "tests.plugins.terraform.fake_provider"
    ) as found:
        yield found


@pytest.fixture
def workspace(tmp_path: Path, reattach_fake: dict[str, str]) -> Workspace:
    things = tmp_path / "things"
    things.mkdir()
    workspace = Workspace(tmp_path, environment(tmp_path) | reattach_fake)
    workspace.variables["directory"] = str(things)
    return workspace


def thing(text: str) -> str:
    return f'resource "posture_thing" "a" {{\n{text}\n}}\n'


VALUES: tuple[tuple[str, object], ...] = (
    ('text = "ünïcode \\" and \\n"', 'ünïcode " and \n'),
    ("number = 18446744073709551616", 18446744073709551616),
    ("number = -0.5", -0.5),
    ("number = 0.9", 0.9),
    ("number = 1e-7", 1e-7),
    ("number = 3.14159265358979323846264338327950288", 3.141592653589793),
    ("flag = true", True),
    ("list = []", []),
    ('list = ["b", "a", "b"]', ["b", "a", "b"]),
    ('set = ["b", "a"]', ["a", "b"]),
    ('map = { a = "1", "b c" = "" }', {"a": "1", "b c": ""}),
    ("object = {}", {"given": None, "made": "made"}),
    ('object = { given = "x" }', {"given": "x", "made": "x"}),
)


def test_every_value_goes_through_and_stays(workspace: Workspace) -> None:
    """One configuration has them all: for each a start of Terraform would take longer."""
    things = [
        thing(argument).replace('"a"', f'"v{number}"', 1)
        for number, (argument, _) in enumerate(VALUES)
    ]
    workspace.write("".join(things), head=CONFIGURED)
    workspace.apply()
    state = workspace.state()
    for number, (argument, value) in enumerate(VALUES):
        name = argument.split(" = ", maxsplit=1)[0]
        assert state[f"posture_thing.v{number}"][name] == value
    assert workspace.plan_is_empty()


def test_an_attribute_larger_than_the_usual_message(workspace: Workspace) -> None:
    (workspace.directory / "large").write_text("x" * 5 * MEBIBYTE)
    workspace.write(thing('text = file("large")'), head=CONFIGURED)
    workspace.apply()
    assert workspace.state()["posture_thing.a"]["length"] == 5 * MEBIBYTE
    assert workspace.plan_is_empty()


def test_a_refined_unknown_stays_unknown(workspace: Workspace) -> None:
    later = 'resource "terraform_data" "later" { input = "x" }\n'
    workspace.write(
        later
        + thing(
            'text = "prefix-${terraform_data.later.id}"\n'
            'list = [for id in [terraform_data.later.id] : "id-${id}"]\n'
            'set  = toset(["a-${terraform_data.later.id}", "b"])\n'
            'map  = { key = "value-${terraform_data.later.id}" }\n'
            'object = { given = "given-${terraform_data.later.id}" }\n'
        ),
        head=CONFIGURED,
    )
    unknown = workspace.planned()["posture_thing.a"]["after_unknown"]
    assert (unknown["text"], unknown["list"], unknown["map"]) == (True, [True], {"key": True})
    assert unknown["object"] == {"given": True, "made": True}
    workspace.apply()
    assert workspace.state()["posture_thing.a"]["text"].startswith("prefix-")
    assert workspace.plan_is_empty()


def test_an_unknown_number_with_bounds_stays_unknown(workspace: Workspace) -> None:
    later = 'resource "terraform_data" "later" { input = "x" }\n'
    workspace.write(later + thing("number = length(terraform_data.later.id)"), head=CONFIGURED)
    assert workspace.planned()["posture_thing.a"]["after_unknown"]["number"] is True
    workspace.apply()
    assert workspace.state()["posture_thing.a"]["number"] == 36


def test_a_data_source_waits_for_unknown_values(workspace: Workspace) -> None:
    workspace.write(
        'resource "terraform_data" "later" { input = "x" }\n'
        'data "posture_echo" "e" { question = "id ${terraform_data.later.id}" }\n'
        'output "answer" { value = data.posture_echo.e.answer }\n',
        head=CONFIGURED,
    )
    workspace.apply()
    assert json.loads(workspace.run("output", "-json").out)["answer"]["value"].startswith("id ")


def test_a_write_only_value_is_kept_nowhere(workspace: Workspace) -> None:
    workspace.write(thing('secret = "hush-hush"'), head=CONFIGURED)
    workspace.apply()
    assert workspace.state()["posture_thing.a"]["secret"] is None
    assert workspace.plan_is_empty()
    for file in workspace.directory.rglob("*.tfstate*"):
        assert "hush-hush" not in file.read_text()


def test_a_failure_before_anything_exists_leaves_nothing(workspace: Workspace) -> None:
    workspace.write(thing('fail = "before"'), head=CONFIGURED)
    error = workspace.apply(expect=1).error
    assert (error["summary"], error["detail"]) == ("It failed before", "There is nothing.")
    assert workspace.state() == {}


@pytest.mark.parametrize(
    ("how", "summary"),
    [
        ("after", "It failed after"),
        (
            "fault",
            "ApplyResourceChange posture_thing: ZeroDivisionError: a fault of the provider",
        ),
    ],
)
def test_a_failure_after_something_exists_leaves_it_in_the_state(
    workspace: Workspace, how: str, summary: str
) -> None:
    workspace.write(thing(f'fail = "{how}"'), head=CONFIGURED)
    assert workspace.apply(expect=1).error["summary"] == summary
    assert workspace.tainted("posture_thing.a")
    workspace.write(thing("flag = true"), head=CONFIGURED)
    workspace.apply()
    assert workspace.plan_is_empty()


def test_warnings_are_shown_and_do_no_harm(workspace: Workspace) -> None:
    workspace.write(thing(""), head=CONFIGURED)
    warnings = [item for item in workspace.apply().diagnostics if item["severity"] == "warning"]
    assert "A thing was made" in {item["summary"] for item in warnings}


def test_a_state_of_an_older_shape_is_brought_up_to_date(workspace: Workspace) -> None:
    workspace.write(thing('text = "some words"'), head=CONFIGURED)
    workspace.apply()
    rewrite(workspace, version=1, without=("text",), words=["some", "words"], colour="red")
    assert workspace.plan_is_empty()


def test_a_state_of_a_newer_shape_is_left_alone(workspace: Workspace) -> None:
    workspace.write(thing(""), head=CONFIGURED)
    workspace.apply()
    rewrite(workspace, version=3)
    error = workspace.plan(expect=1).errors[0]
    assert "newer" in error["summary"].lower()


def test_a_state_moves_to_the_same_type_of_another_address(workspace: Workspace) -> None:
    workspace.write(thing('text = "some words"'), head=CONFIGURED)
    workspace.apply()
    file = workspace.directory / "terraform.tfstate"
    file.write_text(file.read_text().replace("/posture/posture", "/acme/posture"))
    running = json.loads(workspace.environ["TF_REATTACH_PROVIDERS"])
    running["registry.terraform.io/acme/posture"] = next(iter(running.values()))
    workspace.environ["TF_REATTACH_PROVIDERS"] = json.dumps(running)
    state = json.loads(file.read_text())
    state["resources"][0]["name"] = "old"
    file.write_text(json.dumps(state))
    moved = "moved {\n  from = posture_thing.old\n  to = posture_thing.a\n}\n"
    workspace.write(thing('text = "some words"') + moved, head=CONFIGURED)
    done = workspace.plan(expect=None)
    assert done.code == 0, done.out
    assert done.changes == {"add": 0, "change": 0, "remove": 0}


def test_a_state_of_another_type_does_not_move(workspace: Workspace) -> None:
    workspace.write('resource "terraform_data" "old" { input = "x" }\n', head=CONFIGURED)
    workspace.apply()
    moved = "moved {\n  from = terraform_data.old\n  to = posture_thing.a\n}\n"
    workspace.write(thing("") + moved, head=CONFIGURED)
    error = workspace.plan(expect=1).errors[0]
    assert error["summary"] == "terraform_data cannot become posture_thing"


def test_many_at_once_do_not_stall(workspace: Workspace) -> None:
    """One that stalls does not end before the patience of `Workspace` does."""
    count = scaled(small=60, full=100)
    workspace.write(thing(f"count = {count}\ntext = count.index"), head=CONFIGURED)
    assert workspace.apply("-parallelism=50").changes["add"] == count
    assert workspace.plan_is_empty()
    assert workspace.destroy("-parallelism=50").changes["remove"] == count


def rewrite(
    workspace: Workspace,
    *,
    version: int,
    without: tuple[str, ...] = (),
    **values: Any,  # noqa: ANN401  # any state
) -> None:
    """Make the state one that another version of the provider wrote."""
    file = workspace.directory / "terraform.tfstate"
    state = json.loads(file.read_text())
    (instance,) = state["resources"][0]["instances"]
    instance["schema_version"] = version
    instance["attributes"] = {
        name: value for name, value in instance["attributes"].items() if name not in without
    } | values
    file.write_text(json.dumps(state))
