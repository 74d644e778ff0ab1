"""Which methods a path has."""

import pytest

from tests.api import shared_routes


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/api/v2/findings/bulk", "OPTIONS, POST"),
        (
            "/api/v2/findings/5d4a1d4e-3c1c-4a5c-9a43-0d0e7c4a0001",
            "GET, HEAD, OPTIONS, PATCH",
        ),
    ],
    ids=["written out", "a template"],
)
def test_a_path_that_is_written_out_goes_before_a_template(path: str, methods: str) -> None:
    assert shared_routes().table.allow(path) == methods
