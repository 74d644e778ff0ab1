"""Terraform's JSON on the command line: a plan gives a run's scope, a state gives addresses."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click
import msgspec

from posture.cli.exits import CommandError, Exit
from posture.cli.output import echo
from posture.domain.declaration import TerraformPlace
from posture.domain.spelling import key

if TYPE_CHECKING:
    from posture_client.terraform_ids import Changed, Mapped

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")
JSON_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_MOST_SHOWN = 10


def state_option(help: str) -> Callable[[F], F]:  # noqa: A002  # click's own word
    """Add `--terraform-state`."""
    return click.option("--terraform-state", metavar="FILE", type=JSON_FILE, help=help)


def directory_option(help: str) -> Callable[[F], F]:  # noqa: A002  # as above
    """Add `--terraform-dir`."""
    return click.option(
        "--terraform-dir",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        default=".",
        show_default=True,
        help=help,
    )


def plan_options(command: F) -> F:
    """Add `--from-plan` and `--terraform-state`, which limit what is scanned."""
    plan = click.option(
        "--from-plan",
        metavar="FILE",
        type=JSON_FILE,
        help="The output of `terraform show -json plan.out`: scan only what it creates, changes or "
        "removes.",
    )
    state = state_option(
        "The output of `terraform show -json` after the apply, which contains the ids of new "
        "resources; without --from-plan, scan everything in it."
    )
    return plan(state(command))


def scope_of(
    plan: Path | None, state: Path | None, resource_ids: tuple[str, ...]
) -> dict[str, Any] | None:
    """Return what to scan: `resource_ids`, and what a plan touches or a state contains.

    The result is None if that is nothing at all.

    Raises:
        CommandError: as `touched_ids`.
    """
    if plan is None and state is None:
        return {"resource_ids": resource_ids}
    named = touched_ids(plan, state)
    if not (every := (*resource_ids, *named.resource_ids)):
        _note("the plan changes nothing in the cloud: no run is needed")
        return None
    absent = tuple(one for one in named.absent if one not in resource_ids)
    # A plan also touches what no check looks at.
    return {"resource_ids": every, "expected_absent": absent, "skip_unchecked": True}


class Named(NamedTuple):
    """The `resource_id`s that a plan touches; `absent` are those that it removes."""

    resource_ids: list[str]
    absent: list[str]


def touched_ids(plan: Path | None, state: Path | None) -> Named:
    """Return what a plan touches or, without a plan, everything in a state.

    Warn about resources without a `resource_id`.

    Raises:
        CommandError: a file cannot be read, no id of a resource that the plan leaves is known, or
            no resource of a cloud can be scanned by its id.
    """
    from posture_client import terraform_ids, terraform_json  # noqa: PLC0415  # help needs none
    from posture_client.clouds import cloud_of  # noqa: PLC0415  # as above

    now = _read(state, terraform_json.instances) if state else []
    instances = list(now)
    if plan is None:
        found = terraform_ids.mapped(now)
    else:
        changes = _read(plan, terraform_json.changes)
        planned = _read(plan, terraform_json.instances)
        found = terraform_ids.touched(changes, planned, now)
        instances += [one.instance for one in changes]
    _warn("not a resource that posture can map to an asset", found.unmapped)
    _warn("no id is known before the apply; use --terraform-state after it", found.unknown)
    if found.unknown and not found.present_ids:
        raise CommandError(
            "the plan contains no id of the resources that it changes",
            Exit.USAGE,
            advice="After the apply, add --terraform-state with the output of "
            "`terraform show -json`.",
        )
    types = {one.address: one.type for one in instances}
    if not found.ids and any(cloud_of(types[one]) for one in found.unmapped):
        raise CommandError(
            "nothing of what Terraform names in the cloud can be scanned by its id",
            Exit.GATE,
            advice="Scan its services with --service, or the whole account without --from-plan.",
        )
    return Named(found.resource_ids, sorted(found.absent))


def located(
    findings: Iterable[Mapping[str, Any]],
    state: Path,
    directory: Path,
    *,
    managed_only: bool = False,
) -> Iterator[dict[str, Any]]:
    """Return findings with a member `terraform`: address, file and line, or None.

    Where the state does not have the asset, it is what the finding's run had. The state is read
    now, the findings when they are needed. With `managed_only`, findings on assets outside the
    state are left out.
    """
    find = finder(state, directory)

    def place(finding: Mapping[str, Any]) -> dict[str, Any] | None:
        declared = find(finding["resource_id"])
        if declared is None and managed_only:
            return None
        known = msgspec.structs.asdict(declared) if declared else finding.get("terraform")
        return {**finding, "terraform": known}

    return (one for one in map(place, findings) if one is not None)


def finder(state: Path, directory: Path) -> Callable[[str], TerraformPlace | None]:
    """Return a function from a `resource_id` to its declaration in Terraform, or None.

    Raises:
        CommandError: the state cannot be read.
    """
    mapped, places = _places(state, directory)
    _warn("not a resource that posture can map to an asset", mapped.unmapped)
    _warn("the state does not contain the id of this asset", mapped.unknown)
    return lambda resource_id: places.get(key(resource_id))


def _places(state: Path, directory: Path) -> tuple["Mapped", dict[str, TerraformPlace]]:
    """Return what a state maps to assets, and where each of them is declared."""
    from posture_client import (  # noqa: PLC0415  # help needs none
        terraform_ids,
        terraform_json,
        terraform_source,
    )

    instances = _read(state, terraform_json.instances)
    mapped = terraform_ids.mapped(instances)
    addresses = terraform_ids.addresses(mapped, {one.address: one.type for one in instances})
    places = terraform_source.places(directory)
    declared = {
        asset: TerraformPlace(address, *places.get(terraform_source.declared(address), ()))
        for asset, address in addresses.items()
    }
    return mapped, declared


def address(finding: Mapping[str, Any]) -> str | None:
    """Return the Terraform address of a finding."""
    where = _where(finding)
    return where.address if where else None


def place(finding: Mapping[str, Any]) -> str | None:
    """Return where it is declared, as `main.tf:12`."""
    where = _where(finding)
    return where.source if where else None


def shown(finding: Mapping[str, Any]) -> str | None:
    """Return address and place in one text, or None where the address is not known."""
    where = _where(finding)
    if where is None:
        return None
    return f"{where.address} ({where.source})" if where.source else where.address


def _where(finding: Mapping[str, Any]) -> TerraformPlace | None:
    """Return the place of a finding as JSON; a server of an earlier version sends none."""
    where = finding.get("terraform")
    return msgspec.convert(where, TerraformPlace) if where else None


def declarations(plan: Path | None, state: Path | None, directory: Path) -> list[dict[str, Any]]:
    """Return the members of a run's request that say where Terraform declares assets.

    With a plan, they say which of the assets it changes.

    Raises:
        CommandError: a file cannot be read.
    """
    if state is None:
        return []
    from posture_client import terraform_exports  # noqa: PLC0415  # help needs none

    _, places = _places(state, directory)
    changed = _changed(plan, state) if plan else None
    return terraform_exports.declarations(
        {
            asset: terraform_exports.TerraformPlace(
                one.address, one.file, one.line, changed.has(asset) if changed else None
            )
            for asset, one in places.items()
        }
    )


def _changed(plan: Path, state: Path) -> "Changed":
    from posture_client import terraform_ids, terraform_json  # noqa: PLC0415  # help needs none

    changes = _read(plan, terraform_json.changes)
    planned = _read(plan, terraform_json.instances)
    now = _read(state, terraform_json.instances)
    return terraform_ids.changed(changes, terraform_ids.touched(changes, planned, now))


def _read(file: Path, reading: Callable[[Mapping[str, Any]], T]) -> T:
    from posture_client import limits, terraform_json  # noqa: PLC0415  # help needs none

    try:
        return reading(terraform_json.parsed(limits.read_file(file)))
    except OSError as error:
        raise CommandError(f"cannot read {file}: {error.strerror}", Exit.USAGE) from error
    except (limits.TooLargeError, terraform_json.DocumentError) as error:
        raise CommandError(f"{file}: {error}", Exit.USAGE) from error


def _warn(why: str, addresses: Sequence[str]) -> None:
    if not addresses:
        return
    rest = len(addresses) - _MOST_SHOWN
    more = f" and {rest} more" if rest > 0 else ""
    _note(f"{', '.join(addresses[:_MOST_SHOWN])}{more}: {why}")


def _note(text: str) -> None:
    echo(f"posture: {text}", err=True)
