"""Writes docs/aws-read-only-policy.json: what the collectors must be allowed, and nothing else.

`--check` only compares.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from posture.bootstrap.aws import AWS

PAGE = Path(__file__).parent / "docs" / "aws-read-only-policy.json"


def main(arguments: Sequence[str]) -> int:
    """Write the policy, or with `--check` say whether it is up to date."""
    text = json.dumps(AWS.least_privilege(), indent=2) + "\n"
    if "--check" not in arguments:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    known = PAGE.exists() and PAGE.read_text(encoding="utf-8") == text
    if not known:
        sys.stderr.write(f"{PAGE.name} is out of date: run `python3 noxfile.py -s generate`.\n")
    return int(not known)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
