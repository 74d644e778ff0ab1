"""The Terraform types of `google` that findings are placed by, each with a resource of a state."""

import csv
import json
from pathlib import Path
from typing import Any, NamedTuple


class GoogleType(NamedTuple):
    """A type, with the attributes of a resource that was applied.

    Attributes:
        resource_id: the full resource name of the asset that the resource is, or configures.
        by_attributes: whether the attributes alone tell that name, without the type.
    """

    name: str
    attributes: dict[str, Any]
    resource_id: str
    by_attributes: bool


TYPES = [
    GoogleType(
        row["terraform_type"],
        json.loads(row["attributes"]),
        row["resource_id"],
        row["by_attributes"] == "yes",
    )
    for row in csv.DictReader(
        Path(__file__).with_suffix(".csv").read_text(encoding="utf-8").splitlines()
    )
]
