"""Full resource names: Google Cloud's names of resources.

A name is `//SERVICE.googleapis.com/PATH`. Google's own services write the project in the path by
its id or by its number; here it is always the id.
Source: https://cloud.google.com/iam/docs/full-resource-names
"""

import re
from itertools import pairwise
from typing import NamedTuple

from posture.domain.cloud import Location

GLOBAL = "global"
PROJECTS = "projects"
_DOMAIN = ".googleapis.com"
_NAME = re.compile(
    r"//(?P<service>[a-z][a-z0-9-]*)\.googleapis\.com/(?P<path>[^/\s]+(?:/[^/\s]+)*)"
)
_ZONE = re.compile(r"(?P<region>[a-z]+-[a-z]+\d+)-[a-z]")
_PLACES = frozenset({"regions", "zones", "locations"})

# The service's word for `--service` and check ids, by the host of its names.
SERVICES = {
    "aiplatform": "vertexai",
    "cloudfunctions": "functions",
    "cloudkms": "kms",
    "cloudresourcemanager": "iam",
    "cloudsql": "sql",
    "container": "gke",
}


class FullName(NamedTuple):
    """The parts of a full resource name.

    Attributes:
        service: the first word of the host, such as `compute`.
        project: the id or the number of the project; empty for a name without one.
        path: the path, such as `projects/shop/global/firewalls/ssh`.
    """

    service: str
    project: str
    path: str


def parse(resource_id: str) -> FullName | None:
    """Return the parts of a full resource name; None if it is not one."""
    found = _NAME.fullmatch(resource_id)
    if found is None:
        return None
    words = found["path"].split("/")
    named = words[0] == PROJECTS and len(words) > 1
    return FullName(found["service"], words[1] if named else "", found["path"])


def locate(resource_id: str) -> Location | None:
    """Return the location of an asset according to its name; None if it is not a full name."""
    found = parse(resource_id)
    if found is None:
        return None
    words = found.path.split("/")
    kind = words[-2] if len(words) > 1 else ""
    service = SERVICES.get(found.service, found.service)
    return Location(found.project, region_in(found.path), service, kind)


def region_in(path: str) -> str:
    """Return the region in a path; empty if it contains none."""
    words = path.split("/")
    for word, following in pairwise(words):
        if word in _PLACES:
            return region_of(following)
    return GLOBAL if GLOBAL in words else ""


def region_of(place: str) -> str:
    """Return the region of a location: of a zone its region, of a region or multi-region itself."""
    place = place.rpartition("/")[2].lower()
    zone = _ZONE.fullmatch(place)
    return zone["region"] if zone else place


def full_name(service: str, path: str) -> str:
    """Return the full resource name of a path of a service."""
    return f"//{service}{_DOMAIN}/{path}"


def with_project(resource_id: str, number: str, project_id: str) -> str:
    """Return a name with the id of the project where it has this number."""
    return resource_id.replace(f"/{PROJECTS}/{number}/", f"/{PROJECTS}/{project_id}/", 1)


def path_in(url: str) -> str:
    """Return the path of a resource in the URL of an API: `projects/…`, without API and version."""
    _, found, rest = url.partition(f"/{PROJECTS}/")
    return f"{PROJECTS}/{rest}" if found else url
