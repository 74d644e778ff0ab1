"""The provider at the level of the protocol, for random configurations."""

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from posture_client import Client
from posture_terraform.framework.definition import Context
from posture_terraform.framework.log import Log
from posture_terraform.framework.server import ProviderServer
from posture_terraform.framework.values import State, conform, has_unknown
from posture_terraform.provider import PROVIDER
from posture_terraform.provider.connection import Configured
from tests.machine import scaled
from tests.server import Served

EXAMPLES = settings(
    max_examples=scaled(small=25, full=200),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)
CHECK = "aws_s3_bucket_public_access_blocked"
TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=40)


class Protocol:
    """The provider, called as Terraform calls it."""

    def __init__(self, api: Served) -> None:
        self.clients: list[Client] = []

        def configure(context: Context[Configured], config: State) -> Configured | None:
            if client := PROVIDER.configure(context, config):
                self.clients.append(client)
            return client

        provider = PROVIDER.replaced(configure=configure)
        self._server = ProviderServer(provider, Log("posture", level=9))
        config = {"endpoint": api.url, "token": api.token}
        self._call(
            "ConfigureProvider",
            config=conform(PROVIDER.schema.attributes, config),
            terraform_version="1.11.4",
        )

    def close(self) -> None:
        for client in self.clients:
            client.close()

    def validate(self, name: str, config: State) -> list[dict[str, Any]]:
        """Return the diagnostics of a configuration."""
        found: list[dict[str, Any]] = self._server.call(
            "ValidateResourceConfig",
            {
                "type_name": name,
                "config": config,
                "client_capabilities": {"write_only_attributes_allowed": True},
            },
        )["diagnostics"]
        return found

    def plan(self, name: str, config: State, prior: State | None) -> dict[str, Any]:
        return self._call(
            "PlanResourceChange",
            type_name=name,
            prior_state=prior,
            prior_private=b"",
            config=config,
            proposed_new_state=config,
        )

    def apply(self, name: str, config: State, prior: State | None = None) -> State:
        """Plan and apply a configuration, and hold the state to the plan as Terraform does."""
        planned = self.plan(name, config, prior)["planned_state"]
        state: State = self._call(
            "ApplyResourceChange",
            type_name=name,
            prior_state=prior,
            planned_state=planned,
            config=config,
        )["new_state"]
        known = {key: value for key, value in planned.items() if not has_unknown(value)}
        assert {key: state[key] for key in known} == known
        return state

    def read(self, name: str, state: State) -> State:
        found: State = self._call("ReadResource", type_name=name, current_state=state, private=b"")[
            "new_state"
        ]
        return found

    def delete(self, name: str, state: State) -> None:
        self._call(
            "ApplyResourceChange",
            type_name=name,
            prior_state=state,
            planned_state=None,
            config=None,
        )

    def read_data(self, name: str, config: State) -> State:
        found: State = self._call("ReadDataSource", type_name=name, config=config)["state"]
        return found

    def _call(self, method: str, **request: Any) -> dict[str, Any]:  # noqa: ANN401  # any message
        response = self._server.call(method, request)
        assert [one for one in response["diagnostics"] if one["severity"] == "ERROR"] == []
        return response


def config_of(type_name: str, /, **values: Any) -> State:  # noqa: ANN401  # any configuration
    return conform(PROVIDER.resources[type_name].schema.attributes, values)


def in_any_case(text: str, flips: list[bool]) -> str:
    return "".join(one.upper() if flip else one for one, flip in zip(text, flips, strict=True))


FLIPS = st.lists(st.booleans(), min_size=36, max_size=36)


def assert_stays_as_applied(protocol: Protocol, name: str, config: State) -> None:
    """Apply a configuration: the refreshed state is the same, and the next plan is empty."""
    assert protocol.validate(name, config) == []
    state = protocol.apply(name, config)
    refreshed = protocol.read(name, state)
    planned = protocol.plan(name, config, refreshed)
    try:
        assert refreshed == state
        assert planned["planned_state"] == refreshed
        assert not planned.get("requires_replace")
    finally:
        protocol.delete(name, state)
