"""What the emulated subscription answers and what collectors read is as Microsoft's types say."""

import pytest

from posture.collectors.azure.collecting import CHANGING
from posture.collectors.azure.operations import OPERATIONS
from posture.collectors.collecting import Item
from tests.emulator.arm.observed import Observed, observed
from tests.emulator.arm.shapes import Place, kind_of, shapes

pytestmark = pytest.mark.anyio

# Every resource, and what belongs to it, may have them: those without a region have no location,
# and the state of a change that goes on is that of any asynchronous operation of Azure.
OF_ANY_RESOURCE = {"location", "provisioningState"}
# States of a resource to which no operation applies a change.
ENDS = {"canceled", "created", "deleted", "disabled", "failed", "ready", "succeeded", "unknown"}
# What lists subscriptions, for integrations with all of them.
OF_NO_SCAN = {"/providers/Microsoft.Management/managementGroups/{group}/descendants"}


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
async def seen() -> Observed:
    """One scan of everything in the emulated subscription."""
    return await observed()


def wrong(place: Place, value: object) -> str | None:
    """Return what is wrong with an answered property; None if nothing is."""
    shape = shapes().get(place)
    if shape is None:
        return "no such property"
    if kind_of(value) not in shape.kind.split("|") and shape.kind != "any":
        return f"{kind_of(value)} instead of {shape.kind}"
    # Some lists of values are one text.
    parts = set(value.lower().split(", ")) if isinstance(value, str) else set()
    if shape.values and not parts <= shape.values:
        return f"{value} is not one of {', '.join(sorted(shape.values))}"
    return None


async def test_every_answered_property_is_of_the_documented_kind_and_value(seen: Observed) -> None:
    found = {
        (place, problem)
        for place, values in seen.answered.items()
        for value in values
        if (problem := wrong(place, value))
    }

    assert len(seen.answered) > 300
    assert found == set()


async def test_every_property_that_is_read_exists_in_the_version_that_is_requested(
    seen: Observed,
) -> None:
    read = {place for place in seen.read if place.path.rpartition(".")[2] not in OF_ANY_RESOURCE}

    assert len(read) > 300
    assert read - shapes().keys() == set()


def test_every_documented_state_is_the_end_of_a_change_or_waited_for() -> None:
    found = frozenset[str]().union(
        *(
            shape.values
            for place, shape in shapes().items()
            if place.path.endswith("properties.provisioningState")
        )
    )
    waited_for = {
        one
        for one in found
        if CHANGING(Item("id", "name", {"properties": {"provisioningState": one}}))
    }

    assert found - waited_for == ENDS


async def test_every_read_of_the_catalogue_was_made_and_has_shapes(seen: Observed) -> None:
    types = {
        (one.path if one.is_graph else one.action.rpartition("/")[0].lower(), one.version)
        for one in OPERATIONS.values()
        if one.path not in OF_NO_SCAN
    }

    assert types - {(place.type, place.version) for place in seen.read} == set()
    assert types - {(place.type, place.version) for place in seen.answered} == set()


@pytest.mark.parametrize(
    ("place", "value", "problem"),
    [
        (Place("microsoft.storage/storageaccounts", "2024-01-01", "properties.x"), 1, "no such"),
        (Place("microsoft.storage/storageaccounts", "2024-01-01", "name"), 1, "int instead"),
        (Place("microsoft.storage/storageaccounts", "2024-01-01", "kind"), "Disk", "is not one"),
    ],
)
def test_a_wrong_shape_is_found(place: Place, value: object, problem: str) -> None:
    assert problem in (wrong(place, value) or "")
