"""Functions of a provider, `provider::NAME::FUNCTION(…)`: definitions, descriptions and calls."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from posture_terraform.framework.record import Record
from posture_terraform.framework.schema import Value

Message = dict[str, Any]
TypeExpression: TypeAlias = str | list[Any]
"""A type as Terraform writes it in JSON: `"string"`, `["set", "string"]`, `["object", {…}]`."""

ANY: Final = "dynamic"


class ArgumentError(ValueError):
    """An argument has a value that the function cannot use; Terraform adds a full stop."""

    def __init__(self, text: str, argument: int = 0) -> None:
        super().__init__(text)
        self.argument = argument


class Parameter(Record):
    """One parameter; its arguments are known and not null."""

    name: str
    type: TypeExpression
    description: str


class Function(Record):
    """One function of its arguments alone: it works without a server and without a token.

    Attributes:
        call: returns the result for the arguments; it raises `ArgumentError`.
    """

    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    returns: TypeExpression
    call: Callable[..., Value]


def messages(functions: Mapping[str, Function]) -> Message:
    """Return the protocol's messages `Function` by name."""
    return {
        name: {
            "parameters": [_parameter(one) for one in function.parameters],
            "return": {"type": json.dumps(function.returns).encode()},
            "summary": function.summary,
            "description": function.description,
            "description_kind": "MARKDOWN",
        }
        for name, function in functions.items()
    }


def call(functions: Mapping[str, Function], request: Message) -> Message:
    """Return the result of a call, or the error and the argument that caused it."""
    function = functions[request["name"]]
    arguments = [
        # The value of a dynamic parameter comes with its type.
        value[1] if parameter.type == ANY else value
        for parameter, value in zip(function.parameters, request["arguments"], strict=True)
    ]
    try:
        return {"result": function.call(*arguments)}
    except ArgumentError as error:
        return {"error": {"text": str(error), "function_argument": error.argument}}


def _parameter(parameter: Parameter) -> Message:
    return {
        "name": parameter.name,
        "type": json.dumps(parameter.type).encode(),
        "description": parameter.description,
        "description_kind": "MARKDOWN",
    }
