"""Planning: the planned values of a resource, from its schema and its configuration."""

from collections.abc import Mapping

from posture_terraform.framework.diagnostics import Path
from posture_terraform.framework.schema import Attribute, Nested
from posture_terraform.framework.values import State, alike, in_written_form
from posture_terraform.unknown import UNKNOWN


def plan_attributes(
    attributes: Mapping[str, Attribute], config: State, prior: State | None
) -> State:
    """Return the planned values of a new resource (no prior state) or of a changed one.

    Configured values are planned as they are, unknown or not. A computed value keeps its prior
    value if nothing else changes; otherwise it is unknown, unless the schema says that it `keeps`.
    A value that means the same as the prior one keeps the form of the prior one.
    """
    planned = _plan(attributes, config, prior, settled=True)
    if prior is None or changed(attributes, prior, planned):
        planned = _plan(attributes, config, prior, settled=False)
    return planned if prior is None else in_written_form(attributes, planned, prior)


def changed(attributes: Mapping[str, Attribute], prior: State, planned: State) -> list[str]:
    """Return the names of the attributes that may have changed."""
    return [
        name
        for name, attribute in attributes.items()
        if not alike(attribute, prior[name], planned[name])
    ]


def replacing(
    attributes: Mapping[str, Attribute], prior: State, planned: State, adopted: frozenset[str]
) -> list[Path]:
    """Return the paths whose change requires a new resource."""
    return [
        (name,)
        for name in changed(attributes, prior, planned)
        if attributes[name].replaces and not (name in adopted and prior[name] is None)
    ]


def _plan(
    attributes: Mapping[str, Attribute], config: State, prior: State | None, *, settled: bool
) -> State:
    return {
        name: _plan_one(
            attribute,
            config[name],
            prior[name] if prior is not None else None,
            settled=prior is not None and (settled or attribute.keeps),
        )
        for name, attribute in attributes.items()
    }


def _plan_one(attribute: Attribute, config: object, prior: object, *, settled: bool) -> object:
    if attribute.write_only:
        return None
    if config is not None:
        if isinstance(attribute.type, Nested) and isinstance(config, dict):
            before = prior if isinstance(prior, dict) else None
            return _plan(attribute.type.attributes, config, before, settled=settled)
        return config
    if attribute.default is not None:
        return attribute.default
    if not attribute.computed:
        return None
    return prior if settled else UNKNOWN
