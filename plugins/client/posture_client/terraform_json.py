"""Read Terraform's JSON: the instances of a state and the changes of a plan."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from posture_client.limits import parse_json


class DocumentError(ValueError):
    """The document is not of the expected kind; the text says what was expected."""


class Instance(NamedTuple):
    """One managed resource instance: `aws_s3_bucket.logs["eu"]`, its type and its values.

    Attributes:
        unknown: the names of values that are only known after the apply.
    """

    address: str
    type: str
    values: Mapping[str, Any]
    unknown: frozenset[str] = frozenset()


class Change(NamedTuple):
    """What a plan does to one instance: the planned instance and the values before."""

    instance: Instance
    before: Mapping[str, Any] | None
    actions: tuple[str, ...]

    @property
    def leaves_it(self) -> bool:
        """Return whether the apply creates or changes the instance."""
        return "create" in self.actions or "update" in self.actions

    @property
    def removes_it(self) -> bool:
        """Return whether the apply removes the instance, with or without another in its place."""
        return "delete" in self.actions

    @property
    def forgets_it(self) -> bool:
        """Return whether the apply leaves the instance as it is, and stops managing it."""
        return "forget" in self.actions

    @property
    def instance_before(self) -> Instance:
        """Return the instance with its present values."""
        return self.instance._replace(values=self.before or {}, unknown=frozenset())


def parsed(text: str | bytes) -> Mapping[str, Any]:
    """Parse a JSON object.

    Raises:
        DocumentError: it is not a JSON object.
    """
    try:
        document = parse_json(text)
    except ValueError as error:
        raise DocumentError(f"this is not JSON: {error}") from error
    if not isinstance(document, dict):
        raise DocumentError("this is JSON, but not from Terraform")
    return document


def instances(document: Mapping[str, Any]) -> list[Instance]:
    """Return the managed instances of a state: of `terraform show -json`, or of a state file.

    Raises:
        DocumentError: the document is not a state.
    """
    try:
        if "resource_changes" in document:
            return list(_of_module(document["planned_values"]["root_module"]))
        if "values" in document:
            return list(_of_module(document["values"]["root_module"]))
        if "format_version" in document:
            return []  # an empty state has no values
        return list(_of_file(document["resources"]))
    except (AttributeError, KeyError, TypeError) as error:
        raise DocumentError(
            "this is not a state: `terraform show -json > state.json` writes one"
        ) from error


def changes(document: Mapping[str, Any]) -> list[Change]:
    """Return what a plan creates, changes and removes.

    Raises:
        DocumentError: the document is not a plan.
    """
    try:
        return [_change(item) for item in document["resource_changes"] if _is_change(item)]
    except (AttributeError, KeyError, TypeError) as error:
        # An empty plan has no `resource_changes`.
        if "planned_values" in document and "resource_changes" not in document:
            return []
        raise DocumentError(
            "this is not a plan: `terraform show -json plan.out > plan.json` writes one"
        ) from error


def _of_module(module: Mapping[str, Any]) -> Iterator[Instance]:
    for item in module.get("resources", ()):
        if item["mode"] == "managed":
            yield Instance(item["address"], item["type"], item.get("values") or {})
    for child in module.get("child_modules", ()):
        yield from _of_module(child)


def _of_file(resources: Iterable[Mapping[str, Any]]) -> Iterator[Instance]:
    for item in resources:
        if item["mode"] != "managed":
            continue
        path = f"{item['module']}." if "module" in item else ""
        for one in item["instances"]:
            key = f"[{json.dumps(one['index_key'])}]" if "index_key" in one else ""
            address = f"{path}{item['type']}.{item['name']}{key}"
            yield Instance(address, item["type"], one.get("attributes") or {})


def _is_change(item: Mapping[str, Any]) -> bool:
    return item["mode"] == "managed" and not {"no-op", "read"} & set(item["change"]["actions"])


def _change(item: Mapping[str, Any]) -> Change:
    change = item["change"]
    unknown = change.get("after_unknown") or {}
    return Change(
        instance=Instance(
            item["address"],
            item["type"],
            change.get("after") or {},
            frozenset(name for name, value in unknown.items() if value is True),
        ),
        before=change.get("before"),
        actions=tuple(change["actions"]),
    )
