"""Writes posture/collectors/aws/models.json: what our calls need of botocore's models.

botocore's models of the services that a scan reads are 46 MB of JSON, of which its calls need less
than a thirtieth: no documentation, no other operations, no limits of values. It is an excerpt of
botocore, under its license. `--check` only compares.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import botocore
import botocore.exceptions
import botocore.loaders
import botocore.model

from posture.collectors.aws.catalog import COLLECTORS
from posture.collectors.aws.connect import IDENTIFYING
from posture.collectors.aws.credentials import ASSUMING
from posture.collectors.aws.models import EXCERPTS, SERVICE_MODEL
from posture.collectors.aws.organization import LISTING
from posture.collectors.aws.permissions import ALWAYS

# What is used of a shape besides the names that botocore serializes with.
TRAITS = frozenset(
    {
        *("type", "members", "member", "key", "value", "shape", "required"),
        *("document", "error", "exception", "idempotencyToken", "union"),
        *botocore.model.Shape.SERIALIZED_ATTRS,
    }
)
# What is used of an operation; which errors it has does not matter to our parsers.
OF_OPERATION = frozenset(
    {
        *("name", "http", "input", "output", "endpoint", "authtype", "auth"),
        *("httpChecksum", "httpChecksumRequired", "staticContextParams"),
    }
)


def calls() -> frozenset[str]:
    """Return all calls of a run."""
    return ALWAYS.union({IDENTIFYING, ASSUMING, LISTING}, *(one.all_calls for one in COLLECTORS))


def excerpt_of(
    service: str, operations: Sequence[str], loader: botocore.loaders.Loader
) -> dict[str, Any]:
    """Return what some operations of a service need of its model."""
    model = loader.load_service_model(service, SERVICE_MODEL)
    chosen = {
        name: {key: one for key, one in model["operations"][name].items() if key in OF_OPERATION}
        for name in operations
    }
    shapes: dict[str, Any] = {}
    left = [*_names(chosen)]
    while left:
        name = left.pop()
        if name not in shapes:
            shapes[name] = _used(model["shapes"][name])
            left += _names(shapes[name])
    try:
        rules = loader.load_service_model(service, "paginators-1")["pagination"]
    except botocore.exceptions.UnknownServiceError:
        rules = {}
    return {
        "metadata": model["metadata"],
        "operations": chosen,
        "shapes": dict(sorted(shapes.items())),
        "pages": {name: rules[name] for name in operations if name in rules},
    }


def _used(shape: Mapping[str, Any]) -> dict[str, Any]:
    """Return a shape with the traits that are used; its members are named by anything."""
    found = {key: one for key, one in shape.items() if key in TRAITS}
    for key in ("member", "key", "value"):
        if key in found:
            found[key] = _used(found[key])
    if "members" in found:
        found["members"] = {name: _used(one) for name, one in found["members"].items()}
    return found


def _names(value: Any) -> Iterator[str]:  # noqa: ANN401  # any JSON
    """Yield the names of the shapes that a part of a model refers to."""
    if not isinstance(value, Mapping):
        return
    for key, one in value.items():
        if key == "shape" and isinstance(one, str):
            yield one
        else:
            yield from _names(one)


def text() -> str:
    """Return the file: one line for each service."""
    loader = botocore.loaders.Loader()
    by_service: dict[str, list[str]] = {}
    for call in sorted(calls()):
        service, _, operation = call.partition(":")
        by_service.setdefault(service, []).append(operation)
    lines = ",\n".join(
        f"{_json(service)}:{_json(excerpt_of(service, operations, loader))}"
        for service, operations in by_service.items()
    )
    head = f'"license":"Apache-2.0","botocore":{_json(botocore.__version__)}'
    return f'{{{head},"services":{{\n{lines}\n}}}}\n'


def _json(value: Any) -> str:  # noqa: ANN401  # any JSON
    return json.dumps(value, separators=(",", ":"), ensure_ascii=True)


def main(arguments: Sequence[str]) -> int:
    """Write the file, or with `--check` say whether it is up to date."""
    found = text()
    if "--check" not in arguments:
        EXCERPTS.write_text(found, encoding="utf-8")
        return 0
    known = EXCERPTS.exists() and EXCERPTS.read_text(encoding="utf-8") == found
    if not known:
        sys.stderr.write(f"{EXCERPTS.name} is out of date: run `python3 noxfile.py -s generate`.\n")
    return int(not known)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
