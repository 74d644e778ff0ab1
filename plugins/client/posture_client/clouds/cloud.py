"""A cloud's Terraform resources: which asset of the cloud each of them is."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from posture_client.terraform_json import Instance

IdOf = Callable[[str, str], str | None]
"""Returns the `resource_id` of a resource by its Terraform type and its Terraform id or name."""

Configured = Callable[[Instance, IdOf, str | None], tuple[str, ...]]
"""Returns the `resource_id`s of the assets that an instance configures.

The last argument is the account of all other resources, if they are of one account.
"""


def _as_it_is(_instances: Iterable[Instance]) -> Callable[[str], str]:
    return str


@dataclass(frozen=True, slots=True, kw_only=True)
class TerraformCloud:
    """The Terraform resources of one cloud.

    Attributes:
        name: the `provider` of its integrations.
        prefixes: the prefixes of the types of its resources, one for each Terraform provider.
        id_attribute: returns the attribute of a type that will hold its id after the apply.
        own_id: returns the `resource_id` of an instance that is an asset, if it is known.
        configures: types that configure other assets: the arguments that name those assets.
        id_by_name: returns the `resource_id` that an argument names.
        configured: returns what an instance of these types configures, where one argument alone
            does not name it.
        renamed: returns a function that gives a `resource_id` its one spelling, with what a set of
            instances tells.
        of_account: the `resource_id` of types that are settings of the whole account, with
            `{partition}`, `{account}` and `{id}` to fill in.
        used_by: types whose settings are in force on the assets that name them: the types of
            these assets, and their arguments.
        parts: types whose instances can be a part of another asset, which then has the findings;
            and the argument that names this asset.
        owner: returns partition and account of a `resource_id`, if it names an account.
        names: the attributes that other resources use to refer to an instance.
        services: the services whose checks evaluate a type, by the words that the type begins with.
        assets: types that are always an asset: a run that finds none of them scanned another
            account.
    """

    name: str
    prefixes: tuple[str, ...]
    id_attribute: Callable[[str], str]
    own_id: Callable[[Instance], str | None]
    configures: Mapping[str, tuple[str, ...]]
    id_by_name: Callable[[str, str, IdOf], str | None]
    owner: Callable[[str], tuple[str, str] | None]
    names: tuple[str, ...]
    configured: Configured | None = None
    renamed: Callable[[Iterable[Instance]], Callable[[str], str]] = _as_it_is
    of_account: Mapping[str, str] = field(default_factory=dict)
    used_by: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)
    services: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    assets: frozenset[str] = frozenset()

    def has(self, type_: str) -> bool:
        """Return whether a Terraform type belongs to this cloud."""
        return type_.startswith(self.prefixes)

    def services_of(self, type_: str) -> tuple[str, ...]:
        """Return the services whose checks evaluate a type; empty if they are not known."""
        words = type_.split("_")
        for length in range(len(words), 1, -1):
            if services := self.services.get("_".join(words[:length])):
                return services
        return ()
