"""One read of Azure Resource Manager, or of Microsoft Graph, over HTTPS."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

import msgspec

from posture.collectors.azure.errors import error_of
from posture.collectors.azure.operations import OPERATIONS
from posture.collectors.errors import MALFORMED_ANSWER, CallError
from posture.collectors.http import CloudHttp
from posture.version import version

# The activity log records it with every call.
PRODUCT = f"posture/{version()}"
GOOD = 200
PORTS = {"http": 80, "https": 443}
# What an id may contain unescaped in a path.
SAFE = "/:@!$&'()*+,;=~"
# The parameter of a call that is a page's whole address, as the page before gave it.
NEXT = "next"


class ArmHttp:
    """Sends reads, with the token as bearer.

    Args:
        http: the connections.
        base: the URL of the Resource Manager or of Graph, without a slash at the end.
    """

    def __init__(self, http: CloudHttp, base: str) -> None:
        self._http = http
        self._base = base
        self._origin = _origin(base)
        self._proxy = http.proxy_of(base)

    async def send(
        self,
        call: str,
        region: str,  # noqa: ARG002  # ARM has one endpoint
        parameters: Mapping[str, Any],
        keys: str,
    ) -> dict[str, Any]:
        """Make one read, once.

        Args:
            call: a name of `OPERATIONS`.
            region: not used.
            parameters: what the path has in braces; `next` replaces it by the address of a page.
            keys: the access token.

        Raises:
            CallError: there is no usable response.
        """
        url = self._url(call, parameters)
        headers = {
            "Authorization": f"Bearer {keys}",
            "Accept": "application/json",
            "User-Agent": PRODUCT,
        }
        response = await self._http.exchange(call, "GET", url, headers=headers, proxy=self._proxy)
        if response.status != GOOD:
            raise error_of(call, response)
        try:
            body = msgspec.json.decode(response.body)
        except (msgspec.DecodeError, RecursionError) as error:
            raise CallError(MALFORMED_ANSWER, call, response.status) from error
        if not isinstance(body, dict):
            raise CallError(MALFORMED_ANSWER, call, response.status)
        return body

    def _url(self, call: str, parameters: Mapping[str, Any]) -> str:
        if NEXT in parameters:
            url = str(parameters[NEXT])
            # The token goes to the Resource Manager alone, whatever a page says.
            if _origin(url) != self._origin:
                raise CallError(MALFORMED_ANSWER, call)
            return url
        operation = OPERATIONS[call]
        path = operation.path.format(
            **{name: quote(str(value), safe=SAFE) for name, value in parameters.items()}
        )
        # What does not begin the path would be a part of the host, which gets the token.
        if not path.startswith("/"):
            raise CallError(MALFORMED_ANSWER, call)
        version = f"api-version={operation.version}" if operation.version else ""
        query = "&".join(filter(None, (version, operation.query)))
        return f"{self._base}{path}" + (f"?{query}" if query else "")


def _origin(url: str) -> tuple[str, str, int | None] | None:
    """Return scheme, host and port of a URL; None if it has a user, or is no URL.

    Some resource providers write the port 443 into the addresses of pages.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme)
    except ValueError:
        return None
    if "@" in parts.netloc:
        return None
    return (parts.scheme, parts.hostname or "", port)
