"""A read of a Google API, and the forms that reads of many APIs share."""

from typing import NamedTuple

PARTIAL = "maxResults=500&returnPartialSuccess=true"
POLICY_3 = b'{"options":{"requestedPolicyVersion":3}}'


class Operation(NamedTuple):
    """A read of a Google API.

    Attributes:
        host: the first word of the host.
        path: the path with its parameters in braces: `{project}`, `{location}`, or `{path}`, which
            is the path in a full resource name.
        permission: the permission that it needs; empty for none.
        items: the member of the response with what is listed; empty for no listing.
        scope: the member of each scope of an aggregated list.
        query: the query, with its parameters in braces.
        kind: the `kind` that a response must have, in APIs that have it.
        verb: the HTTP method.
        body: the request's body.
        regional: whether each location has a host of its own.
    """

    host: str
    path: str
    permission: str
    items: str = ""
    scope: str = ""
    query: str = ""
    kind: str = ""
    verb: str = "GET"
    body: bytes = b""
    regional: bool = False

    def host_in(self, location: str) -> str:
        """Return the first word of the host for a location."""
        return f"{location}-{self.host}" if self.regional and location != "global" else self.host


def compute_global(collection: str, kind: str, permission: str) -> Operation:
    """Return the listing of a type that is in no zone and in no region."""
    path = f"compute/v1/projects/{{project}}/global/{collection}"
    return Operation("compute", path, permission, "items", query=PARTIAL, kind=f"compute#{kind}")


def aggregated(collection: str, kind: str, permission: str, scope: str = "") -> Operation:
    """Return the listing of a type in all zones or regions at once."""
    return Operation(
        "compute",
        f"compute/v1/projects/{{project}}/aggregated/{collection}",
        permission,
        "items",
        scope=scope or collection,
        query=PARTIAL,
        kind=f"compute#{kind}",
    )


def policy(host: str, version: str, permission: str, *, post: bool = True) -> Operation:
    """Return the read of the IAM policy of one resource, with its conditions."""
    if post:
        path = f"{version}/{{path}}:getIamPolicy"
        return Operation(host, path, permission, verb="POST", body=POLICY_3)
    query = "options.requestedPolicyVersion=3"
    return Operation(host, f"{version}/{{path}}:getIamPolicy", permission, query=query)


def locations(host: str, version: str, permission: str) -> Operation:
    """Return the listing of the locations of an API."""
    path = f"{version}/projects/{{project}}/locations"
    return Operation(host, path, permission, "locations", query="pageSize=200")


def located(  # the parts of one line of the table
    host: str, version: str, items: str, permission: str, query: str = "pageSize=100"
) -> Operation:
    """Return the listing of a type in one location."""
    path = f"{version}/projects/{{project}}/locations/{{location}}/{items}"
    return Operation(host, path, permission, items, query=query)


def anywhere(host: str, version: str, items: str, permission: str) -> Operation:
    """Return the listing of a type in all locations at once."""
    path = f"{version}/projects/{{project}}/locations/-/{items}"
    return Operation(host, path, permission, items, query="pageSize=100")


def vertex(items: str, permission: str) -> Operation:
    """Return the listing of a type of Vertex AI in one location, by the host of that location."""
    return located("aiplatform", "v1", items, f"aiplatform.{permission}.list")._replace(
        regional=True
    )
