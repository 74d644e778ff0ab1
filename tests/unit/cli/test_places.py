"""The place of a declaration, as tables show it."""

import pytest

from posture.cli.from_terraform import place, shown


@pytest.mark.parametrize(
    ("file", "line", "expected", "text"),
    [
        ("main.tf", 4, "main.tf:4", "aws_s3_bucket.logs (main.tf:4)"),
        ("main.tf", None, "main.tf", "aws_s3_bucket.logs (main.tf)"),
        (None, None, None, "aws_s3_bucket.logs"),
    ],
)
def test_a_place_shows_what_is_known(
    file: str | None, line: int | None, expected: str | None, text: str
) -> None:
    finding = {"terraform": {"address": "aws_s3_bucket.logs", "file": file, "line": line}}
    assert (place(finding), shown(finding)) == (expected, text)
