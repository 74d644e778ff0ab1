"""The Terraform types of `azurerm` and `azapi`, each with a resource of a state and its assets."""

import csv
import json
from pathlib import Path
from typing import Any, NamedTuple


class AzureType(NamedTuple):
    """A type, with the attributes of a resource that was applied.

    Attributes:
        resource_ids: the ARM ids of the assets that the resource is, or configures.
    """

    name: str
    attributes: dict[str, Any]
    resource_ids: tuple[str, ...]


TYPES = [
    AzureType(
        row["terraform_type"],
        json.loads(row["attributes"]),
        tuple(row["resource_ids"].split()),
    )
    for row in csv.DictReader(
        Path(__file__).with_suffix(".csv").read_text(encoding="utf-8").splitlines()
    )
]
