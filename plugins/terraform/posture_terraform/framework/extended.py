"""The calls of newer Terraform versions: resource identity, list resources and actions.

An older Terraform makes none of these calls and does not read the identities in its responses.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from posture_terraform.framework import schema as schemas
from posture_terraform.framework.definition import Provider
from posture_terraform.framework.ephemeral import EphemeralServer
from posture_terraform.framework.log import Log
from posture_terraform.framework.server import Message, Meta
from posture_terraform.framework.values import State, complete, conform, has_unknown

_IDENTITY: Final = "id"
_MOST_LISTED: Final = 100


class ExtendedServer(EphemeralServer[Meta]):
    """A provider server for every version of the protocol; `id` identifies a resource."""

    def __init__(self, provider: Provider[Meta], log: Log) -> None:
        super().__init__(provider, log)
        self._calls |= {
            "GetResourceIdentitySchemas": self._get_resource_identity_schemas,
            "UpgradeResourceIdentity": self._upgrade_resource_identity,
            "ValidateListResourceConfig": self._validate_list_resource_config,
            "ValidateActionConfig": self._validate_action_config,
            "PlanAction": self._plan_action,
        }
        self._streams = {"ListResource": self._list_resource, "InvokeAction": self._invoke_action}

    def stream(self, method: str, request: Message) -> list[Message]:
        """Return all responses of a call that has any number of them."""
        return self._streams[method](request)

    def _get_metadata(self, request: Message) -> Message:
        provider = self._provider
        return super()._get_metadata(request) | {
            "list_resources": [{"type_name": name} for name in provider.list_resources],
            "actions": [{"type_name": name} for name in provider.actions],
        }

    def _get_provider_schema(self, request: Message) -> Message:
        provider = self._provider
        return super()._get_provider_schema(request) | {
            "list_resource_schemas": {
                name: schemas.message(part.schema) for name, part in provider.list_resources.items()
            },
            "action_schemas": {
                name: {"schema": schemas.message(part.schema)}
                for name, part in provider.actions.items()
            },
        }

    def _get_resource_identity_schemas(self, _: Message) -> Message:
        return {
            "identity_schemas": {
                name: {
                    "identity_attributes": [
                        {
                            "name": _IDENTITY,
                            "type": b'"string"',
                            "required_for_import": True,
                            "description": part.schema.attributes[_IDENTITY].description,
                        }
                    ]
                }
                for name, part in self._provider.resources.items()
                if _IDENTITY in part.schema.attributes
            }
        }

    def _upgrade_resource_identity(self, request: Message) -> Message:
        response: Message = {"diagnostics": []}
        with self._reporting("UpgradeResourceIdentity", response, request["type_name"]):
            identity = json.loads(request["raw_identity"]["json"])
            response["upgraded_identity"] = _identity(identity)
        return response

    def _import_resource_state(self, request: Message) -> Message:
        identity = (request["identity"] or {}).get("identity_data")
        if not request["id"] and identity:
            request = request | {"id": identity[_IDENTITY] or ""}
        response = super()._import_resource_state(request)
        for imported in response.get("imported_resources", ()):
            imported["identity"] = _identity(imported["state"])
        return response

    def _read_resource(self, request: Message) -> Message:
        response = super()._read_resource(request)
        return response | {"new_identity": _identity(response["new_state"])}

    def _plan_resource_change(self, request: Message) -> Message:
        response = super()._plan_resource_change(request)
        return response | {"planned_identity": request["prior_identity"]}

    def _apply_resource_change(self, request: Message) -> Message:
        response = super()._apply_resource_change(request)
        return response | {"new_identity": _identity(response["new_state"])}

    def _move_resource_state(self, request: Message) -> Message:
        response = super()._move_resource_state(request)
        return response | {"target_identity": _identity(response.get("target_state"))}

    def _validate_list_resource_config(self, request: Message) -> Message:
        part = self._provider.list_resources[request["type_name"]]
        return self._validated(part, request["config"])

    def _validate_action_config(self, request: Message) -> Message:
        return self._validated(self._provider.actions[request["action_type"]], request["config"])

    def _plan_action(self, request: Message) -> Message:
        name = request["action_type"]
        response: Message = {"diagnostics": []}
        with self._reporting("PlanAction", response, name) as context:
            context.require_usable()
            action = self._provider.actions[name]
            action.plan(context, conform(action.schema.attributes, request["config"] or {}))
        return response

    def _list_resource(self, request: Message) -> list[Message]:
        name, events = request["type_name"], []
        response: Message = {"diagnostics": []}
        with self._reporting("ListResource", response, name) as context:
            part = self._provider.list_resources[name]
            attributes = self._provider.resources[name].schema.attributes
            config = conform(part.schema.attributes, request["config"] or {})
            for state, shown in part.rows(context, config, request["limit"] or _MOST_LISTED):
                event: Message = {"identity": _identity(state), "display_name": shown}
                if request["include_resource_object"]:
                    event["resource_object"] = complete(attributes, state)
                events.append(event)
        if response["diagnostics"]:
            events.append({"diagnostic": response["diagnostics"]})
        return events

    def _invoke_action(self, request: Message) -> list[Message]:
        name = request["action_type"]
        response: Message = {"diagnostics": []}
        with self._reporting("InvokeAction", response, name) as context:
            action = self._provider.actions[name]
            config = conform(action.schema.attributes, request["config"] or {})
            action.invoke(context, config)
        return [
            *({"progress": {"message": text}} for text in context.progress),
            {"completed": response},
        ]


def _identity(state: Mapping[str, Any] | None) -> Message | None:
    """Return the identity of a resource, or None while it has none."""
    value = (state or {}).get(_IDENTITY)
    if value is None or has_unknown(value):
        return None
    identity: State = {_IDENTITY: value}
    return {"identity_data": identity}
