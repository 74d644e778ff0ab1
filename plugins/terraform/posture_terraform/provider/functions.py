"""The functions of the provider: the ids of assets, for the scope of a run."""

from collections.abc import Iterator
from typing import Any, Final

from posture_terraform.framework.functions import ANY, ArgumentError, Function, Parameter
from posture_terraform.framework.schema import Value
from posture_terraform.provider.google_names import name_of

_PARTS: Final = ("cloud", "account_id", "region", "service", "resource")
_ARN_PARTS: Final = 6
# The attributes that can have the id; what is in a vault or an account has an address as `id`.
_OWN_IDS: Final = (
    "arn",
    "id",
    "resource_versionless_id",
    "resource_manager_versionless_id",
    "resource_manager_id",
)
_GCP: Final = ".googleapis.com/"
FORMS: Final = (
    "AWS has ARNs (arn:aws:s3:::orders), Azure ARM ids (/subscriptions/ID/resourceGroups/…), "
    "Google Cloud full resource names (//storage.googleapis.com/orders)"
)


def parse_asset_id(text: str) -> dict[str, str | None]:
    """Return the parts of an ARN, an ARM id or a full resource name.

    Raises:
        ArgumentError: it is none of them.
    """
    parts = _parts(text)
    if parts is None:
        # The value may be a secret, which an error would print.
        raise ArgumentError(f"The value is not the id of an asset. {FORMS}")
    return dict(zip(_PARTS, (part or None for part in parts), strict=True))


def asset_id(value: Value) -> str | None:
    """Require the id of an asset."""
    return None if _parts(value) else f"Must be the id of an asset. {FORMS}."


def _parts(text: str) -> tuple[str, ...] | None:
    return _arn(text) or _arm_id(text) or _full_resource_name(text)


def _arn(text: str) -> tuple[str, ...] | None:
    parts = text.split(":", _ARN_PARTS - 1)
    if len(parts) < _ARN_PARTS or parts[0] != "arn" or not parts[2] or not parts[5]:
        return None
    _, _, service, region, account_id, resource = parts
    return "aws", account_id, region, service, resource


def _arm_id(text: str) -> tuple[str, ...] | None:
    """Return the parts in lower case: Azure takes every spelling of an id for the same."""
    text = text.lower()
    parts = text.split("/")
    if parts[:2] != ["", "subscriptions"] or not "".join(parts[2:3]):
        return None
    _, _, resource = text.rpartition("/providers/")
    service = resource.partition("/")[0] if "/providers/" in text else ""
    return "azure", parts[2], "", service, resource


def _full_resource_name(text: str) -> tuple[str, ...] | None:
    service, found, resource = text.removeprefix("//").partition(_GCP)
    if not text.startswith("//") or not found or not service or not resource:
        return None
    names = resource.split("/")
    pairs = dict(zip(names[::2], names[1::2], strict=False))
    region = pairs.get("regions") or pairs.get("locations") or pairs.get("zones") or ""
    return "gcp", pairs.get("projects", ""), region, service, resource


def asset_ids(resources: Value) -> list[str]:
    """Return the ids of the assets that resources of clouds are, sorted.

    Raises:
        ArgumentError: a resource has no such id.
    """
    return sorted(set(_ids(resources, "resources")))


def _ids(value: Value, place: str) -> Iterator[str]:
    if isinstance(value, list):
        for position, item in enumerate(value):
            yield from _ids(item, f"{place}[{position}]")
        return
    if isinstance(value, str) and _parts(value):
        yield value
        return
    if not isinstance(value, dict):
        raise ArgumentError(f"{place} is neither a resource nor a list or map of resources")
    if own := _own_id(value):
        yield own
        return
    # `for_each` over nothing makes an empty map.
    if not all(isinstance(item, dict | list) for item in value.values()):
        raise ArgumentError(
            f"{place} has no arn, and no id or self_link that names an asset. Write its id in "
            "resource_ids, or leave it out"
        )
    for name, item in value.items():
        yield from _ids(item, f"{place}.{name}")


def _own_id(resource: dict[str, Any]) -> str | None:
    found = (resource.get(name) for name in _OWN_IDS)
    own = next((one for one in found if isinstance(one, str) and _parts(one)), None)
    # azurerm appends what is no part of an ARM id.
    return own.partition("|")[0] if own else name_of(resource)


FUNCTIONS: Final = {
    "asset_ids": Function(
        summary="Ids of the assets of resources",
        description="Returns the ids for `scope.resource_ids` of a `posture_run`: the `arn`, else "
        "the `id`, of each resource of the providers `aws`, `azurerm` and `azapi` (the "
        "`resource_versionless_id` of keys and secrets of a vault), and the full resource name of "
        "each of the provider `google`, made of its `self_link`, else of its "
        "`id`. A resource without such an id is an error, because the run would not scan it. Use "
        "it for resources that are assets themselves, not for those that configure another one, "
        "such as a bucket policy. Where the `id` of a resource of `google` can be that of several "
        "services, it is an error, too: write the name as a string, such as "
        '`"//spanner.googleapis.com/projects/${var.project}/instances/orders"`.',
        parameters=(
            Parameter(
                name="resources",
                type=ANY,
                description="A resource, the id of an asset, or a list or map of them, also "
                "nested, as `count` and `for_each` make them; an empty one has no ids.",
            ),
        ),
        returns=["set", "string"],
        call=asset_ids,
    ),
    "parse_asset_id": Function(
        summary="Parts of the id of an asset",
        description="Returns the parts of an ARN, an ARM id or a full resource name: `cloud` "
        "(`aws`, `azure` or `gcp`), `account_id` (account, subscription or project), `region`, "
        "`service` and `resource`. Parts that the id does not have are null. Those of Azure are in "
        "lower case, because Azure takes every spelling of an id for the same.",
        parameters=(
            Parameter(
                name="id", type="string", description="The id, the `resource_id` of a finding."
            ),
        ),
        returns=["object", dict.fromkeys(_PARTS, "string")],
        call=parse_asset_id,
    ),
}
