"""What is planned is what is applied: at the level of the protocol, for random configurations."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.printable import is_plain
from posture_client import Client
from posture_terraform.framework.values import has_unknown
from tests.plugins.terraform.configurations import ACCOUNT, CONFIGURED
from tests.plugins.terraform.harness import Workspace
from tests.plugins.terraform.protocol import (
    CHECK,
    EXAMPLES,
    FLIPS,
    TEXT,
    Protocol,
    assert_stays_as_applied,
    config_of,
    in_any_case,
)
from tests.server import Served

# What people write: every character can be seen.
WRITTEN = TEXT.filter(is_plain)
ASSETS = TEXT.map("arn:aws:s3:::{}".format)


@pytest.fixture(scope="module")
def tenant(waiting_server: Served) -> Served:
    return waiting_server.for_another()


@pytest.fixture(scope="module")
def protocol(tenant: Served) -> Iterator[Protocol]:
    with closing(Protocol(tenant)) as found:
        yield found


@pytest.fixture(scope="module")
def integration_id(tenant: Served) -> Iterator[str]:
    with Client(tenant.url, tenant.token) as client:
        made = client.create_integration(name="lifecycle", provider="aws", aws={})
        yield made["id"]
        client.delete_integration(made["id"])


EXPIRIES = st.builds(
    "2027-{:02}-{:02}T{:02}:30:00{}{}".format,
    st.integers(1, 6),
    st.integers(1, 28),
    st.integers(0, 23),
    st.sampled_from(["", ".5", ".250", ".123000"]),
    st.sampled_from(["Z", "z", "+00:00", "+05:30", "-08:00"]),
)

SUPPRESSIONS = st.fixed_dictionaries(
    {
        "check_id": st.just(CHECK),
        "resource_pattern": TEXT,
        "reason": WRITTEN,
        "owner": WRITTEN,
        "expires_at": EXPIRIES,
    }
)


@EXAMPLES
@given(flips=st.none() | FLIPS, values=SUPPRESSIONS)
def test_a_suppression_stays_as_it_was_applied(
    protocol: Protocol, integration_id: str, flips: list[bool] | None, values: dict[str, Any]
) -> None:
    limited_to = None if flips is None else in_any_case(integration_id, flips)
    config = config_of("posture_suppression", integration_id=limited_to, **values)
    assert_stays_as_applied(protocol, "posture_suppression", config)


def set_of(*choices: str) -> st.SearchStrategy[list[str] | None]:
    return st.none() | st.lists(st.sampled_from(choices), unique=True, min_size=1)


SCOPES = st.none() | st.fixed_dictionaries(
    {},
    optional={
        "regions": set_of("eu-central-1", "us-east-1"),
        "services": set_of("s3", "iam", "ec2"),
        "check_ids": set_of(CHECK),
        "resource_ids": st.none() | st.lists(ASSETS, unique=True, max_size=3),
    },
)
SOURCES = st.none() | st.fixed_dictionaries(
    {},
    optional={
        "workspace": st.none() | WRITTEN,
        "commit": st.none() | WRITTEN,
        "apply_id": st.none() | WRITTEN,
        "url": st.sampled_from([None, "https://ci.example.com/job/7?a=b#c"]),
    },
)


INTEGRATIONS = st.fixed_dictionaries(
    {
        "name": WRITTEN,
        "cloud_provider": st.just("aws"),
        "aws": st.fixed_dictionaries(
            {},
            optional={
                "role_arn": st.sampled_from([None, "arn:aws:iam::111122223333:role/posture"]),
                "external_id": st.sampled_from([None, "acme-7f1c"]),
                "regions": set_of("eu-central-1", "us-east-1") | st.just([]),
            },
        ),
        "check_set": set_of(CHECK),
        "schedule": st.sampled_from([None, "30 4 * * *"]),
    }
)


@EXAMPLES
@given(values=INTEGRATIONS)
def test_an_integration_stays_as_it_was_applied(protocol: Protocol, values: dict[str, Any]) -> None:
    config = config_of("posture_integration", **values)
    assert_stays_as_applied(protocol, "posture_integration", config)


@pytest.mark.parametrize("account_id", ["111122223333", None])
@pytest.mark.parametrize("renamed", [True, False])
def test_a_rename_keeps_what_it_cannot_change(
    protocol: Protocol,
    account_id: str | None,
    renamed: bool,  # noqa: FBT001  # a case of the table
) -> None:
    before = config_of("posture_integration", name="a", cloud_provider="aws", aws={})
    change = {"name": "b"} if renamed else {"aws": {"profile": "other"}}
    after = config_of("posture_integration", **(before | change))
    prior = before | {"id": "i", "created_at": "c", "updated_at": "u", "account_id": account_id}
    planned = protocol.plan("posture_integration", after, prior)["planned_state"]
    unknown = {name for name, value in planned.items() if has_unknown(value)}
    kept = renamed and account_id is not None
    assert unknown == ({"updated_at"} if kept else {"updated_at", "account_id"})


RUNS = st.fixed_dictionaries(
    {
        "trigger": st.just("verify"),
        "wait": st.just(value=False),
        "scope": SCOPES,
        "source": SOURCES,
        "triggers": st.none() | st.dictionaries(TEXT, st.none() | TEXT, max_size=2),
        "timeouts": st.sampled_from([None, {}, {"create": None}, {"create": "5m"}]),
    }
)


@EXAMPLES
@given(flips=FLIPS, values=RUNS)
def test_a_run_stays_as_it_was_applied(
    protocol: Protocol, integration_id: str, flips: list[bool], values: dict[str, Any]
) -> None:
    config = config_of("posture_run", integration_id=in_any_case(integration_id, flips), **values)
    assert_stays_as_applied(protocol, "posture_run", config)


EVENTS = ("run.failed", "run.completed", "finding.created")
URLS = st.sampled_from(
    [
        "https://hooks.example.com/",
        "https://HOOKS.example.com:8443/a%20b?key=1&b=%7E",
        "https://hooks.example.com",
        "https://hooks.example.com?key=1",
    ]
)
WEBHOOKS = st.fixed_dictionaries(
    {
        "name": st.none() | WRITTEN,
        "events": st.lists(st.sampled_from(EVENTS), unique=True, min_size=1),
        "enabled": st.sampled_from([None, True, False]),
        "secret_version": st.none() | st.integers(1, 2**40),
    }
)


@EXAMPLES
@given(values=WEBHOOKS, url=URLS, written=st.booleans(), version=st.integers(1, 2**40))
def test_a_webhook_stays_as_it_was_applied(
    protocol: Protocol,
    values: dict[str, Any],
    url: str,
    written: bool,  # noqa: FBT001  # a value of the property
    version: int,
) -> None:
    place = {"url_wo": url, "url_wo_version": version} if written else {"url": url}
    config = config_of("posture_webhook", **values, **place)
    assert_stays_as_applied(protocol, "posture_webhook", config)


OWNER = {"claim": "repository_id", "equals": ["74", "75"]}
OTHERS = st.lists(
    st.fixed_dictionaries(
        {"claim": st.sampled_from(["sub", "environment", "/a~1b/c"])},
        optional={
            "equals": st.none() | st.lists(TEXT, unique=True, min_size=1, max_size=3),
            "matches": st.lists(TEXT, unique=True, min_size=1, max_size=3),
        },
    ).filter(lambda one: one.get("equals") or one.get("matches")),
    max_size=2,
)
CONDITIONS = st.builds(lambda before, after: [*before, OWNER, *after], OTHERS, OTHERS)
TRUSTS = st.fixed_dictionaries(
    {
        "name": WRITTEN,
        "issuer": st.sampled_from(
            [
                "https://token.actions.githubusercontent.com",
                "https://token.actions.githubusercontent.com/",
            ]
        ),
        "audience": st.sampled_from([None, "posture", "https://posture.example.com/"]),
        "scopes": st.lists(
            st.sampled_from(["findings:read", "cloud_posture:read", "cloud_posture:write"]),
            unique=True,
            min_size=1,
        ),
        "lifetime_seconds": st.none() | st.integers(60, 3_600),
        "max_uses": st.none() | st.integers(1, 100),
    }
)


@EXAMPLES
@given(flips=st.none() | FLIPS, conditions=CONDITIONS, values=TRUSTS)
def test_a_trust_stays_as_it_was_applied(
    protocol: Protocol,
    integration_id: str,
    flips: list[bool] | None,
    conditions: list[dict[str, Any]],
    values: dict[str, Any],
) -> None:
    limited_to = None if flips is None else [in_any_case(integration_id, flips)]
    config = config_of("posture_trust", **values, conditions=conditions, integrations=limited_to)
    assert_stays_as_applied(protocol, "posture_trust", config)


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("scope", None, {}),
        ("source", None, {"url": None}),
        ("triggers", None, {}),
        ("timeouts", {}, None),
    ],
)
def test_null_and_empty_start_no_other_run(
    protocol: Protocol,
    integration_id: str,
    name: str,
    one: dict[str, Any] | None,
    other: dict[str, Any] | None,
) -> None:
    same = {"integration_id": integration_id, "trigger": "verify", "wait": False}
    state = protocol.apply("posture_run", config_of("posture_run", **same, **{name: one}))
    changed = config_of("posture_run", **same, **{name: other})
    assert not protocol.plan("posture_run", changed, state).get("requires_replace")
    after = protocol.apply("posture_run", changed, state)
    assert after["id"] == state["id"]
    assert protocol.plan("posture_run", changed, after)["planned_state"] == after
    protocol.delete("posture_run", after)


def test_an_empty_set_of_resources_is_not_the_whole_account(
    protocol: Protocol, integration_id: str
) -> None:
    same = {"integration_id": integration_id, "trigger": "verify", "wait": False}
    state = protocol.apply("posture_run", config_of("posture_run", **same))
    none = config_of("posture_run", **same, scope={"resource_ids": []})
    assert protocol.plan("posture_run", none, state)["requires_replace"] == [
        {"steps": [{"attribute_name": "scope"}]}
    ]
    protocol.delete("posture_run", state)


def test_a_data_source_keeps_the_id_as_it_is_written(
    protocol: Protocol, integration_id: str
) -> None:
    config = config_of("posture_run", integration_id=integration_id, trigger="verify", wait=False)
    run = protocol.apply("posture_run", config)
    found = protocol.read_data("posture_run", {"id": run["id"].upper()})
    assert found["id"] == run["id"].upper()
    assert found["integration_id"] == integration_id
    protocol.delete("posture_run", run)


IN_UPPER_CASE = """
resource "posture_suppression" "public" {
  check_id         = "aws_s3_bucket_public_access_blocked"
  resource_pattern = "*"
  integration_id   = upper(posture_integration.account.id)
  reason           = "public on purpose"
  owner            = "web"
  expires_at       = "2027-06-30T00:00:00+02:00"
}
resource "posture_run" "after" {
  integration_id = upper(posture_integration.account.id)
  wait           = false
}
data "posture_run" "after" {
  id = upper(posture_run.after.id)
}
"""


def test_ids_in_upper_case_are_applied_once(workspace: Workspace) -> None:
    workspace.write(ACCOUNT + IN_UPPER_CASE, head=CONFIGURED)
    workspace.apply()
    assert not workspace.tainted("posture_suppression.public")
    assert workspace.plan_is_empty()
    workspace.destroy()
