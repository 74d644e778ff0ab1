"""Google Cloud: Terraform types of `google`, and the full resource names of their assets.

A name is `//SERVICE.googleapis.com/PATH`. Terraform's ids are mostly the path; where they are not,
or are not known yet, the path is made of arguments. Paths have the project's id, also where
Terraform has its number, as far as the resources tell which number it is.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from posture_client.clouds.cloud import IdOf, TerraformCloud
from posture_client.clouds.gcp_types import (
    ASSETS,
    HOSTS,
    NAMED_BY,
    ON,
    PATHS,
    SERVICES,
    USED_BY,
)
from posture_client.terraform_json import Instance

# Arguments that are parts of a path beside the name of the asset.
_PLACES: Final = frozenset({"project", "location", "region", "zone"})
_ARGUMENTS = re.compile(r"\{(\w+)\}")
_PROJECT_START: Final = "projects/"
_STARTS: Final = (_PROJECT_START, "locations/", "folders/", "organizations/")
_PROJECT_IN = re.compile(r"projects/(?P<project>[^/]+)(?P<rest>/.*)?")
_URL = re.compile(r"https?://[^/]+/(?:[a-z]+/)?(?:v\d+[a-z0-9]*|alpha|beta)/(?P<path>.+)")
_NAME = re.compile(r"//[^/]+\.googleapis\.com/(?P<path>.+)")
# What follows the path in the id of a grant: a role, which may be of a project, and the member.
_ROLE = re.compile(r"[/ ](?:(?:projects|organizations)/[^/ ]+/)?roles/.*")
_EMAIL = re.compile(r"(?P<name>[^@/]+)@(?P<project>[a-z0-9.-]+)\.iam\.gserviceaccount\.com")
_EVERY_PROJECT: Final = "projects/-/serviceAccounts/"
_KEY_PARTS: Final = 4
# The attribute that names the asset, of types whose ids are no paths.
_WITHOUT_ID: Mapping[str, str] = {
    "google_cloud_run_service": "name",
    "google_compute_router_nat": "name",
    "google_project": "project_id",
    "google_spanner_instance": "name",
    "google_sql_database_instance": "name",
    "google_storage_bucket": "name",
}


def id_attribute(type_: str) -> str:
    """Return the attribute from which the name of a type is made; empty for unknown types."""
    return _WITHOUT_ID.get(type_) or ("id" if _host(type_) else "")


def own_id(one: Instance) -> str | None:
    """Return the full resource name of an asset as findings have it; None while it is not known."""
    if one.type in ON:
        return None
    path = _id_path(one)
    if path is None:
        pattern = PATHS.get(one.type)
        return _filled(pattern, one, one.values.get("project")) if pattern else None
    host = _host(one.type)
    return f"//{host}.googleapis.com/{path}" if host else None


def _id_path(one: Instance) -> str | None:
    """Return the path that the id of an asset is; None if it is not one, or not known."""
    path = one.values.get("id")
    if id_attribute(one.type) != "id" or not isinstance(path, str):
        return None
    path = _path_in(path)
    if not path.startswith(_STARTS):
        return None
    return _ROLE.sub("", path) if "_iam_" in one.type and "_custom_role" not in one.type else path


def _host(type_: str) -> str | None:
    words = type_.split("_")
    for length in range(len(words), 1, -1):
        if host := HOSTS.get("_".join(words[:length])):
            return host
    return None


def _path_in(text: str) -> str:
    """Return the path in a URL or a full resource name; a path is returned as it is."""
    found = _URL.fullmatch(text) or _NAME.fullmatch(text)
    return found["path"] if found else text


def _filled(pattern: str, one: Instance, project: object) -> str | None:
    """Return the name that a pattern makes of the arguments; None if one is not known."""
    host, _, path = pattern.partition("/")
    values: dict[str, str] = {}
    for argument in _ARGUMENTS.findall(path):
        value = project if argument == "project" else one.values.get(argument)
        if not isinstance(value, str) or not value:
            continue
        text = _path_in(value).removeprefix(_EVERY_PROJECT)
        whole = text.startswith(_PROJECT_START)
        if path.startswith(f"{{{argument}}}/") and not whole:
            return None  # what the asset is in may be named without its project
        if argument not in _PLACES and whole and path.endswith(f"{{{argument}}}"):
            return f"//{host}.googleapis.com/{text}"  # the argument names the asset with its place
        values[argument] = text.rpartition("/")[2] if argument in _PLACES else text
    if values.keys() != set(_ARGUMENTS.findall(path)):
        return None
    return f"//{host}.googleapis.com/{_own_forms(host, path.format_map(values))}"


def _own_forms(host: str, path: str) -> str:
    """Return a path whose service's Terraform arguments have forms of their own."""
    if host == "storage":
        return path.removeprefix("b/")
    email = _EMAIL.fullmatch(path) if host == "iam" else None
    if email:
        return f"projects/{_project_of(email)}/serviceAccounts/{path}"
    words = path.split("/")
    if host == "cloudkms" and len(words) == _KEY_PARTS:
        project, location, ring, key = words
        return f"projects/{project}/locations/{location}/keyRings/{ring}/cryptoKeys/{key}"
    return path


def _project_of(email: re.Match[str]) -> str:
    """Return the project of an email: `shop.example.com` there is `example.com:shop`."""
    project, dot, domain = email["project"].partition(".")
    return f"{domain}:{project}" if dot else project


def configured(one: Instance, id_of: IdOf, project: str | None) -> tuple[str, ...]:
    """Return the full resource names of the assets that an instance configures.

    Args:
        one: an instance of a type of `configures`.
        id_of: finds an asset by the name that an argument has.
        project: the project of all other resources, if it is one.
    """
    pattern = ON[one.type]
    if one.type == "google_dns_policy":
        return tuple(_networks_of(one))
    named = [name for name in _ARGUMENTS.findall(pattern) if name not in _PLACES]
    own = one.values.get("project") or _project_in_id(one)
    if one.type.startswith("google_service_account") and (path := _granted_path(one)):
        return (f"//iam.googleapis.com/{path}",)
    if found := _filled(pattern, one, own):
        return (found,)
    for name in named:
        value = one.values.get(name)
        if not isinstance(value, str):
            continue
        for type_ in NAMED_BY.get(name, ()):
            if resource_id := id_of(type_, value):
                return (resource_id,)
    if path := _granted_path(one):
        return (f"//{pattern.partition('/')[0]}.googleapis.com/{path}",)
    found = _filled(pattern, one, project)
    return (found,) if found else ()


def _networks_of(one: Instance) -> Iterable[str]:
    """Yield the networks that a DNS policy is for."""
    listed = one.values.get("networks")
    for block in listed if isinstance(listed, list) else ():
        url = block.get("network_url") if isinstance(block, Mapping) else None
        path = _path_in(url) if isinstance(url, str) else ""
        if path.startswith(_PROJECT_START):
            yield f"//compute.googleapis.com/{path}"


def _granted_path(one: Instance) -> str | None:
    """Return the path of the asset in the id of a grant or a key."""
    id_ = one.values.get("id")
    if not isinstance(id_, str) or not id_.startswith(_PROJECT_START):
        return None
    if "_iam_" in one.type:
        return _ROLE.sub("", id_)
    path, found, _ = id_.partition("/keys/")
    return path if found and "/serviceAccounts/" in path else None


def _project_in_id(one: Instance) -> str | None:
    """Return the project that the id begins with."""
    id_ = one.values.get("id")
    found = _PROJECT_IN.match(id_) if isinstance(id_, str) else None
    return found["project"] if found else None


def renamed(instances: Iterable[Instance]) -> Callable[[str], str]:
    """Return a function that writes the project's id where a name has its number.

    The instances tell which number is whose: a project has both, and so has each resource whose
    id and arguments write its project in different ways.
    """
    ids: dict[str, str] = {}
    for one in instances:
        found = set(_projects(one))
        numbers = [name for name in found if name.isdecimal()]
        names = [name for name in found if not name.isdecimal()]
        if len(numbers) == len(names) == 1:
            ids.setdefault(numbers[0], names[0])

    def with_id(resource_id: str) -> str:
        start, found, rest = resource_id.partition(f".googleapis.com/{_PROJECT_START}")
        if not found:
            return resource_id
        project, slash, path = rest.partition("/")
        return f"{start}{found}{ids.get(project, project)}{slash}{path}"

    return with_id


def _projects(one: Instance) -> Iterable[str]:
    """Yield the ways in which an instance writes its own project."""
    values = one.values
    if one.type == "google_project":
        yield from (values[key] for key in ("number", "project_id") if _is_text(values.get(key)))
        return
    for key in ("project", "project_number"):
        value = values.get(key)
        if _is_text(value) or isinstance(value, int):
            yield str(value).removeprefix(_PROJECT_START)
    if one.type in ON:  # its id and its name may be those of another project's asset
        return
    for key in ("id", "name", "self_link"):
        value = values.get(key)
        found = _PROJECT_IN.match(_path_in(value)) if isinstance(value, str) else None
        if found:
            yield found["project"]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def id_by_name(_argument: str, _name: str, _id_of: IdOf) -> str | None:
    """Return None: `configured` makes names of all arguments together."""
    return None


def owner(resource_id: str) -> tuple[str, str] | None:
    """Return `gcp` and the project of a full resource name, if it names one."""
    _, found, path = resource_id.partition(f".googleapis.com/{_PROJECT_START}")
    return ("gcp", path.partition("/")[0]) if found else None


def _naming(pattern: str) -> tuple[str, ...]:
    """Return the arguments of a pattern that name an asset: those of its place only if no other."""
    arguments = tuple(_ARGUMENTS.findall(pattern))
    return tuple(name for name in arguments if name not in _PLACES) or arguments


CONFIGURES: Mapping[str, tuple[str, ...]] = {type_: _naming(path) for type_, path in ON.items()}

GCP: Final = TerraformCloud(
    name="gcp",
    prefixes=("google_",),
    id_attribute=id_attribute,
    own_id=own_id,
    configures=CONFIGURES,
    id_by_name=id_by_name,
    configured=configured,
    renamed=renamed,
    owner=owner,
    names=("name", "dataset_id", "repository_id", "secret_id", "account_id", "project_id"),
    used_by=USED_BY,
    services=SERVICES,
    assets=ASSETS,
)
