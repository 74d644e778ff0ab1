"""One read of a Google API over HTTPS."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

import msgspec

from posture.collectors.errors import MALFORMED_ANSWER, CallError
from posture.collectors.gcp.errors import error_of
from posture.collectors.gcp.operation import Operation
from posture.collectors.gcp.operations import OPERATIONS
from posture.collectors.http import CloudHttp
from posture.version import version

# The audit log records it with every call.
PRODUCT = f"posture/{version()}"
GOOD = 200
# What a value may contain unescaped in a path.
SAFE = "/:@~"
LOCATION = re.compile(r"[a-z0-9-]{1,63}")
# The parameter that is the body of a request, as JSON.
BODY = "body"
PAGE_TOKEN = "pageToken"  # noqa: S105  # the name of a parameter


class Keys(tuple[str, str]):
    """An access token, and the project that is charged for the calls; empty for the API's rule."""

    __slots__ = ()


class GcpHttp:
    """Sends reads, with the token as bearer.

    Args:
        http: the connections.
        universe: the domain of the APIs.
        endpoint: replaces the hosts of the APIs, which then come first in the path; without a
            slash at the end.
        project_id: the scanned project.
    """

    def __init__(
        self, http: CloudHttp, *, universe: str, endpoint: str | None, project_id: str
    ) -> None:
        self._http = http
        self._universe = universe
        self._endpoint = endpoint
        # The number is added once it is known.
        self.projects = {project_id}

    async def send(
        self, call: str, region: str, parameters: Mapping[str, Any], keys: Keys
    ) -> dict[str, Any]:
        """Make one read, once.

        Args:
            call: a name of `OPERATIONS`.
            region: the location whose host is called, where the API has a host for each.
            parameters: what the path has in braces, and further parameters of the query.
            keys: the access token.

        Raises:
            CallError: there is no usable response.
        """
        operation = OPERATIONS[call]
        # A location can begin the host, which gets the token.
        if operation.regional and not LOCATION.fullmatch(region):
            raise CallError(MALFORMED_ANSWER, call)
        url = self._url(operation, region, parameters)
        token, charged = keys
        headers = {
            "Authorization": f"Bearer {token}",
            "Accept": "application/json",
            "User-Agent": PRODUCT,
        }
        if charged:
            headers["X-Goog-User-Project"] = charged
        body = operation.body or str(parameters.get(BODY, "")).encode()
        if body:
            headers["Content-Type"] = "application/json"
        response = await self._http.exchange(
            call, operation.verb, url, headers=headers, body=body, proxy=self._http.proxy_of(url)
        )
        if response.status != GOOD:
            raise error_of(call, response, self.projects)
        try:
            found = msgspec.json.decode(response.body)
        except (msgspec.DecodeError, RecursionError) as error:
            raise CallError(MALFORMED_ANSWER, call, response.status) from error
        if not isinstance(found, dict) or (operation.kind and found.get("kind") != operation.kind):
            raise CallError(MALFORMED_ANSWER, call, response.status)
        return found

    def _url(self, operation: Operation, region: str, parameters: Mapping[str, Any]) -> str:
        host = f"{operation.host_in(region)}.{self._universe}"
        base = f"{self._endpoint}/{host}" if self._endpoint else f"https://{host}"
        values = {name: quote(str(value), safe=SAFE) for name, value in parameters.items()}
        path = operation.path.format_map(values)
        query = [operation.query.format_map(values)] if operation.query else []
        if PAGE_TOKEN in parameters:
            query.append(urlencode({PAGE_TOKEN: parameters[PAGE_TOKEN]}))
        return "?".join(filter(None, (f"{base}/{path}", "&".join(query))))
