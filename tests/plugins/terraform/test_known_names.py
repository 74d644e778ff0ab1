"""Known names: read once, and a catalog that cannot be read stops no plan."""

from typing import Any, Self, cast

import pytest

from posture_client import Client, PostureError
from posture_terraform.framework.diagnostics import DiagnosticError
from posture_terraform.provider.known_names import KnownNames
from posture_terraform.unknown import UNKNOWN

ROWS = [{"id": "aws_s3_bucket_tls_required", "service": "s3"}]


class Catalog:
    """A client that has the checks of a server, or an error."""

    def __init__(self, error: PostureError | None = None) -> None:
        self.error = error
        self.read_count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def list_checks(self) -> dict[str, Any]:
        self.read_count += 1
        if self.error:
            raise self.error
        return {"data": ROWS}


def names_of(catalog: Catalog) -> KnownNames:
    return KnownNames(lambda: cast("Client", catalog))


def test_every_unknown_name_is_an_error_at_its_attribute() -> None:
    names = names_of(catalog := Catalog())
    with pytest.raises(DiagnosticError) as raised:
        names.require(("scope",), {"check": ["aws_x", UNKNOWN], "service": ["s3", "sqs"]})
    with pytest.raises(DiagnosticError):
        names.require(("check_set",), {"check": ["aws_y"]})

    assert [(one.summary, one.path) for one in raised.value.diagnostics] == [
        ("There is no check aws_x", ("scope",)),
        ("There is no service sqs", ("scope",)),
    ]
    assert catalog.read_count == 1


@pytest.mark.parametrize("values", [None, UNKNOWN, [], [UNKNOWN]])
def test_what_names_nothing_yet_reads_nothing(values: Any) -> None:  # noqa: ANN401  # any plan
    names_of(catalog := Catalog()).require(("scope",), {"check": values, "service": values})
    assert catalog.read_count == 0


def test_a_catalog_that_cannot_be_read_is_left_to_the_apply() -> None:
    names = names_of(catalog := Catalog(PostureError("no route")))
    for _ in range(2):
        names.require(("scope",), {"check": ["aws_x"], "service": ["s4"]})
    assert catalog.read_count == 1
