"""Plans, as `terraform show -json` writes them."""

from typing import Any


def plan(*resources: dict[str, Any]) -> dict[str, Any]:
    """Return a plan of these changes."""
    kept = [one for one in resources if one["change"]["after"] is not None]
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {
            "root_module": {
                "resources": [{**_named(one), "values": one["change"]["after"]} for one in kept]
            }
        },
        "resource_changes": [{**_named(one), "change": one["change"]} for one in resources],
    }


def created(
    address: str,
    *,
    unknown: tuple[str, ...] = ("arn", "id"),
    **after: Any,  # noqa: ANN401  # any value
) -> dict[str, Any]:
    """Return a change that makes something, of which the cloud decides some values."""
    return _change(address, ["create"], None, after, unknown)


def updated(address: str, *, before: dict[str, Any], **after: Any) -> dict[str, Any]:  # noqa: ANN401  # any value
    """Return a change of something in its place."""
    return _change(address, ["update"], before, {**before, **after}, ())


def deleted(address: str, **before: Any) -> dict[str, Any]:  # noqa: ANN401  # any value
    """Return a change that removes something."""
    return _change(address, ["delete"], before, None, ())


def unchanged(address: str, **values: Any) -> dict[str, Any]:  # noqa: ANN401  # any value
    """Return what a plan leaves alone."""
    return _change(address, ["no-op"], values, values, ())


def _change(
    address: str,
    actions: list[str],
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    unknown: tuple[str, ...],
) -> dict[str, Any]:
    change = {
        "actions": actions,
        "before": before,
        "after": after,
        "after_unknown": dict.fromkeys(unknown, True),
    }
    return {"address": address, "change": change}


def _named(one: dict[str, Any]) -> dict[str, Any]:
    kind, name = one["address"].split(".")[-2:]
    return {"address": one["address"], "mode": "managed", "type": kind, "name": name}
