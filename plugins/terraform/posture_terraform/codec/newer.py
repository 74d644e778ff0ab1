"""Messages of the provider protocol 6 that the generated tables do not have.

Derived from `tfplugin6.proto`, version 6.11, of Terraform: resource identity (Terraform 1.12), list
resources and actions (1.14). An older Terraform neither sends nor reads these fields.
Copyright (c) HashiCorp, Inc.
SPDX-License-Identifier: MPL-2.0

The form is that of `tables.py`. STREAMS: methods whose response is any number of messages.
"""

from typing import Final

METHODS: Final[dict[str, tuple[str, str]]] = {
    "GetResourceIdentitySchemas": (
        "GetResourceIdentitySchemas.Request",
        "GetResourceIdentitySchemas.Response",
    ),
    "UpgradeResourceIdentity": (
        "UpgradeResourceIdentity.Request",
        "UpgradeResourceIdentity.Response",
    ),
    "ValidateListResourceConfig": (
        "ValidateListResourceConfig.Request",
        "ValidateListResourceConfig.Response",
    ),
    "ListResource": ("ListResource.Request", "ListResource.Event"),
    "ValidateActionConfig": ("ValidateActionConfig.Request", "ValidateActionConfig.Response"),
    "PlanAction": ("PlanAction.Request", "PlanAction.Response"),
    "InvokeAction": ("InvokeAction.Request", "InvokeAction.Event"),
}

STREAMS: Final = frozenset({"ListResource", "InvokeAction"})

_IDENTITY: Final = ("message", "one", "ResourceIdentityData")
_DIAGNOSTICS: Final = ("diagnostics", "message", "many", "Diagnostic")
_VALUE: Final = ("message", "one", "DynamicValue")

MESSAGES: Final[dict[str, dict[int, tuple[str, str, str, str]]]] = {
    "ActionSchema": {1: ("schema", "message", "one", "Schema")},
    "ApplyResourceChange.Request": {7: ("planned_identity", *_IDENTITY)},
    "ApplyResourceChange.Response": {5: ("new_identity", *_IDENTITY)},
    "GetMetadata.ActionMetadata": {1: ("type_name", "string", "one", "")},
    "GetMetadata.ListResourceMetadata": {1: ("type_name", "string", "one", "")},
    "GetMetadata.Response": {
        7: ("list_resources", "message", "many", "GetMetadata.ListResourceMetadata"),
        9: ("actions", "message", "many", "GetMetadata.ActionMetadata"),
    },
    "GetProviderSchema.Response": {
        9: ("list_resource_schemas", "message", "map", "Schema"),
        11: ("action_schemas", "message", "map", "ActionSchema"),
    },
    "GetResourceIdentitySchemas.Request": {},
    "GetResourceIdentitySchemas.Response": {
        1: ("identity_schemas", "message", "map", "ResourceIdentitySchema"),
        2: _DIAGNOSTICS,
    },
    "ImportResourceState.ImportedResource": {4: ("identity", *_IDENTITY)},
    "ImportResourceState.Request": {4: ("identity", *_IDENTITY)},
    "InvokeAction.Event": {
        1: ("progress", "message", "present", "InvokeAction.Event.Progress"),
        2: ("completed", "message", "present", "InvokeAction.Event.Completed"),
    },
    "InvokeAction.Event.Completed": {1: _DIAGNOSTICS},
    "InvokeAction.Event.Progress": {1: ("message", "string", "one", "")},
    "InvokeAction.Request": {
        1: ("action_type", "string", "one", ""),
        2: ("config", *_VALUE),
        3: ("client_capabilities", "message", "one", "ClientCapabilities"),
    },
    "ListResource.Event": {
        1: ("identity", *_IDENTITY),
        2: ("display_name", "string", "one", ""),
        3: ("resource_object", "message", "present", "DynamicValue"),
        4: ("diagnostic", "message", "many", "Diagnostic"),
    },
    "ListResource.Request": {
        1: ("type_name", "string", "one", ""),
        2: ("config", *_VALUE),
        3: ("include_resource_object", "bool", "one", ""),
        4: ("limit", "int64", "one", ""),
    },
    "MoveResourceState.Request": {7: ("source_identity", "message", "one", "RawState")},
    "MoveResourceState.Response": {4: ("target_identity", *_IDENTITY)},
    "PlanAction.Request": {
        1: ("action_type", "string", "one", ""),
        2: ("config", *_VALUE),
        3: ("client_capabilities", "message", "one", "ClientCapabilities"),
    },
    "PlanAction.Response": {1: _DIAGNOSTICS, 2: ("deferred", "message", "one", "Deferred")},
    "PlanResourceChange.Request": {8: ("prior_identity", *_IDENTITY)},
    "PlanResourceChange.Response": {7: ("planned_identity", *_IDENTITY)},
    "ReadResource.Request": {6: ("current_identity", *_IDENTITY)},
    "ReadResource.Response": {5: ("new_identity", *_IDENTITY)},
    "ResourceIdentityData": {1: ("identity_data", *_VALUE)},
    "ResourceIdentitySchema": {
        1: ("version", "int64", "one", ""),
        2: (
            "identity_attributes",
            "message",
            "many",
            "ResourceIdentitySchema.IdentityAttribute",
        ),
    },
    "ResourceIdentitySchema.IdentityAttribute": {
        1: ("name", "string", "one", ""),
        2: ("type", "bytes", "one", ""),
        3: ("required_for_import", "bool", "one", ""),
        4: ("optional_for_import", "bool", "one", ""),
        5: ("description", "string", "one", ""),
    },
    "UpgradeResourceIdentity.Request": {
        1: ("type_name", "string", "one", ""),
        2: ("version", "int64", "one", ""),
        3: ("raw_identity", "message", "one", "RawState"),
    },
    "UpgradeResourceIdentity.Response": {1: ("upgraded_identity", *_IDENTITY), 2: _DIAGNOSTICS},
    "ValidateActionConfig.Request": {
        1: ("action_type", "string", "one", ""),
        2: ("config", *_VALUE),
    },
    "ValidateActionConfig.Response": {1: _DIAGNOSTICS},
    "ValidateListResourceConfig.Request": {
        1: ("type_name", "string", "one", ""),
        2: ("config", *_VALUE),
        3: ("include_resource_object", *_VALUE),
        4: ("limit", *_VALUE),
    },
    "ValidateListResourceConfig.Response": {1: _DIAGNOSTICS},
}
