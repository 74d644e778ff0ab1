"""A provider for tests of the framework: its resources are files, with every type of attribute.

Run as a module, it serves the Terraform that is started with `TF_REATTACH_PROVIDERS`.
"""

import json
import sys
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from posture_terraform import __main__ as process
from posture_terraform.framework.definition import (
    Context,
    DataSource,
    EphemeralResource,
    Opened,
    Provider,
    Resource,
)
from posture_terraform.framework.diagnostics import Diagnostic, DiagnosticError
from posture_terraform.framework.schema import (
    BOOL,
    NUMBER,
    STRING,
    STRING_LIST,
    STRING_MAP,
    STRINGS,
    Attribute,
    Nested,
    Schema,
)
from posture_terraform.framework.values import State
from posture_terraform.transport import handshake

NAME: Final = "posture"
THING: Final = Schema(
    description="A thing.",
    version=2,
    attributes={
        "id": Attribute(type=STRING, description="-", computed=True, keeps=True),
        "text": Attribute(type=STRING, description="-", optional=True),
        "number": Attribute(type=NUMBER, description="-", optional=True),
        "flag": Attribute(type=BOOL, description="-", optional=True, default=False),
        "list": Attribute(type=STRING_LIST, description="-", optional=True),
        "set": Attribute(type=STRINGS, description="-", optional=True),
        "map": Attribute(type=STRING_MAP, description="-", optional=True, replaces=True),
        "object": Attribute(
            type=Nested(
                {
                    "given": Attribute(type=STRING, description="-", optional=True),
                    "made": Attribute(type=STRING, description="-", computed=True, keeps=True),
                }
            ),
            description="-",
            optional=True,
        ),
        "secret": Attribute(type=STRING, description="-", optional=True, write_only=True),
        "length": Attribute(type=NUMBER, description="-", computed=True),
        "fail": Attribute(type=STRING, description="-", optional=True),
    },
)


def _write(context: Context[Path], state: State) -> State:
    made = state | {"length": len(state["text"] or "")}
    if made["object"]:
        made["object"] = made["object"] | {"made": made["object"].get("given") or "made"}
    (context.meta / f"{made['id']}.json").write_text(json.dumps(made, default=str))
    return made


def create(context: Context[Path], planned: State) -> State:
    state = planned | {"id": f"thing-{uuid4()}"}
    context.warn("A thing was made", "Just so that there is a warning.")
    match planned["fail"]:
        case "before":
            raise DiagnosticError(Diagnostic("It failed before", "There is nothing.", ("fail",)))
        case "after":
            context.record(state)
            raise DiagnosticError(Diagnostic("It failed after", "There is something.", ("fail",)))
        case "fault":
            context.record(state)
            raise ZeroDivisionError("a fault of the provider")
    return _write(context, state)


def read(context: Context[Path], state: State) -> State | None:
    file = context.meta / f"{state['id']}.json"
    return state | {"length": json.loads(file.read_text())["length"]} if file.exists() else None


def update(context: Context[Path], _prior: State, planned: State) -> State:
    return _write(context, planned)


def delete(context: Context[Path], state: State) -> None:
    (context.meta / f"{state['id']}.json").unlink(missing_ok=True)


def _first_to_second(state: State) -> State:
    """In the first shape, the text was called words, and was a list."""
    return {**state, "text": " ".join(state["words"])}


def _echo(_context: Context[Path], config: State) -> State:
    return config | {"answer": config["question"]}


def _open(context: Context[Path], config: State) -> Opened:
    name = config["name"]
    file = context.meta / name
    if name == "refused":
        raise DiagnosticError(Diagnostic("It stays closed", "Its name says so.", ("name",)))
    file.write_text("open\n")
    return Opened(config | {"key": f"key of {name}"}, 4_102_444_800.5, name.encode())


def _renew(context: Context[Path], private: bytes) -> Opened:
    file = context.meta / private.decode()
    file.write_text(f"{file.read_text()}renewed\n")
    return Opened({}, None, private)


def _close(context: Context[Path], private: bytes) -> None:
    file = context.meta / private.decode()
    file.write_text(f"{file.read_text()}closed\n")


DOOR: Final = Schema(
    description="A door.",
    attributes={
        "name": Attribute(type=STRING, description="-", required=True),
        "key": Attribute(type=STRING, description="-", computed=True, sensitive=True),
    },
)

PROVIDER: Final[Provider[Path]] = Provider(
    name=NAME,
    schema=Schema(
        description="A fake provider.",
        attributes={"directory": Attribute(type=STRING, description="-", required=True)},
    ),
    configure=lambda _context, config: _directory(config),
    resources={
        "posture_thing": Resource(
            schema=THING,
            create=create,
            read=read,
            update=update,
            delete=delete,
            import_id=lambda text: {"id": text},
            upgrades={0: lambda state: state, 1: _first_to_second},
        )
    },
    ephemeral_resources={
        "posture_door": EphemeralResource(schema=DOOR, open=_open, renew=_renew, close=_close)
    },
    data_sources={
        "posture_echo": DataSource(
            schema=Schema(
                description="An echo.",
                attributes={
                    "question": Attribute(type=STRING, description="-", required=True),
                    "answer": Attribute(type=STRING, description="-", computed=True),
                },
            ),
            read=_echo,
        )
    },
)


def _directory(config: State) -> Path | None:
    value: Any = config["directory"]
    return Path(value) if isinstance(value, str) else None


def main() -> int:
    listener = handshake.Listener()
    try:
        process.show_reattach(listener.path)
        process.serve(lambda: PROVIDER, listener, None, lasting=True)
    finally:
        listener.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
