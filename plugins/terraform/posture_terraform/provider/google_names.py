"""Google Cloud: the full resource name of a resource whose Terraform type is not known.

A function of the Terraform provider gets the attributes of a resource without its type. A
`self_link` names the service. An `id` is only the path, and its collections mostly belong to one
service; where several have the same, an attribute decides that only one of them has.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

_URL = (
    r"https://(?P<host>[a-z]+)\.[a-z0-9.-]+/(?:(?P<api>[a-z]+)/)?(?:v\d+[a-z0-9]*|alpha|beta)/"
    r"(?P<path>[^?#\s]+)"
)
_OLD_HOST: Final = "www"
_BUCKETS: Final = "b"
_BUCKET_WORDS: Final = 2
# The first word of the host of names, where that of the API is another one.
_HOST_OF_NAMES: Final = {"sqladmin": "cloudsql"}
_RUN: Final = r"locations/([^/]+)/namespaces/([^/]+)/services/([^/]+)"
_OF_OTHERS: Final = frozenset({"clusters"})  # clusters of Dataproc have a region, too

# The first word of the host, by the collections of a path.
_HOSTS: Mapping[str, str] = {
    "projects/datasets": "bigquery",
    "projects/locations/collections/dataStores": "discoveryengine",
    "projects/locations/featureOnlineStores": "aiplatform",
    "projects/locations/featurestores": "aiplatform",
    "projects/locations/functions": "cloudfunctions",
    "projects/locations/indexEndpoints": "aiplatform",
    "projects/locations/indexes": "aiplatform",
    "projects/locations/keyRings": "cloudkms",
    "projects/locations/keyRings/cryptoKeys": "cloudkms",
    "projects/locations/keys": "apikeys",
    "projects/locations/notebookRuntimeTemplates": "aiplatform",
    "projects/locations/reasoningEngines": "aiplatform",
    "projects/locations/secrets": "secretmanager",
    "projects/locations/tensorboards": "aiplatform",
    "projects/locations/workloadIdentityPools": "iam",
    "projects/locations/workloadIdentityPools/providers": "iam",
    "projects/managedZones": "dns",
    "projects/roles": "iam",
    "projects/secrets": "secretmanager",
    "projects/serviceAccounts": "iam",
    "projects/subscriptions": "pubsub",
    "projects/topics": "pubsub",
}
# Collections of several services: an attribute that only a type of the service has.
_HOSTS_BY_ATTRIBUTE: Mapping[str, Mapping[str, str]] = {
    "projects": {"number": "cloudresourcemanager"},
    "projects/locations/agents": {"default_language_code": "dialogflow"},
    "projects/locations/clusters": {"enable_autopilot": "container", "initial_user": "alloydb"},
    "projects/locations/datasets": {"metadata_schema_uri": "aiplatform"},
    "projects/locations/endpoints": {"deployed_models": "aiplatform"},
    "projects/locations/instances": {
        "file_shares": "file",
        "gce_setup": "notebooks",
        "memory_size_gb": "redis",
    },
    "projects/locations/repositories": {"repository_id": "artifactregistry"},
    "projects/locations/services": {"ingress": "run"},
}


def name_of(attributes: Mapping[str, Any]) -> str | None:
    """Return the full resource name of a resource; None if its attributes do not tell it."""
    for name in ("self_link", "id"):
        value = attributes.get(name)
        found = _named(value, attributes) if isinstance(value, str) else None
        if found is not None:
            return found
    return None


def _named(text: str, attributes: Mapping[str, Any]) -> str | None:
    url = re.fullmatch(_URL, text)
    if url is not None:
        host = url["api"] if url["host"] == _OLD_HOST else url["host"]
        words = url["path"].split("/")
        if words[0] == _BUCKETS:
            return f"//storage.googleapis.com/{words[1]}" if len(words) == _BUCKET_WORDS else None
        if host is None or words[0] != "projects":
            return None
        return _full_name(_HOST_OF_NAMES.get(host, host), words, attributes)
    if service := re.fullmatch(_RUN, text):
        place, project, name = service.groups()
        return f"//run.googleapis.com/projects/{project}/locations/{place}/services/{name}"
    words = text.split("/")
    host = _host(words, attributes)
    return _full_name(host, words, attributes) if host and all(words) else None


def _full_name(host: str, words: list[str], attributes: Mapping[str, Any]) -> str:
    """Return the name; a project's number becomes its id where an attribute has that."""
    project = attributes.get("project")
    if words[1].isdecimal() and isinstance(project, str) and project:
        words = [words[0], project, *words[2:]]
    return f"//{host}.googleapis.com/{'/'.join(words)}"


def _host(words: list[str], attributes: Mapping[str, Any]) -> str | None:
    match words:
        case ["projects", _, "global", _, _]:
            return "compute"
        case ["projects", _, ("regions" | "zones"), _, kind, _]:
            return None if kind in _OF_OTHERS else "compute"
        case _ if len(words) % 2:
            return None
    collections = "/".join(words[::2])
    choices = _HOSTS_BY_ATTRIBUTE.get(collections, {})
    by_attribute = (host for name, host in choices.items() if name in attributes)
    return _HOSTS.get(collections) or next(by_attribute, None)
