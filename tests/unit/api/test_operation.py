"""An operation says which parameters a query may have."""

from types import SimpleNamespace
from typing import Any

import pytest

from posture.api.operation import Operation


def list_findings() -> None:
    """Stand for the handler of an operation with parameters."""


@pytest.mark.parametrize(
    ("opt", "names", "takes"),
    [
        ({}, ["limit"], True),
        ({}, ["limit", "session_state"], False),
        ({"open_query": True}, ["limit", "session_state"], True),
    ],
)
def test_only_an_open_query_has_parameters_that_the_operation_does_not_know(
    opt: dict[str, Any], names: list[str], *, takes: bool
) -> None:
    handler: Any = SimpleNamespace(fn=list_findings, opt={"public": True, **opt})
    assert Operation(handler).takes(names) == takes
