"""Our serializers write the paths that botocore's write, for every call of every collector."""

import botocore.serialize
import pytest

from posture.collectors.aws.catalog import COLLECTORS
from posture.collectors.aws.sdk import Services
from posture.collectors.aws.serializers import LABEL, path_of
from tests.unit.collectors.services import by_service

REST = ("rest-json", "rest-xml")
SERVICES = Services()
CALLS = by_service(
    call
    for call in frozenset().union(*(one.all_calls for one in COLLECTORS))
    if SERVICES[call.partition(":")[0]].protocol in REST
)
# Values of members that are no text, and of those that are a part of the host's name.
OTHERS = {"integer": 7, "long": 7}
HOST = "123456789012"
VALUES = ("", "plain-1.2_3~", "a/b c", "é&?=#%41", "..", 7, True, b"x/y")


@pytest.mark.parametrize("protocol", REST)
@pytest.mark.parametrize("value", VALUES, ids=repr)
@pytest.mark.parametrize("template", ["/", "/{Bucket}?policy", "/{A}/x/{Key+}", "/{a}/{a}-{b+}"])
def test_a_path_is_what_botocore_writes(protocol: str, value: object, template: str) -> None:
    known = botocore.serialize.create_serializer(protocol, include_validation=False)
    values = {label.removesuffix("+"): value for label in LABEL.findall(template)}
    assert path_of(template, values) == known._render_uri_template(template, values)  # type: ignore[attr-defined]  # noqa: SLF001  # botocore's own rule


@pytest.mark.parametrize("name", CALLS)
def test_a_request_is_what_botocore_writes(name: str) -> None:
    service = SERVICES[name]
    known = botocore.serialize.create_serializer(service.protocol, include_validation=False)
    for call in CALLS[name]:
        model = service.model.operation_model(call.partition(":")[2])
        for text in ("plain", "a/b c"):
            members = model.input_shape.members if model.input_shape else {}
            values = {
                name: HOST if traits.get("hostLabel") else OTHERS.get(member.type_name, text)
                for name, member in members.items()
                for traits in [member.serialization]
                if traits.get("location") == "uri" or traits.get("hostLabel")
            }
            found = service.serializer.serialize_to_request(dict(values), model)
            assert found == known.serialize_to_request(dict(values), model)


def test_a_value_that_is_missing_is_an_error() -> None:
    with pytest.raises(KeyError):
        path_of("/{Bucket}", {})
