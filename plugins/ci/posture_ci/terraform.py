"""Read Terraform's files: the assets that an apply touched, and where they are declared.

A pipeline may apply several root modules. Each is a directory with the plan and the state that
`terraform show -json` wrote there; an address is only unique within its root module.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from posture_ci.exits import CommandError, Exit
from posture_client import limits, terraform_ids, terraform_json, terraform_source
from posture_client.clouds import cloud_of
from posture_client.terraform_exports import TerraformPlace
from posture_client.terraform_ids import Changed, Mapped
from posture_client.terraform_json import Change, Instance

T = TypeVar("T")
_MOST_LISTED = 10
Report = Callable[[str], None]


class Root(NamedTuple):
    """A root module: its planned changes, its state, and the directory of its code.

    `has_plan` tells a plan without changes from none.
    """

    directory: Path
    changes: list[Change]
    planned: list[Instance]
    now: list[Instance]
    has_plan: bool


def roots(plans: Sequence[Path], states: Sequence[Path], directory: Path | None) -> list[Root]:
    """Read plans and states. Those in one directory belong together; so do a single one of each.

    Raises:
        CommandError: a file is not a plan or a state.
    """
    if len(plans) <= 1 and len(states) <= 1:
        beside = (*states, *plans)
        return [_root(directory or beside[0].parent, plans, states)] if beside else []
    places = sorted({file.parent for file in (*plans, *states)})
    return [
        _root(
            place,
            [file for file in plans if file.parent == place],
            [file for file in states if file.parent == place],
        )
        for place in places
    ]


class Named(NamedTuple):
    """The ids of what an apply touched; `absent` are those that it removed."""

    ids: list[str]
    absent: list[str]


def resource_ids(found: Sequence[Root], *, planned: bool, report: Report) -> Named:
    """Return the ids of what the plans touch or, without plans, of everything in the states.

    Raises:
        CommandError: resources of a cloud are touched, but none of their ids is known.
    """
    mapped = [_touched(root) if planned else terraform_ids.mapped(root.now) for root in found]
    unmapped = [address for one in mapped for address in one.unmapped]
    unknown = [address for one in mapped for address in one.unknown]
    ids = sorted({id_ for one in mapped for id_ in one.resource_ids})
    present = {id_ for one in mapped for id_ in one.present_ids}
    _report(unmapped, "no rule maps this type to an asset", report)
    _report(unknown, "the id is only known after the apply: add --terraform-state", report)
    if unknown and not present:
        raise CommandError(
            "the plan has no id of what it touches",
            Exit.USAGE,
            advice="After the apply, add --terraform-state with the output of "
            "`terraform show -json`.",
        )
    types = {
        one.address: one.type
        for root in found
        for one in (*root.now, *(change.instance for change in root.changes))
    }
    if not ids and any(cloud_of(types[address]) for address in unmapped):
        raise CommandError(
            "nothing of what Terraform names in the cloud can be scanned by its id",
            Exit.GATE,
            advice="Scan everything with --whole-account.",
        )
    return Named(ids, [id_ for id_ in ids if id_ not in present])


def declarations(found: Sequence[Root], base: Path) -> dict[str, TerraformPlace]:
    """Return the declaration of each asset in the states; files are relative to `base`."""
    plans = [terraform_ids.changed(root.changes, _touched(root)) for root in found if root.has_plan]
    changed = Changed(
        frozenset().union(*(one.assets for one in plans)), all(one.is_all for one in plans)
    )
    return {id_: place for root in found for id_, place in _declarations(root, base, changed)}


def _declarations(root: Root, base: Path, changed: Changed) -> Iterator[tuple[str, TerraformPlace]]:
    # Nothing is known of the plan of a root module without one.
    changed = changed._replace(is_all=changed.is_all and root.has_plan)
    types = {one.address: one.type for one in root.now}
    places = terraform_source.places(root.directory)
    for id_, address in terraform_ids.addresses(terraform_ids.mapped(root.now), types).items():
        place = places.get(terraform_source.declared(address))
        file = os.path.relpath(root.directory / place.file, base) if place else None
        yield (
            id_,
            TerraformPlace(address, file, place.line if place else None, changed.has(id_)),
        )


def _touched(root: Root) -> Mapped:
    return terraform_ids.touched(root.changes, root.planned, root.now)


def _root(directory: Path, plans: Sequence[Path], states: Sequence[Path]) -> Root:
    changes = [one for plan in plans for one in _read(plan, terraform_json.changes)]
    planned = [one for plan in plans for one in _read(plan, terraform_json.instances)]
    now = [one for state in states for one in _read(state, terraform_json.instances)]
    return Root(directory, changes, planned, now, bool(plans))


def _read(file: Path, reading: Callable[[Mapping[str, Any]], list[T]]) -> list[T]:
    try:
        return reading(terraform_json.parsed(limits.read_file(file)))
    except OSError as error:
        raise CommandError(f"cannot read {file}: {error.strerror}", Exit.USAGE) from error
    except (limits.TooLargeError, terraform_json.DocumentError) as error:
        raise CommandError(f"{file}: {error}", Exit.USAGE) from error


def _report(addresses: Sequence[str], why: str, report: Report) -> None:
    if not addresses:
        return
    rest = len(addresses) - _MOST_LISTED
    more = f" and {rest} more" if rest > 0 else ""
    report(f"{', '.join(addresses[:_MOST_LISTED])}{more}: {why}")
