"""The progress of a run on a terminal."""

import io
from typing import Any

import pytest
from rich.console import Console

from posture.cli.progress import live

SERVICES = {
    "absent": (None, ""),
    "none": ({"planned_count": 4, "remaining": []}, ""),
    "one of one": ({"planned_count": 1, "remaining": ["s3"]}, "; 1 of 1 service left: s3"),
    "some": (
        {"planned_count": 9, "remaining": ["ec2", "iam", "s3"]},
        "; 3 of 9 services left: ec2, iam, s3",
    ),
    "many": (
        {"planned_count": 9, "remaining": ["ec2", "iam", "kms", "rds", "s3"]},
        "; 5 of 9 services left: ec2, iam, kms and 2 more",
    ),
}


@pytest.mark.parametrize(("services", "shown"), SERVICES.values(), ids=SERVICES)
def test_the_services_that_remain_are_shown(services: dict[str, Any] | None, shown: str) -> None:
    progress: dict[str, Any] = {"calls": 1} | ({"services": services} if services else {})
    written = io.StringIO()
    console = Console(file=written, width=160, force_terminal=True, color_system=None)
    with live(to=console) as show:
        show({"phase": "collecting", "progress": progress, "asset_count": 2})
    assert f"1 call, 2 assets{shown} " in written.getvalue()
