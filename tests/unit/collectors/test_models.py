"""Our faster parsers have the same results as botocore's."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import botocore
import botocore.loaders
import botocore.model
import pytest
from botocore.utils import parse_timestamp
from msgspec import Raw

from posture.collectors.aws import models
from posture.collectors.aws.catalog import COLLECTORS
from posture.collectors.aws.connect import IDENTIFYING
from posture.collectors.aws.credentials import ASSUMING
from posture.collectors.aws.models import Model, excerpts, model_loader, moment
from posture.collectors.aws.organization import LISTING
from posture.collectors.aws.permissions import ALWAYS
from posture.collectors.aws.sdk import Service
from tests.logs import capture_log_of

EXCERPTS = excerpts()
CALLS = ALWAYS.union({IDENTIFYING, ASSUMING, LISTING}, *(one.all_calls for one in COLLECTORS))


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-02T03:04:05Z",
        "2024-01-02T03:04:05.123Z",
        "2024-01-02T03:04:05.123456+02:00",
        "2024-01-02T03:04:05",
        "2024-01-02",
        "Tue, 02 Jan 2024 03:04:05 GMT",
        "1704164645",
        "1704164645.5",
        1704164645,
        1704164645.25,
        -1,
        0,
    ],
)
def test_a_timestamp_is_the_moment_that_botocore_reads(text: str | float) -> None:
    assert moment(text) == parse_timestamp(text)  # type: ignore[arg-type]  # the stubs leave out seconds since the epoch


def test_seconds_are_a_moment_in_utc_wherever_the_process_runs() -> None:
    assert moment(1704164645.25).isoformat() == "2024-01-02T03:04:05.250000+00:00"


@pytest.mark.parametrize("seconds", [253402300800, 1e30, float("nan")])
def test_seconds_beyond_all_years_are_refused_as_botocore_refuses_them(seconds: float) -> None:
    with pytest.raises((ValueError, RuntimeError, OverflowError)) as theirs:
        parse_timestamp(seconds)  # type: ignore[arg-type]  # as above
    with pytest.raises(theirs.type):
        moment(seconds)


@pytest.mark.parametrize("text", ["2024-13-45", "", "soon"])
def test_an_invalid_timestamp_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="timestamp"):
        moment(text)


def plain(value: Any) -> Any:  # noqa: ANN401  # any JSON
    """Return a value that is parsed as far as possible."""
    return {key: plain(one) for key, one in value.items()} if isinstance(value, dict) else value


def test_a_member_of_a_model_is_parsed_when_it_is_used() -> None:
    shapes = model_loader().load_service_model("sts", "service-2")["shapes"]
    assert isinstance(dict.__getitem__(shapes, "Tag"), Raw)
    assert shapes["Tag"]["type"] == shapes.get("Tag")["type"] == "structure"
    assert isinstance(dict.__getitem__(shapes, "Tag"), dict)
    assert shapes.get("NoSuchShape") is None
    with pytest.raises(KeyError):
        shapes["NoSuchShape"]


@pytest.mark.parametrize("name", ["sts", "kms"])
def test_a_model_is_what_botocore_loads(name: str) -> None:
    ours, theirs = model_loader(), botocore.loaders.Loader()

    for kind in ("service-2", "paginators-1"):
        model = ours.load_service_model(name, kind)
        assert plain(model) == theirs.load_service_model(name, kind)
        assert model == theirs.load_service_model(name, kind)  # now that all of it is parsed
    assert ours.load_data("endpoints") == theirs.load_data("endpoints")


def described(shape: botocore.model.Shape) -> dict[str, Any]:
    """Return what a shape says of itself and of what it contains."""
    within: dict[str, botocore.model.Shape] = dict(getattr(shape, "members", {}))
    for name in ("member", "key", "value"):
        if hasattr(shape, name):
            within[f"<{name}>"] = getattr(shape, name)
    return {
        "kind": (shape.name, shape.type_name),
        "required": shape.required_members,
        "within": {
            name: (one.name, one.type_name, dict(one.serialization), dict(one.metadata))
            for name, one in within.items()
        },
        "traits": (dict(shape.serialization), dict(shape.metadata)),
    }


@pytest.mark.parametrize("name", ["dynamodb", "ec2", "iam", "lambda", "s3"])
def test_a_shape_says_what_botocores_says(name: str) -> None:
    description = botocore.loaders.Loader().load_service_model(name, "service-2")
    ours = Model(description, name)
    theirs = botocore.model.ServiceModel(description, name)
    assert ours.shape_names
    for one in theirs.shape_names:
        assert described(ours.shape_for(one)) == described(theirs.shape_for(one)), one


def test_a_shape_that_does_not_exist_is_refused() -> None:
    model = Model({"metadata": {}, "operations": {}, "shapes": {}}, "none")
    with pytest.raises(botocore.model.NoShapeFoundError):
        model.shape_for("NoSuchShape")


def reached(shape: botocore.model.Shape | None) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the path of each shape within a shape, and what it says as far as calls need it."""
    left: list[tuple[str, tuple[str, ...], Any]] = [] if shape is None else [("", (), shape)]
    while left:
        path, above, one = left.pop()
        needed = ("document", "error", "exception", "idempotencyToken", "required", "union")
        yield (
            path,
            {
                "kind": (one.name, one.type_name),
                "traits": dict(one.serialization),
                **{name: one.metadata.get(name) for name in needed},
            },
        )
        if one.name in above:
            continue
        within = {**getattr(one, "members", {})}
        within |= {f"<{n}>": getattr(one, n) for n in ("member", "key", "value") if hasattr(one, n)}
        left += [(f"{path}.{name}", (*above, one.name), inner) for name, inner in within.items()]


class Refusing(botocore.loaders.Loader):
    """A loader that an excerpt should not need."""

    def load_service_model(self, *names: Any, **_options: Any) -> Any:  # noqa: ANN401  # as botocore's
        raise AssertionError(names)


@pytest.mark.parametrize("name", sorted({call.partition(":")[0] for call in CALLS}))
def test_an_excerpt_says_of_a_call_what_botocores_model_says(name: str) -> None:
    ours, theirs = Service(name, Refusing(), EXCERPTS[name]), Service(name, model_loader())
    assert ours.protocol == theirs.protocol
    assert ours.model.metadata == theirs.model.metadata
    for call in sorted(CALLS):
        service, _, operation = call.partition(":")
        if service != name:
            continue
        our, their = ours.model.operation_model(operation), theirs.model.operation_model(operation)
        assert (our.http, our.endpoint, our.http_checksum) == (
            their.http,
            their.endpoint,
            their.http_checksum,
        )
        assert dict(reached(our.input_shape)) == dict(reached(their.input_shape)), call
        assert dict(reached(our.output_shape)) == dict(reached(their.output_shape)), call
        assert ours.page_rule(operation) == theirs.page_rule(operation)


def test_what_is_not_in_an_excerpt_is_read_from_botocores_model() -> None:
    service = Service("sts", model_loader(), EXCERPTS["sts"])
    assert "GetWebIdentityToken" not in service.model.operation_names
    found = service.model.operation_model("GetWebIdentityToken")
    assert found.output_shape is not None
    assert "WebIdentityToken" in found.output_shape.members
    assert service.page_rule("GetWebIdentityToken") == {}
    with pytest.raises(botocore.model.OperationNotFoundError):
        service.model.operation_model("NoSuchOperation")
    with pytest.raises(botocore.model.NoShapeFoundError):
        service.model.shape_for("NoSuchShape")


@pytest.mark.parametrize(
    "content", [None, b"", b"[]", b'{"botocore": "1', b'{"botocore": 1, "services": {}}']
)
def test_a_damaged_file_of_excerpts_is_not_used_and_its_name_is_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    logged = capture_log_of(monkeypatch, models)
    file = tmp_path / "models.json"
    if content is not None:
        file.write_bytes(content)
    assert excerpts(file=file) == {}
    assert [(one["event"], one["file"]) for one in logged] == [("models.damaged", str(file))]


def test_a_service_with_a_damaged_excerpt_has_botocores_model(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    logged = capture_log_of(monkeypatch, models)
    service = Service("sts", model_loader(), Raw(b'{"metadata": []}'))
    assert "GetWebIdentityToken" in service.model.operation_names
    assert [one["event"] for one in logged] == ["models.damaged"]


def test_the_excerpts_of_another_version_of_botocore_are_not_used() -> None:
    assert excerpts(botocore.__version__)
    assert excerpts("0.0.0") == {}
