"""Our faster parsers have the same results as botocore's."""

import botocore.loaders
import pytest
from botocore.utils import parse_timestamp

from posture.collectors.aws.models import model_loader, moment


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
    ],
)
def test_a_timestamp_is_the_moment_that_botocore_reads(text: str | float) -> None:
    assert moment(text) == parse_timestamp(text)  # type: ignore[arg-type]  # the stubs leave out seconds since the epoch


@pytest.mark.parametrize("text", ["2024-13-45", "", "soon"])
def test_an_invalid_timestamp_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="timestamp"):
        moment(text)


@pytest.mark.parametrize("name", ["sts", "kms"])
def test_a_model_is_what_botocore_loads(name: str) -> None:
    ours, theirs = model_loader(), botocore.loaders.Loader()

    for kind in ("service-2", "paginators-1"):
        assert ours.load_service_model(name, kind) == theirs.load_service_model(name, kind)
    assert ours.load_data("endpoints") == theirs.load_data("endpoints")
