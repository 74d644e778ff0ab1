"""Terraform's JSON on the command line: a plan gives a run's scope, a state gives addresses."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click
import msgspec

from posture.cli.exits import CommandError, Exit
from posture.cli.output import echo
from posture.domain.declaration import TerraformPlace
from posture.domain.spelling import key

if TYPE_CHECKING:
    from posture_client.terraform_ids import Mapped
    from posture_client.terraform_json import Change, Instance

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


class Documents:
    """A plan, a state or both, as files with Terraform's JSON; each is read once, when needed.

    Every member raises CommandError where a file cannot be read.
    """

    def __init__(self, plan: Path | None, state: Path | None) -> None:
        self.plan = plan
        self.state = state

    @property
    def changes(self) -> "list[Change]":
        """What the plan changes."""
        return self._plan[0]

    @cached_property
    def now(self) -> "list[Instance]":
        """What the state contains."""
        from posture_client import terraform_json  # noqa: PLC0415  # help needs none

        return _read(self.state, terraform_json.instances) if self.state else []

    @cached_property
    def mapped(self) -> "Mapped":
        """The assets of what the state contains."""
        from posture_client import terraform_ids  # noqa: PLC0415  # as above

        return terraform_ids.mapped(self.now)

    @cached_property
    def touched(self) -> "Mapped":
        """The assets of what the plan touches or, without a plan, of everything in the state."""
        from posture_client import terraform_ids  # noqa: PLC0415  # as above

        if self.plan is None:
            return self.mapped
        return terraform_ids.touched(*self._plan, self.now)

    @cached_property
    def _plan(self) -> "tuple[list[Change], list[Instance]]":
        """What the plan changes, and what there is after it."""
        from posture_client import terraform_json  # noqa: PLC0415  # as above

        if self.plan is None:
            return [], []
        return _read(
            self.plan, lambda one: (terraform_json.changes(one), terraform_json.instances(one))
        )


def scope_of(documents: Documents, resource_ids: tuple[str, ...]) -> dict[str, Any] | None:
    """Return what to scan: `resource_ids`, and what a plan touches or a state contains.

    The result is None if that is nothing at all.

    Raises:
        CommandError: as `touched_ids`.
    """
    if documents.plan is None and documents.state is None:
        return {"resource_ids": resource_ids}
    named = touched_ids(documents)
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


def touched_ids(documents: Documents) -> Named:
    """Return what a plan touches or, without a plan, everything in a state.

    Warn about resources without a `resource_id`.

    Raises:
        CommandError: a file cannot be read, no id of a resource that the plan leaves is known, or
            no resource of a cloud can be scanned by its id.
    """
    from posture_client.clouds import cloud_of  # noqa: PLC0415  # help needs none

    found = documents.touched
    instances = [*documents.now, *(one.instance for one in documents.changes)]
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
    documents = Documents(None, state)
    places = _places(documents, directory)
    _warn("not a resource that posture can map to an asset", documents.mapped.unmapped)
    _warn("the state does not contain the id of this asset", documents.mapped.unknown)
    return lambda resource_id: places.get(key(resource_id))


def _places(documents: Documents, directory: Path) -> dict[str, TerraformPlace]:
    """Return where each asset that the state contains is declared."""
    from posture_client import terraform_ids, terraform_source  # noqa: PLC0415  # help needs none

    types = {one.address: one.type for one in documents.now}
    addresses = terraform_ids.addresses(documents.mapped, types)
    places = terraform_source.places(directory)
    return {
        asset: TerraformPlace(address, *places.get(terraform_source.declared(address), ()))
        for asset, address in addresses.items()
    }


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


def declarations(documents: Documents, directory: Path) -> list[dict[str, Any]]:
    """Return the members of a run's request that say where Terraform declares assets.

    With a plan, they say which of the assets it changes.

    Raises:
        CommandError: a file cannot be read.
    """
    if documents.state is None:
        return []
    from posture_client import terraform_exports, terraform_ids  # noqa: PLC0415  # help needs none

    changed = (
        terraform_ids.changed(documents.changes, documents.touched) if documents.plan else None
    )
    return terraform_exports.declarations(
        {
            asset: terraform_exports.TerraformPlace(
                one.address, one.file, one.line, changed.has(asset) if changed else None
            )
            for asset, one in _places(documents, directory).items()
        }
    )


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
