"""What Terraform knows, read from its JSON: the instances of a state, the changes of a plan."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple


class DocumentError(ValueError):
    """A document that is not what it was taken for; the text says what was expected."""


class Instance(NamedTuple):
    """One managed resource instance: `aws_s3_bucket.logs["eu"]`, its type and its values.

    Attributes:
        unknown: names of values that only the apply will tell.
    """

    address: str
    type: str
    values: Mapping[str, Any]
    unknown: frozenset[str] = frozenset()


class Change(NamedTuple):
    """What a plan does to one instance, as it will be and as it was."""

    instance: Instance
    before: Mapping[str, Any] | None
    actions: tuple[str, ...]

    @property
    def leaves_it(self) -> bool:
        """Return whether the instance is there after the apply, made or changed by it."""
        return "create" in self.actions or "update" in self.actions

    @property
    def removes_it(self) -> bool:
        """Return whether the instance is gone after the apply."""
        return self.actions == ("delete",)


def parsed(text: str | bytes) -> Mapping[str, Any]:
    """Read JSON whose outermost value is an object.

    Raises:
        DocumentError: it is something else.
    """
    try:
        document = json.loads(text)
    except ValueError as error:
        raise DocumentError(f"this is not JSON: {error}") from error
    if not isinstance(document, dict):
        raise DocumentError("this is JSON, but not of Terraform")
    return document


def instances(document: Mapping[str, Any]) -> list[Instance]:
    """Return the managed instances of a state: of `terraform show -json`, or of a state file.

    Raises:
        DocumentError: the document is neither.
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
            "this is no state: `terraform show -json > state.json` writes one"
        ) from error


def changes(document: Mapping[str, Any]) -> list[Change]:
    """Return what a plan creates, changes and removes.

    Raises:
        DocumentError: the document is no plan.
    """
    try:
        return [_change(item) for item in document["resource_changes"] if _is_change(item)]
    except (AttributeError, KeyError, TypeError) as error:
        # A plan of nothing at all has no changes either.
        if "planned_values" in document and "resource_changes" not in document:
            return []
        raise DocumentError(
            "this is no plan: `terraform show -json plan.out > plan.json` writes one"
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
