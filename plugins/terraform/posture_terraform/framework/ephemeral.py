"""The calls for ephemeral resources: open one, renew its lease, and close it.

Terraform opens them in every phase that needs their values, and keeps neither values nor private
data in a plan or a state.
"""

from typing import Final

from posture_terraform.framework import schema as schemas
from posture_terraform.framework.definition import EphemeralResource, Opened, Provider
from posture_terraform.framework.diagnostics import Diagnostic, DiagnosticError
from posture_terraform.framework.log import Log
from posture_terraform.framework.server import Message, Meta, ProviderServer
from posture_terraform.framework.values import complete, conform

_BILLION: Final = 1_000_000_000


class EphemeralServer(ProviderServer[Meta]):
    """A provider server that serves ephemeral resources, too."""

    def __init__(self, provider: Provider[Meta], log: Log) -> None:
        super().__init__(provider, log)
        self._calls |= {
            "ValidateEphemeralResourceConfig": self._validate_ephemeral_resource_config,
            "OpenEphemeralResource": self._open_ephemeral_resource,
            "RenewEphemeralResource": self._renew_ephemeral_resource,
            "CloseEphemeralResource": self._close_ephemeral_resource,
        }

    def _get_metadata(self, request: Message) -> Message:
        names = self._provider.ephemeral_resources
        return super()._get_metadata(request) | {
            "ephemeral_resources": [{"type_name": name} for name in names]
        }

    def _get_provider_schema(self, request: Message) -> Message:
        parts = self._provider.ephemeral_resources.items()
        return super()._get_provider_schema(request) | {
            "ephemeral_resource_schemas": {
                name: schemas.message(part.schema) for name, part in parts
            }
        }

    def _validate_ephemeral_resource_config(self, request: Message) -> Message:
        return self._validated(self._ephemeral(request), request["config"])

    def _open_ephemeral_resource(self, request: Message) -> Message:
        response: Message = {"diagnostics": []}
        with self._reporting("OpenEphemeralResource", response, request["type_name"]) as context:
            context.unusable = ()
            part = self._ephemeral(request)
            attributes = part.schema.attributes
            opened = part.open(context, conform(attributes, request["config"] or {}))
            response["result"] = complete(attributes, opened.result)
            response |= _lease(opened)
        return response

    def _renew_ephemeral_resource(self, request: Message) -> Message:
        name = request["type_name"]
        response: Message = {"diagnostics": []}
        with self._reporting("RenewEphemeralResource", response, name) as context:
            context.unusable = ()
            part = self._ephemeral(request)
            if part.renew is None:
                raise DiagnosticError(
                    Diagnostic(f"A {name} cannot be renewed", "It lives as long as it says.")
                )
            response |= _lease(part.renew(context, request["private"] or b""))
        return response

    def _close_ephemeral_resource(self, request: Message) -> Message:
        response: Message = {"diagnostics": []}
        with self._reporting("CloseEphemeralResource", response, request["type_name"]) as context:
            context.unusable = ()
            part = self._ephemeral(request)
            if part.close is not None:
                part.close(context, request["private"] or b"")
        return response

    def _ephemeral(self, request: Message) -> EphemeralResource[Meta]:
        return self._provider.ephemeral_resources[request["type_name"]]


def _lease(opened: Opened) -> Message:
    """Return when Terraform renews what was opened, and what it sends then."""
    lease: Message = {"private": opened.private}
    if opened.renew_at is not None:
        seconds, part = divmod(opened.renew_at, 1)
        lease["renew_at"] = {"seconds": int(seconds), "nanos": int(part * _BILLION)}
    return lease
