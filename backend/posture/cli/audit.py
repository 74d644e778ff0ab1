"""`posture audit`: verify the audit log, and export it for other programs."""

import csv
import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from posture.cli.database import in_database, operator, settings
from posture.cli.exits import CommandError, Exit
from posture.cli.options import output, verbatim
from posture.cli.output import echo, json_text, rfc3339, show_rows
from posture_client import limits

if TYPE_CHECKING:
    from posture.services.audit_chain import ChainVerdict, LinkRow
    from posture.store.engine import Store

COLUMNS = {
    "TENANT": lambda chain: chain["tenant_id"] or "(none)",
    "ROWS": lambda chain: chain["row_count"],
    "LAST ROW": lambda chain: chain["row_id"],
    "POSITION": lambda chain: chain["position"],
    "HASH": lambda chain: chain["hash"],
    "SEALED": lambda chain: "no key" if chain["sealed"] is None else chain["sealed"],
    "HOLDS": lambda chain: not chain["faults"],
}
NO_KEY = (
    "POSTURE_SECRET_KEY is not set: without it, this finds only changes by someone who does not "
    "write all hashes anew."
)


@click.group()
def audit() -> None:
    """Verify and export the audit log; uses the database of POSTURE_DATABASE_URL."""


@audit.command(
    epilog=verbatim(
        "posture audit verify -o json > heads.json",
        "posture audit verify --noted heads.json",
    )
)
@click.option("--tenant", metavar="NAME|ID", help="Only this tenant's rows.")
@click.option(
    "--noted",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="An earlier output of this command with -o json, or lines that POSTURE_AUDIT_ANCHOR "
    "received, kept where the owner of the database cannot write. A file that is the anchor is "
    "compared without this option.",
)
@output
def verify(*, tenant: str | None, noted: Path | None, output: str) -> None:
    """Find audit rows that were changed, removed, moved or inserted; exit with 1 if there are any.

    Without the key of POSTURE_SECRET_KEY nobody can write a log that verifies with it; but the
    whole database can be replaced by an older copy. Keep heads elsewhere, by POSTURE_AUDIT_ANCHOR
    or by hand, and compare the log with them by --noted. Without the key, this finds only changes
    by someone who does not write all hashes anew.
    """
    from msgspec import to_builtins  # noqa: PLC0415  # help texts need none

    from posture.services import audit_chain, tenants  # noqa: PLC0415  # a second of imports

    heads: dict[str, dict[int, str]] = {}
    conflicts = [one for file in (noted, _anchor_file()) for one in _add_noted(heads, file)]

    async def work(store: "Store") -> "list[ChainVerdict]":
        chosen = await tenants.find_tenant(store, name_or_id=tenant) if tenant else None
        return await audit_chain.verify_log(
            store, tenant_id=chosen.id if chosen else None, noted=heads
        )

    found: list[dict[str, Any]] = to_builtins(in_database(work))
    show_rows(found, COLUMNS, output=output, nothing="No audit rows.")
    if any(chain["sealed"] is None and chain["tenant_id"] is None for chain in found):
        echo(NO_KEY, err=True)
    faults = [(chain, fault) for chain in found for fault in chain["faults"]]
    if texts := [_fault_text(*one) for one in faults] + conflicts:
        raise CommandError("\n".join(texts), Exit.GATE)


@audit.command()
@click.option("--tenant", metavar="NAME|ID", help="Only this tenant's rows.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "ndjson"]),
    default="csv",
    show_default=True,
    help="Rows for spreadsheets, or lines with the members of `GET /audit` for programs.",
)
def export(*, tenant: str | None, form: str) -> None:
    """Write all audit rows to stdout, oldest first, tenant by tenant, hashes included."""
    from posture.services import audit_chain  # noqa: PLC0415  # as above

    async def work(store: "Store") -> None:
        write = _spreadsheet() if form == "csv" else _write_line
        for key in await _chains(store, tenant):
            async for row in audit_chain.stream_rows(store, key):
                write(row)

    in_database(work)


@audit.command()
def seal() -> None:
    """Seal the heads of the log with POSTURE_SECRET_KEY: once after it was set or changed.

    Verify the log first, with the former key if there was one: a seal says nothing about what was
    written before it. The log records that it was sealed.
    """
    from posture.services import audit_checkpoints  # noqa: PLC0415  # as above

    if not settings().secret_key:
        raise CommandError(
            "POSTURE_SECRET_KEY is not set: there is no key to seal with", Exit.USAGE
        )
    count = in_database(lambda store: audit_checkpoints.seal_log(store, by=operator()))
    echo(f"Chains sealed: {count}. The others had their seal.")


async def _chains(store: "Store", tenant: str | None) -> list[str]:
    from posture.services import audit_chain, tenants  # noqa: PLC0415  # as above

    if tenant is None:
        return await audit_chain.all_chains(store)
    return [(await tenants.find_tenant(store, name_or_id=tenant)).id]


def _add_noted(heads: dict[str, dict[int, str]], file: Path | None) -> list[str]:
    """Add the heads of a file: an output of `verify -o json`, or a line of JSON for each head.

    The first hash that was noted of a row counts: a log that was written anew gets its heads noted,
    too, later. Return in sentences where another hash of the same row was noted.
    """
    conflicts: dict[str, None] = {}
    if file is None:
        return []
    try:
        text = limits.read_file(file).decode()
        lines = [text] if text.lstrip().startswith("[") else text.splitlines()
        for line in lines:
            read = json.loads(line)
            for one in read if isinstance(read, list) else [read]:
                if position := int(one["position"]):
                    known = heads.setdefault(one["tenant_id"] or "", {})
                    if known.setdefault(position, str(one["hash"])) != one["hash"]:
                        conflicts[_conflict_text(one["tenant_id"], position)] = None
    except OSError as error:
        raise CommandError(f"cannot read {file}: {error.strerror}", Exit.USAGE) from error
    except limits.TooLargeError as error:
        raise CommandError(f"{file}: {error}", Exit.USAGE) from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise click.UsageError(f"{file} is not an output of `verify -o json`") from error
    return [*conflicts]


def _anchor_file() -> Path | None:
    """Return the file of POSTURE_AUDIT_ANCHOR, if it is one.

    Raises:
        CommandError: it cannot be read, so the log cannot be compared with it.
    """
    from posture.settings.anchor import anchor_file  # noqa: PLC0415  # as above

    file = anchor_file(settings().audit_anchor)
    if file is not None and not os.access(file, os.R_OK):
        raise CommandError(f"POSTURE_AUDIT_ANCHOR: {file} cannot be read", Exit.USAGE)
    return file


def _conflict_text(tenant_id: str | None, position: int) -> str:
    return (
        f"the audit log of {_owner(tenant_id)} had two last rows {position} with different "
        "hashes: it was written anew after one of them was noted"
    )


def _owner(tenant_id: str | None) -> str:
    return f"tenant {tenant_id}" if tenant_id else "no tenant"


def _fault_text(chain: Mapping[str, Any], fault: Mapping[str, Any]) -> str:
    whose = _owner(chain["tenant_id"])
    row = "" if fault["row_id"] is None else f", row {fault['row_id']}"
    return f"the audit log of {whose} does not verify{row}: {fault['kind']}: {fault['detail']}"


def _spreadsheet() -> "Callable[[LinkRow], None]":
    """Write the names of the columns, and return a function that writes a row."""
    from posture.formats.spreadsheet import harmless  # noqa: PLC0415  # as above
    from posture.services.audit_chain import LinkRow  # noqa: PLC0415  # as above

    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(LinkRow.__struct_fields__)
    return lambda row: table.writerow(
        harmless(one) if isinstance(one, str) else one for one in _members(row).values()
    )


def _write_line(row: "LinkRow") -> None:
    members = _members(row)
    members |= {name: _document(members[name]) for name in ("before_jsonb", "after_jsonb")}
    echo(json_text(members, indent=None).rstrip())


def _members(row: "LinkRow") -> dict[str, Any]:
    from msgspec.structs import asdict  # noqa: PLC0415  # as above

    return asdict(row) | {"ts": rfc3339(row.ts)}


def _document(text: str | None) -> object:
    """Parse JSON; return text that is no JSON, because someone changed it, as it is."""
    try:
        return None if text is None else json.loads(text)
    except ValueError:
        return text
