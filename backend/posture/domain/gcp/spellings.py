"""The spellings of full resource names, and the one that findings have.

People copy names from where they find them: a `self_link` of Terraform or of an API, a name of
Cloud Asset Inventory with the project's number, a `gs://` URL. Each is understood.
"""

import re
from typing import Final

from posture.domain.gcp.names import PROJECTS, full_name

_HOST: Final = r"//(?P<host>[a-z0-9.-]+)\.googleapis\.com/(?P<rest>\S+)"
_URL: Final = re.compile(rf"https?:{_HOST}", re.IGNORECASE)
_NAME: Final = re.compile(_HOST, re.IGNORECASE)
_BUCKET_URL: Final = re.compile(r"gs://(?P<bucket>[^/\s]+)/?")
# What a URL has before the path of a resource: `compute/v1/`, `v2beta1/`, `bigquery/v2/`.
_VERSION: Final = re.compile(r"(?:[a-z]+/)?(?:v\d+[a-z0-9]*|alpha|beta)/")
_REGIONAL: Final = re.compile(r"^(?:[a-z]+-[a-z]+\d+|us|eu)-(?=[a-z]+$)")
# The first word of the host of an API, where that of its names is another one.
_HOST_OF_NAMES: Final = {"sqladmin": "cloudsql"}
_PLACES: Final = frozenset({"locations", "regions", "zones"})
_BUCKETS: Final = ("storage/v1/b/", "projects/_/buckets/", "b/")


def canonical(resource_id: str, number: str, project_id: str) -> str:
    """Return a name as findings have it; what is no name of Google Cloud is returned as it is.

    Args:
        resource_id: a full resource name, the URL of a resource, or the `gs://` URL of a bucket.
        number: the number of the scanned project, which is replaced by its id.
        project_id: that id.
    """
    if found := _BUCKET_URL.fullmatch(resource_id):
        return full_name("storage", found["bucket"].lower())
    url = _URL.fullmatch(resource_id)
    found = url or _NAME.fullmatch(resource_id)
    if found is None:
        return resource_id
    host, path = found["host"].lower(), found["rest"].rstrip("/")
    # Some services have a host for each region: `us-central1-aiplatform`, `run.us-west1.rep`.
    host = _REGIONAL.sub("", host.partition(".")[0])
    if url:
        host, path = _of_url(host, path)
    host = _HOST_OF_NAMES.get(host, host)
    return full_name(host, _path(host, path, number, project_id))


def _of_url(host: str, path: str) -> tuple[str, str]:
    """Return the service and the path of a resource in the URL of its API."""
    if host == "www":  # the older host of all APIs; the name of the API begins the path
        host = path.partition("/")[0]
    if host == "storage":
        return host, path
    version = _VERSION.match(path)
    return host, path[version.end() :] if version else path


def _path(host: str, path: str, number: str, project_id: str) -> str:
    if host == "storage":
        return _bucket(path)
    words = path.split("/")
    if words[0] == PROJECTS and len(words) > 1:
        project = words[1].lower()
        words[1] = project_id if project == number else project
    for position in range(2, len(words) - 1, 2):
        if words[position] in _PLACES:
            words[position + 1] = words[position + 1].lower()
        if host == "container" and words[position] in _PLACES:
            words[position] = "locations"
    if host == "compute":  # its names have no capital letters, other services' may have
        words[-1] = words[-1].lower()
    return "/".join(words)


def _bucket(path: str) -> str:
    """Return the name of a bucket; the names of what is in a bucket are left as they are."""
    for prefix in _BUCKETS:
        if path.startswith(prefix):
            path = path.removeprefix(prefix)
            break
    return path if "/" in path else path.lower()
