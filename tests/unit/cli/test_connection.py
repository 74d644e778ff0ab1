"""The command line's connection options are those of the clouds."""

import click
import pytest
from click.testing import CliRunner

from posture.bootstrap.aws import AWS
from posture.cli.connection import connection_flags, connection_options, own_object
from tests.clouds import TOY


def test_each_connection_option_of_a_cloud_is_an_option() -> None:
    flags = {flag.name: flag for flag in connection_flags([AWS])}
    assert set(flags) == {"region", "endpoint-url", "role-arn", "external-id", "profile"}
    assert {name for name, flag in flags.items() if flag.is_list} == {"region"}
    assert flags["region"].field == "regions"


def test_options_that_clouds_share_are_one() -> None:
    names = [flag.name for flag in connection_flags([AWS, TOY])]
    assert sorted(names) == sorted(set(names))
    assert {"drawer", "key", "role-arn"} <= set(names)


def test_a_command_gets_values_by_the_names_of_the_fields_and_help_by_their_descriptions() -> None:
    found = {}

    @click.command()
    @connection_options([TOY], leave_out=["endpoint_url"])
    def command(**options: object) -> None:
        found.update(options)

    done = CliRunner().invoke(command, ["--key", "a", "--key", "b", "--drawer", "top"])
    assert (done.exit_code, done.output) == (0, "")
    assert found == {"keys": ("a", "b"), "drawer": "top", "regions": ()}
    output = CliRunner().invoke(command, ["--help"]).output
    assert "The drawer that the box is in." in output
    assert "--endpoint-url" not in output


def test_an_option_of_another_cloud_is_refused() -> None:
    assert own_object(TOY, {"drawer": "top"}) == {"drawer": "top"}
    with pytest.raises(click.UsageError, match="--role-arn is not an option of Toy"):
        own_object(TOY, {"role_arn": "r"})
