"""botocore's serializers of requests, with faster code for what a run does thousands of times."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import botocore.serialize
from botocore.utils import percent_encode

LABEL = re.compile(r"{(.*?)}")
# Text that stays as it is when it is encoded for a path.
UNRESERVED = re.compile(r"[A-Za-z0-9_.~-]*")


def serializer(protocol: str) -> botocore.serialize.Serializer:
    """Return botocore's serializer of a wire format, which validates nothing."""
    found: botocore.serialize.Serializer = botocore.serialize.create_serializer(  # type: ignore[assignment]  # the stubs assume validation
        protocol, include_validation=False
    )
    # A format without templates does not use it.
    vars(found)["_render_uri_template"] = path_of
    return found


def path_of(template: str, values: Mapping[str, Any]) -> str:
    """Return a path by its template; a value with a greedy label keeps its slashes."""
    encoded = {}
    for label, name, safe in _labels(template):
        value = values[name]
        if not (isinstance(value, str) and UNRESERVED.fullmatch(value)):
            value = percent_encode(value, safe=safe)
        encoded[label] = value
    return template.format(**encoded)


@lru_cache(maxsize=1024)
def _labels(template: str) -> tuple[tuple[str, str, str], ...]:
    """Return the labels of a template, their names, and what of their values is not encoded."""
    return tuple(
        (label, label.removesuffix("+"), "/~" if label.endswith("+") else "-._~")
        for label in LABEL.findall(template)
    )
