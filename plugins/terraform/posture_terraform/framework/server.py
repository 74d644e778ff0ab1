"""The calls of the provider protocol, as functions from dict to dict."""

import json
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from threading import Event
from typing import Any, Final, Generic, TypeVar

from posture_terraform.framework import functions
from posture_terraform.framework import schema as schemas
from posture_terraform.framework.definition import (
    Action,
    Context,
    DataSource,
    EphemeralResource,
    ListResource,
    Provider,
    Resource,
)
from posture_terraform.framework.diagnostics import Diagnostic, DiagnosticError
from posture_terraform.framework.log import Log
from posture_terraform.framework.plan import plan_attributes, replacing
from posture_terraform.framework.schema import Attribute, Schema
from posture_terraform.framework.validators import diagnostics
from posture_terraform.framework.values import (
    State,
    complete,
    conform,
    has_unknown,
    in_written_form,
)

Meta = TypeVar("Meta")
Message = dict[str, Any]

_CAPABILITIES: Final = {"get_provider_schema_optional": True, "move_resource_state": True}
_IMPORTED: Final = b"imported"
_INTERNAL_ERROR: Final = (
    "This is an error in the provider. Run again with TF_LOG=DEBUG and report the log."
)


class ProviderServer(Generic[Meta]):
    """One configured instance of a provider; many threads call it at once."""

    def __init__(self, provider: Provider[Meta], log: Log) -> None:
        self._provider = provider
        self._log = log
        self._stop = Event()
        self._configured: Meta | None = None
        self._unusable: tuple[Diagnostic, ...] = ()
        self._terraform_version = ""
        # Terraform validates the configuration of a provider first, except of a mocked one.
        self._mocked = True
        self._calls: dict[str, Callable[[Message], Message]] = {
            "GetMetadata": self._get_metadata,
            "GetProviderSchema": self._get_provider_schema,
            "ValidateProviderConfig": self._validate_provider_config,
            "ConfigureProvider": self._configure_provider,
            "StopProvider": self._stop_provider,
            "ValidateResourceConfig": self._validate_resource_config,
            "UpgradeResourceState": self._upgrade_resource_state,
            "MoveResourceState": self._move_resource_state,
            "ImportResourceState": self._import_resource_state,
            "ReadResource": self._read_resource,
            "PlanResourceChange": self._plan_resource_change,
            "ApplyResourceChange": self._apply_resource_change,
            "ValidateDataResourceConfig": self._validate_data_resource_config,
            "ReadDataSource": self._read_data_source,
            "GetFunctions": lambda _: {"functions": functions.messages(provider.functions)},
            "CallFunction": lambda request: functions.call(provider.functions, request),
        }

    def call(self, method: str, request: Message) -> Message:
        """Return one call of the protocol."""
        return self._calls[method](request)

    def stop(self) -> None:
        """Stop the running calls."""
        self._stop.set()

    def _get_metadata(self, _: Message) -> Message:
        return {
            "server_capabilities": _CAPABILITIES,
            "resources": [{"type_name": name} for name in self._provider.resources],
            "data_sources": [{"type_name": name} for name in self._provider.data_sources],
            "functions": [{"name": name} for name in self._provider.functions],
        }

    def _get_provider_schema(self, _: Message) -> Message:
        provider = self._provider
        return {
            "provider": schemas.message(provider.schema),
            "resource_schemas": _messages(provider.resources),
            "data_source_schemas": _messages(provider.data_sources),
            "functions": functions.messages(provider.functions),
            "server_capabilities": _CAPABILITIES,
        }

    def _validate_provider_config(self, request: Message) -> Message:
        self._mocked = False
        return self._validated(self._provider, request["config"])

    def _configure_provider(self, request: Message) -> Message:
        self._mocked = False
        self._terraform_version = request["terraform_version"]
        response: Message = {"diagnostics": []}
        with self._reporting("ConfigureProvider", response) as context:
            config = conform(self._provider.schema.attributes, request["config"] or {})
            self._configured = self._provider.configure(context, config)
            self._unusable = context.unusable
        return response

    def _stop_provider(self, _: Message) -> Message:
        self._log.write("INFO", "provider.stopping")
        self.stop()
        return {}

    def _validate_resource_config(self, request: Message) -> Message:
        resource = self._resource(request)
        response = self._validated(resource, request["config"])
        capabilities = request["client_capabilities"] or {}
        if not capabilities.get("write_only_attributes_allowed"):
            response["diagnostics"] += [
                Diagnostic(
                    f"{name} needs a newer Terraform",
                    "Write-only arguments came with Terraform 1.11; an older one would keep the "
                    "value in its state.",
                    (name,),
                ).message()
                for name, attribute in resource.schema.attributes.items()
                if attribute.write_only and (request["config"] or {}).get(name) is not None
            ]
        return response

    def _upgrade_resource_state(self, request: Message) -> Message:
        response: Message = {"diagnostics": []}
        with self._reporting("UpgradeResourceState", response):
            resource = self._resource(request)
            response["upgraded_state"] = _upgraded(
                resource, request["type_name"], request["version"], request["raw_state"]
            )
        return response

    def _move_resource_state(self, request: Message) -> Message:
        response: Message = {"diagnostics": []}
        with self._reporting("MoveResourceState", response):
            target, source = request["target_type_name"], request["source_type_name"]
            if source != target:
                raise DiagnosticError(
                    Diagnostic(
                        f"{source} cannot become {target}",
                        f"Only a {target} of the same provider under another address can. Remove "
                        f"the moved block, and use import for what exists already.",
                    )
                )
            response["target_state"] = _upgraded(
                self._provider.resources[target],
                target,
                request["source_schema_version"],
                request["source_state"],
            )
            response["target_private"] = request["source_private"]
        return response

    def _import_resource_state(self, request: Message) -> Message:
        response: Message = {"diagnostics": []}
        with self._reporting("ImportResourceState", response):
            resource, name = self._resource(request), request["type_name"]
            attributes = resource.schema.attributes
            defaults = {key: attribute.default for key, attribute in attributes.items()}
            state = complete(attributes, defaults | resource.import_id(request["id"]))
            response["imported_resources"] = [
                {"type_name": name, "state": state, "private": _IMPORTED}
            ]
        return response

    def _read_resource(self, request: Message) -> Message:
        state = request["current_state"]
        response: Message = {"new_state": state, "private": request["private"], "diagnostics": []}
        with self._reporting("ReadResource", response, request["type_name"]) as context:
            context.imported = request["private"] == _IMPORTED
            resource = self._resource(request)
            found = resource.read(context, conform(resource.schema.attributes, state))
            response["new_state"] = found and in_written_form(
                resource.schema.attributes, complete(resource.schema.attributes, found), state
            )
        return response

    def _plan_resource_change(self, request: Message) -> Message:
        prior, private = request["prior_state"], request["prior_private"]
        response: Message = {"planned_state": None, "planned_private": private, "diagnostics": []}
        if request["proposed_new_state"] is None:
            return response
        with self._reporting("PlanResourceChange", response, request["type_name"]) as context:
            context.require_usable()
            context.imported = private == _IMPORTED
            resource = self._resource(request)
            attributes = resource.schema.attributes
            context.config = config = conform(attributes, request["config"])
            before = prior and conform(attributes, prior)
            planned = plan_attributes(attributes, config, before)
            planned = complete(attributes, resource.plan(context, before, planned))
            response["planned_state"] = planned
            if before:
                adopted = resource.adopts if context.imported else frozenset()
                paths = replacing(attributes, before, planned, adopted)
                response["requires_replace"] = [
                    {"steps": [{"attribute_name": step} for step in path]} for path in paths
                ]
        return response

    def _apply_resource_change(self, request: Message) -> Message:
        prior, planned = request["prior_state"], request["planned_state"]
        response: Message = {"new_state": prior, "diagnostics": []}
        with self._reporting("ApplyResourceChange", response, request["type_name"]) as context:
            resource = self._resource(request)
            attributes = resource.schema.attributes
            context.config = request["config"] and conform(attributes, request["config"])
            state = _apply(resource, context, prior, planned)
            response["new_state"] = state and in_written_form(
                attributes, complete(attributes, state), planned
            )
        if response["diagnostics"] and context.recorded:
            response["new_state"] = _known(complete(attributes, context.recorded))
        return response

    def _validate_data_resource_config(self, request: Message) -> Message:
        return self._validated(self._data_source(request), request["config"])

    def _read_data_source(self, request: Message) -> Message:
        response: Message = {"diagnostics": []}
        with self._reporting("ReadDataSource", response, request["type_name"]) as context:
            source = self._data_source(request)
            attributes = source.schema.attributes
            config = _with_defaults(attributes, conform(attributes, request["config"]))
            found = complete(attributes, source.read(context, config))
            response["state"] = in_written_form(attributes, found, config)
        return response

    def _resource(self, request: Message) -> Resource[Meta]:
        return self._provider.resources[request["type_name"]]

    def _data_source(self, request: Message) -> DataSource[Meta]:
        return self._provider.data_sources[request["type_name"]]

    def _validated(
        self,
        what: Provider[Meta]
        | Resource[Meta]
        | DataSource[Meta]
        | ListResource[Meta]
        | EphemeralResource[Meta]
        | Action[Meta],
        config: State | None,
    ) -> Message:
        known = conform(what.schema.attributes, config or {})
        found: Iterable[Diagnostic] = [
            *diagnostics(what.schema.attributes, known, mocked=self._mocked),
            *what.validate(known),
        ]
        return {"diagnostics": [diagnostic.message() for diagnostic in found]}

    @contextmanager
    def _reporting(self, call: str, response: Message, about: str = "") -> Iterator[Context[Meta]]:
        """Yield the context of a call; put warnings and errors into its response."""
        context = Context(
            stop=self._stop,
            log=self._log,
            configured=self._configured,
            terraform_version=self._terraform_version,
            unusable=self._unusable,
        )
        found: list[Diagnostic] = []
        try:
            yield context
        except DiagnosticError as failure:
            found += failure.diagnostics
        except Exception as fault:  # noqa: BLE001  # the edge: an error must not lose the state
            trace = traceback.format_exc()
            self._log.write("ERROR", "provider.fault", call=call, about=about, trace=trace)
            summary = f"{call} {about}".strip()
            found.append(Diagnostic(f"{summary}: {type(fault).__name__}: {fault}", _INTERNAL_ERROR))
        response["diagnostics"] += [
            diagnostic.message() for diagnostic in (*context.warnings, *found)
        ]


def _messages(parts: Mapping[str, Resource[Meta]] | Mapping[str, DataSource[Meta]]) -> Message:
    return {name: schemas.message(part.schema) for name, part in parts.items()}


def _apply(
    resource: Resource[Meta], context: Context[Meta], prior: State | None, planned: State | None
) -> State | None:
    if prior is None:
        assert planned is not None  # noqa: S101  # the protocol sends one of both
        return resource.create(context, planned)
    if planned is None:
        resource.delete(context, prior)
        return None
    return resource.update(context, prior, planned)


def _upgraded(resource: Resource[Meta], name: str, version: int, raw: Message) -> State:
    """Read a stored state of this schema version or of an older one."""
    schema: Schema = resource.schema
    if version > schema.version:
        raise DiagnosticError(
            Diagnostic(
                f"The state of this {name} is newer than the provider",
                f"It has the schema version {version}; this provider knows versions up to "
                f"{schema.version}. Use a newer version of the provider.",
            )
        )
    if not raw["json"]:
        raise DiagnosticError(
            Diagnostic(
                f"The state of this {name} has an unknown form",
                "It was written by a Terraform before 0.12; import the resource instead.",
            )
        )
    # Numbers stay text: as floats, the most precise ones would show as changes.
    state: State = json.loads(raw["json"], parse_float=str)
    for step in range(version, schema.version):
        state = resource.upgrades[step](state)
    return conform(schema.attributes, state)


def _with_defaults(attributes: Mapping[str, Attribute], config: State) -> State:
    return {
        name: attributes[name].default if value is None else value for name, value in config.items()
    }


def _known(state: State) -> State:
    """Replace unknown values by null: a state has no unknown values."""
    return {name: None if has_unknown(value) else value for name, value in state.items()}
