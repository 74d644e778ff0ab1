"""A scan of the emulated subscription that notes what is answered, and which of it is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from posture.bootstrap.azure import AZURE
from posture.bootstrap.scan import scan
from posture.collectors.azure.arm import ArmHttp
from posture.collectors.azure.operations import OPERATIONS
from posture.domain.azure.connection import AzureConnection
from posture.domain.connection import Connection
from posture.settings import Settings
from posture.worker.scope import Scope
from tests.emulator.arm import SUBSCRIPTION
from tests.emulator.arm.scaled import scaled, signing_in
from tests.emulator.arm.shapes import Place, paths, watched
from tests.emulator.serving import serving


@dataclass
class Observed:
    """What was answered, with its values, and what was read."""

    answered: dict[Place, list[object]] = field(default_factory=dict)
    read: set[Place] = field(default_factory=set)

    @property
    def places(self) -> set[Place]:
        """Return every property that was answered or read."""
        return self.read | self.answered.keys()

    def noted(self, call: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Note an answer, and return it as one that notes what is read."""
        operation = OPERATIONS[call]
        type_ = operation.action.rpartition("/")[0].lower() or operation.path

        def note(path: str) -> None:
            self.read.add(Place(type_, operation.version, path))

        def add(found: Mapping[str, Any]) -> Any:  # noqa: ANN401  # any JSON
            for path, value in paths(found):
                place = Place(type_, operation.version, path)
                self.answered.setdefault(place, []).append(value)
            return watched(found, "", note)

        if isinstance(body.get("value"), list):
            return {**body, "value": [add(one) for one in body["value"]]}
        found: dict[str, Any] = add(body)
        return found


async def observed() -> Observed:
    """Scan the whole emulated subscription."""
    found = Observed()
    subscription = scaled(1)
    send = ArmHttp.send

    async def noting(
        self: ArmHttp, call: str, region: str, parameters: Mapping[str, Any], keys: str
    ) -> dict[str, Any]:
        return found.noted(call, await send(self, call, region, parameters, keys))

    with (
        serving(subscription),
        patch.dict("os.environ", signing_in(subscription.url)),
        patch.object(ArmHttp, "send", noting),
    ):
        options = AzureConnection(subscription_id=SUBSCRIPTION, endpoint_url=subscription.url)
        await scan(
            Settings(azure_burst_calls=10_000),
            Connection(provider="azure", options=options, trusted=True),
            scope=Scope(),
            clouds=(AZURE,),
        )
    return found
