"""What a task evaluates: the resources of the plan by id, their services, or the whole account.

A resource without a known id is never left out silently: it widens what is evaluated, or the
result says why it is not evaluated.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import msgspec

from posture_client import terraform_ids
from posture_client.clouds import CLOUDS, cloud_named, cloud_of
from posture_client.terraform_ids import Mapped
from posture_client.terraform_json import Change, Instance

if TYPE_CHECKING:
    from posture_client.models import RunScope

_MOST_IDS: Final = 1_000
_LONGEST_ID: Final = 1_000
_MOST_LISTED: Final = 5


class Selection(msgspec.Struct, frozen=True, kw_only=True):
    """What is evaluated, and the notes that the result carries about it.

    Attributes:
        by: a new run, the latest run, or nothing at all. It is stored under its older name.
        scope: the scope of the run; None is the whole account.
        what: the scope in words, for a sentence.
        notes: sentences about resources without a known id.
        addresses: the Terraform addresses of resources that findings name.
        in_plan: which of them the plan that was applied changes, where that is known.
        expects: whether there are assets to find: then nothing found or evaluated is a failure.
    """

    by: Literal["run", "latest", "nothing"] = msgspec.field(name="judge")
    scope: dict[str, list[str]] | None = None
    what: str = "the whole account"
    notes: list[str] = msgspec.field(default_factory=list)
    addresses: dict[str, str] = msgspec.field(default_factory=dict)
    in_plan: dict[str, bool] = msgspec.field(default_factory=dict)
    expects: bool = False


class _Phrases(NamedTuple):
    """The phrases of a stage.

    Attributes:
        thing: one selected resource.
        nothing: the sentence if there is none.
    """

    thing: str
    nothing: str


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """What is known about the integration of a workspace."""

    provider: str
    account_id: str | None
    services: frozenset[str]


def after_apply(
    changes: Sequence[Change], planned: Sequence[Instance], account: Account
) -> Selection:
    """Return what to evaluate of an apply: what it created, changed and removed."""
    found = terraform_ids.touched(changes, planned, [])
    phrases = _Phrases("resource that the apply touched", "The apply touched nothing to evaluate.")
    instances = [one.instance if one.leaves_it else one.instance_before for one in changes]
    selection = _selection(found, instances, planned, account, phrases)
    changed = terraform_ids.changed(changes, found)
    known = {asset: changed.has(asset) for asset in selection.addresses}
    in_plan = {asset: one for asset, one in known.items() if one is not None}
    return msgspec.structs.replace(selection, in_plan=in_plan)


def before_apply(
    changes: Sequence[Change], planned: Sequence[Instance], account: Account
) -> Selection:
    """Return what to evaluate of a plan: what it will touch and what exists already."""
    # With their present values, not the planned ones: only what exists can be read.
    there = [
        one.instance._replace(values=one.before, unknown=frozenset())
        for one in changes
        if one.before
    ]
    made = [one.instance for one in changes if not one.before]
    names = {
        one.values.get(key)
        for one in made
        if (cloud := cloud_of(one.type)) and one.type not in cloud.configures
        for key in cloud.names
    }
    # A new resource that only configures an existing asset touches that asset.
    configuring = [one for one in made if _configures_other_than(one, names)]
    wanted = [*there, *configuring]
    found = terraform_ids.mapped(wanted, [*there, *planned])
    phrases = _Phrases(
        "resource that the plan touches", "Nothing that the plan touches exists yet."
    )
    return _selection(found, wanted, planned, account, phrases)


def whole(why: str) -> Selection:
    """Return the selection for a plan that cannot be read."""
    return Selection(by="run", notes=[f"The whole account is evaluated: {why}."])


def as_evaluated(selection: Selection, scope: "RunScope | None") -> Selection:
    """Return a selection as the run evaluated it.

    That may be more than was asked for: the server lets triggers of one apply share a run.
    """
    if selection.by != "run" or _sorted(scope) == _sorted(selection.scope):
        return selection
    note = (
        "The run is shared with other triggers of this apply: it evaluated what any of them names."
    )
    return msgspec.structs.replace(selection, notes=[*selection.notes, note])


def listed(names: Sequence[str]) -> str:
    """Return the first names and the number of the others."""
    rest = len(names) - _MOST_LISTED
    return f"{', '.join(names[:_MOST_LISTED])}{f' and {rest} more' if rest > 0 else ''}"


def amount(count: int, thing: str) -> str:
    """Return a count with its noun, the first word of `thing`."""
    noun, _, rest = thing.partition(" ")
    plural = noun if count == 1 else f"{noun}s"
    return f"{count} {plural} {rest}".rstrip()


def _sorted(scope: "RunScope | dict[str, list[str]] | None") -> dict[str, list[str]]:
    """Return the limits of a scope; how it treats what is missing limits nothing."""
    return {
        name: sorted(values) for name, values in (scope or {}).items() if isinstance(values, list)
    }


def _configures_other_than(one: Instance, names: Collection[object]) -> bool:
    """Return whether an instance configures an asset whose name is not one of these."""
    cloud = cloud_of(one.type)
    arguments = cloud.configures.get(one.type, ()) if cloud else ()
    values = [one.values.get(argument) for argument in arguments]
    known = [name for value in values for name in (value if isinstance(value, list) else [value])]
    return any(name and name not in names for name in known)


def _selection(
    found: Mapped,
    instances: Sequence[Instance],
    planned: Sequence[Instance],
    account: Account,
    phrases: _Phrases,
) -> Selection:
    types = {one.address: one.type for one in instances}
    notes: list[str] = []
    without_id = [*found.unmapped, *found.unknown]
    foreign = [one for one in without_id if not _of_cloud(types[one], account)]
    if foreign:
        notes.append(f"Not in this account, so not evaluated: {listed(foreign)}.")
    without_id = [one for one in without_id if one not in set(foreign)]
    elsewhere = [one for one in found.ids if _elsewhere(found.ids[one], account)]
    if elsewhere:
        notes.append(
            f"In another account than {account.account_id}, so not evaluated: {listed(elsewhere)}."
        )
    ids = {one: found.ids[one] for one in found.ids if one not in set(elsewhere)}
    addresses = _addresses([*planned, *instances])
    if not ids and not without_id:
        return Selection(by="nothing", what=phrases.nothing, notes=notes, expects=bool(elsewhere))
    wanted = sorted({one for several in ids.values() for one in several})
    if not without_id and _sendable(wanted):
        absent = [one for one in wanted if one in found.absent]
        if absent:
            notes.append(f"Removed, so expected to be gone: {amount(len(absent), 'resource')}.")
        return Selection(
            by="run",
            scope={"resource_ids": wanted} | ({"expected_absent": absent} if absent else {}),
            what=amount(len(wanted), phrases.thing),
            notes=notes,
            addresses=addresses,
            expects=any(
                _is_asset(types[one]) and not found.absent.issuperset(ids[one]) for one in ids
            ),
        )
    why = f"no id is known of {listed(without_id)}" if without_id else "it touches too many to list"
    services = _services({types[one] for one in [*ids, *without_id]}, account.services)
    if services is None:
        notes.append(f"The whole account is evaluated: {why}.")
        return Selection(by="run", notes=notes, addresses=addresses)
    notes.append(f"All of {', '.join(services)} is evaluated: {why}.")
    return Selection(
        by="run",
        scope={"services": services},
        what=f"all of {', '.join(services)}",
        notes=notes,
        addresses=addresses,
    )


def _addresses(instances: Iterable[Instance]) -> dict[str, str]:
    """Return the addresses of assets, also of those that only a configuring resource names."""
    known = {one.address: one for one in instances}.values()
    types = {one.address: one.type for one in known}
    return terraform_ids.addresses(terraform_ids.mapped(known), types)


def _of_cloud(type_: str, account: Account) -> bool:
    """Return whether a type may belong to the cloud of an account, whose rules may be missing."""
    if cloud := cloud_of(type_):
        return cloud.name == account.provider
    return cloud_named(account.provider) is None


def _is_asset(type_: str) -> bool:
    cloud = cloud_of(type_)
    return cloud is not None and type_ in cloud.assets


def _elsewhere(ids: Iterable[str], account: Account) -> bool:
    """Return whether every id names another account than the evaluated one."""
    accounts = {_account_of(one) for one in ids}
    return (
        account.account_id is not None
        and None not in accounts
        and account.account_id not in accounts
    )


def _account_of(resource_id: str) -> str | None:
    owners = (cloud.owner(resource_id) for cloud in CLOUDS)
    return next((owner[1] for owner in owners if owner), None)


def _sendable(ids: Sequence[str]) -> bool:
    return len(ids) <= _MOST_IDS and all(
        len(one) <= _LONGEST_ID and one.isprintable() for one in ids
    )


def _services(types: Collection[str], known: frozenset[str]) -> list[str] | None:
    """Return the services of these types; None if those of one type are not known."""
    found: set[str] = set()
    for kind in types:
        cloud = cloud_of(kind)
        services = set(cloud.services_of(kind) if cloud else ()) & known
        if not services:
            return None
        found |= services
    return sorted(found)
