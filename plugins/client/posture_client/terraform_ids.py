"""From Terraform's addresses to the `resource_id`s that findings name, and back.

Most resources of a cloud are an asset and know its id. Some only configure another asset: findings
about a bucket policy are on its bucket, those about an ingress rule on its security group. A
resource without a rule is reported, never left out silently.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from posture_client.clouds import (
    CLOUDS,
    cloud_of,
    configures_others,
    is_part,
    is_setting,
    may_be_part,
)
from posture_client.clouds.cloud import TerraformCloud
from posture_client.spelling import key
from posture_client.terraform_json import Change, Instance

# Types that are not in a cloud: those of this provider, of Terraform itself, and of utility
# providers.
_NO_CLOUD = (
    "posture_",
    "terraform_",
    "archive_",
    "cloudinit_",
    "external_",
    "http_",
    "local_",
    "null_",
    "random_",
    "time_",
    "tls_",
)


_PROJECT_PATH = "projects/"
# The rank of a type that is an asset of its own.
_ASSET = 2


class Mapped(NamedTuple):
    """The assets of Terraform's instances.

    Attributes:
        ids: the `resource_id`s by address; without the instances that are not in a cloud.
        unmapped: the addresses that no rule covers.
        unknown: the addresses whose ids are only known after the apply, or elsewhere.
        absent: those of the ids whose assets the apply removes.
    """

    ids: dict[str, tuple[str, ...]]
    unmapped: list[str]
    unknown: list[str]
    absent: frozenset[str] = frozenset()

    @property
    def resource_ids(self) -> list[str]:
        """Every id once, sorted."""
        return sorted({one for ids in self.ids.values() for one in ids})

    @property
    def present_ids(self) -> list[str]:
        """Every id once whose asset the apply leaves, sorted."""
        return [one for one in self.resource_ids if one not in self.absent]


def mapped(found: Iterable[Instance], among: Iterable[Instance] | None = None) -> Mapped:
    """Map instances to ids; look up the instances that they name `among` others, or themselves."""
    wanted = list(found)
    index = _Index(wanted if among is None else among)
    result = Mapped({}, [], [])
    for one in wanted:
        if one.type.startswith(_NO_CLOUD):
            continue
        ids = index.ids_of(one)
        if ids is None:
            result.unmapped.append(one.address)
        elif not ids:
            result.unknown.append(one.address)
        else:
            result.ids.update(_merged(result.ids, {one.address: ids}))
    return result


def touched(plan: Iterable[Change], planned: Iterable[Instance], now: Iterable[Instance]) -> Mapped:
    """Map what a plan creates, changes, removes and forgets.

    A removed asset is `absent`, unless another instance has its id after the apply. A removed
    resource that only configured an asset, or was a part of it, leaves the asset without it.

    Args:
        plan: the changes.
        planned: the instances as planned; names are looked up among them.
        now: the instances of the state, which has more ids after the apply.
    """
    state = {one.address: one for one in now}
    left: list[Instance] = []
    removed: list[Instance] = []
    for change in plan:
        one = change.instance
        if change.leaves_it:
            values = {**one.values, **(state[one.address].values if one.address in state else {})}
            left.append(one._replace(values=values))
        if change.removes_it or change.forgets_it:
            stays = change.forgets_it or is_setting(one.type) or is_part(change.instance_before)
            (left if stays else removed).append(change.instance_before)
    index = [*planned, *state.values(), *left, *removed]
    found, gone = mapped(left, index), mapped(removed, index)
    assets = (one for one in left if not (configures_others(one.type) or is_part(one)))
    present = frozenset(map(key, mapped(assets, index).resource_ids))
    return Mapped(
        ids=_merged(found.ids, gone.ids),
        unmapped=list(dict.fromkeys([*found.unmapped, *gone.unmapped])),
        unknown=list(dict.fromkeys([*found.unknown, *gone.unknown])),
        absent=frozenset(one for one in gone.resource_ids if key(one) not in present),
    )


class Changed(NamedTuple):
    """The assets that plans change.

    Attributes:
        assets: their ids as `key`s.
        is_all: whether the plans change no other asset.
    """

    assets: frozenset[str]
    is_all: bool

    def has(self, asset: str) -> bool | None:
        """Return whether the plans change the asset with this `key`; None if that is not known."""
        return True if asset in self.assets else (False if self.is_all else None)


def changed(plan: Iterable[Change], found: Mapped) -> Changed:
    """Return the assets that a plan changes, of what it `touched`.

    A resource of a cloud that no rule covers may change any asset, and so may one that configures
    an asset whose id is not known.
    """
    types = {one.instance.address: one.instance.type for one in plan}
    doubtful = [one for one in found.unmapped if cloud_of(types[one])]
    doubtful += [one for one in found.unknown if _rank(types[one]) < _ASSET]
    return Changed(frozenset(map(key, found.resource_ids)), not doubtful)


def addresses(found: Mapped, types: Mapping[str, str]) -> dict[str, str]:
    """Return an address for each id's `key`: the asset's, before one of a part or a setting."""
    result: dict[str, str] = {}
    for address in sorted(found.ids, key=lambda one: _rank(types[one])):
        result.update(dict.fromkeys(map(key, found.ids[address]), address))
    return result


def _rank(type_: str) -> int:
    """Return 0 for a type of settings, 1 for one that can be a part of another asset, else 2."""
    if configures_others(type_):
        return 0
    return 1 if may_be_part(type_) else _ASSET


def _merged(
    one: Mapping[str, tuple[str, ...]], other: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """Return the ids of both: a replaced instance has one before and one after, at one address."""
    return {
        address: tuple(dict.fromkeys([*one.get(address, ()), *other.get(address, ())]))
        for address in [*one, *other]
    }


def _names_in(value: Any) -> Iterator[str]:  # noqa: ANN401  # whatever JSON holds
    """Yield what an argument names: its text, the texts of its list, or the ids in its blocks."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from (name for name in _names_in(one) if ":" in name or name == one)
    elif isinstance(value, dict):
        yield from (name for one in value.values() for name in _names_in(one) if ":" in name)


def _values_at(value: Any, path: list[str]) -> Iterator[str]:  # noqa: ANN401  # whatever JSON holds
    """Yield the texts of an argument, also in lists of blocks."""
    if isinstance(value, list):
        for one in value:
            yield from _values_at(one, path)
    elif path and isinstance(value, Mapping):
        yield from _values_at(value.get(path[0]), path[1:])
    elif not path and isinstance(value, str) and value:
        yield value


class _Index:
    """Instances by type and Terraform id or name, and the one account of each cloud."""

    def __init__(self, found: Iterable[Instance]) -> None:
        self._ids: dict[tuple[str, str], str] = {}
        self._users: dict[tuple[str, str, str], list[str]] = {}
        owners: dict[str, set[tuple[str, str]]] = {cloud.name: set() for cloud in CLOUDS}
        every = list(found)
        self._renamed = {
            cloud.name: cloud.renamed(one for one in every if cloud.has(one.type))
            for cloud in CLOUDS
        }
        for one in every:
            cloud = cloud_of(one.type)
            if cloud is None or not (id_ := self._own_id(one, cloud)):
                continue
            self._note_use(one, cloud, id_)
            for attribute in ("id", "name"):
                if isinstance(name := one.values.get(attribute), str):
                    self._ids.setdefault((one.type, name), id_)
            if owner := cloud.owner(id_):
                owners[cloud.name].add(owner)
        self._owners = {name: one.pop() for name, one in owners.items() if len(one) == 1}

    def ids_of(self, one: Instance) -> tuple[str, ...] | None:
        """Return the ids of an instance: None without a rule, empty while they are not known."""
        cloud = cloud_of(one.type)
        if cloud is None:
            return None
        if arguments := cloud.configures.get(one.type):
            return self._configured(one, cloud, arguments)
        if pattern := cloud.of_account.get(one.type):
            return self._of_account(one, cloud, pattern)
        if users := self._users_of(one, cloud):
            return users
        if id_ := self._own_id(one, cloud):
            return (id_,)
        will_be_known = cloud.id_attribute(one.type) in one.unknown | one.values.keys()
        return () if will_be_known else None

    def _own_id(self, one: Instance, cloud: TerraformCloud) -> str | None:
        id_ = cloud.own_id(one)
        return self._renamed[cloud.name](id_) if id_ else None

    def _note_use(self, one: Instance, cloud: TerraformCloud, id_: str) -> None:
        for pairs in cloud.used_by.values():
            for type_, argument in pairs:
                for name in _names_in(one.values.get(argument)) if one.type == type_ else ():
                    # Google's arguments are paths or URLs.
                    used = name.rpartition("/")[2] if _PROJECT_PATH in name else name
                    users = self._users.setdefault((type_, argument, used), [])
                    if id_ not in users:
                        users.append(id_)

    def _users_of(self, one: Instance, cloud: TerraformCloud) -> tuple[str, ...]:
        """Return the assets that name an instance whose settings are in force on them."""
        names = [one.values[name] for name in ("name", "arn", "id") if one.values.get(name)]
        found = (
            self._users.get((*pair, name), ())
            for pair in cloud.used_by.get(one.type, ())
            for name in names
        )
        return tuple(dict.fromkeys(id_ for ids in found for id_ in ids))

    def _configured(
        self, one: Instance, cloud: TerraformCloud, arguments: tuple[str, ...]
    ) -> tuple[str, ...]:
        if cloud.configured is not None:
            owner = self._owners.get(cloud.name)
            named = cloud.configured(one, self._id_of, owner[1] if owner else None)
            return tuple(map(self._renamed[cloud.name], named))
        found: list[str] = []
        for argument in arguments:
            *blocks, last = argument.split(".")
            names = _values_at(one.values, [*blocks, last])
            ids = (cloud.id_by_name(last, name, self._id_of) for name in names)
            found += [id_ for id_ in ids if id_]
        return tuple(dict.fromkeys(found))

    def _id_of(self, type_: str, name: str) -> str | None:
        return self._ids.get((type_, name))

    def _of_account(self, one: Instance, cloud: TerraformCloud, pattern: str) -> tuple[str, ...]:
        owner = self._owners.get(cloud.name)
        named = {name: one.values.get(name) for name in ("id", "region")}
        lacking = [name for name in named if f"{{{name}}}" in pattern and not named[name]]
        if owner is None or lacking or "id" not in one.values:
            return ()
        partition, account = owner
        return (pattern.format(partition=partition, account=account, **named),)
