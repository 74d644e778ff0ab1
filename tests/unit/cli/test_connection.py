"""The command line's connection options are those of the clouds."""

import click
import pytest
from click.testing import CliRunner

from posture.bootstrap.aws import AWS
from posture.bootstrap.azure import AZURE
from posture.bootstrap.gcp import GCP
from posture.cli.connection import connection_flags, connection_of, connection_options, own_object
from posture.domain.cloud import Cloud
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


@pytest.mark.parametrize(
    ("cloud", "members", "text"),
    [
        (GCP, {"project_id": "123456789012"}, "--project-id': Expected the id of a project"),
        (GCP, {"impersonate": "somebody"}, "--impersonate': Expected the email of a service"),
        (GCP, {"universe_domain": "/"}, "--universe-domain': Expected a domain"),
        (AZURE, {"subscription_id": "123"}, "--subscription-id': Expected a UUID"),
    ],
    ids=["number", "account", "domain", "subscription"],
)
def test_a_wrong_value_is_explained_without_a_pattern(
    cloud: Cloud, members: dict[str, object], text: str
) -> None:
    usual = {"project_id": "acme-prod"} if cloud is GCP else {}
    with pytest.raises(click.UsageError) as error:
        connection_of(cloud, usual | members)
    assert text in error.value.message
    assert "regex" not in error.value.message
