"""Stubs: responses of the emulated account to calls that moto does not have.

A WSGI layer in front of moto, so that every client of the endpoint sees one account.
"""

import io
import json
import re
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote

import botocore.loaders
import botocore.model
import botocore.serialize

from tests.emulator.missing_listings import missing_listings

_ADD = "/stub-api/add"
_RESET = "/moto-api/reset"
_SCOPE = re.compile(r"Credential=[^/]+/\d+/([^/]+)/([^/]+)/aws4_request")
_EVERYWHERE = ""
_LOADER = botocore.loaders.Loader()
StartResponse = Callable[[str, list[tuple[str, str]]], object]
Wsgi = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]


def stub(
    endpoint_url: str,
    call: str,
    answer: Mapping[str, Any] | str,
    *,
    region: str = _EVERYWHERE,
    **request: object,
) -> None:
    """Let the account give `answer` to a call with this input, in a region or everywhere.

    Args:
        endpoint_url: of the account.
        call: `service:Operation`.
        answer: JSON, which is an error when it has a `__type`, or the text of an XML answer.
        region: where; by default in every region.
        request: the part of the operation's input that tells this call from others.
    """
    service, _, operation = call.partition(":")
    model = botocore.model.ServiceModel(
        _LOADER.load_service_model(service, "service-2"), service_name=service
    )
    serializer = botocore.serialize.create_serializer(
        model.resolved_protocol, include_validation=False
    )
    serialized = serializer.serialize_to_request(dict(request), model.operation_model(operation))
    recording = {
        "service": model.signing_name,
        "region": region,
        "method": serialized["method"],
        "path": unquote(serialized["url_path"].partition("?")[0]),
        "target": serialized["headers"].get("X-Amz-Target", ""),
        "members": _members(model.resolved_protocol, operation, request),
        "answer": answer,
    }
    body = json.dumps(recording, default=str).encode()
    with urllib.request.urlopen(f"{endpoint_url}{_ADD}", body):  # noqa: S310  # always http on loopback
        pass


def _members(protocol: str, operation: str, request: Mapping[str, object]) -> Mapping[str, object]:
    """Return what must stand in the body; in REST it is the path that tells."""
    match protocol:
        case "json":
            return request
        case "query":
            return {"Action": operation, **request}
        case _:
            return {}


class StubbedAccount:
    """Answer calls that have a stub, and pass every other call to the account behind it.

    The latest recording that fits wins; one for the call's own region before one for everywhere.
    """

    def __init__(self, account: Wsgi) -> None:
        self._account = account
        self._recordings: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
        self._begin()

    def __call__(self, environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == _ADD:
            self._keep(json.loads(_body(environ)))
            start("204 No Content", [])
            return []
        if path == _RESET:
            self._begin()
        found = self._found(environ)
        if found is None:
            return self._account(environ, start)
        answer = found["answer"]
        if isinstance(answer, str):
            start("200 OK", [("Content-Type", "text/xml")])
            return [answer.encode()]
        status = "400 Bad Request" if "__type" in answer else "200 OK"
        start(status, [("Content-Type", "application/json")])
        return [json.dumps(answer).encode()]

    def _begin(self) -> None:
        self._recordings.clear()
        for one in missing_listings():
            self._keep(one)

    def _keep(self, one: dict[str, Any]) -> None:
        key = (one["service"], one["region"], one["method"], one["path"], one["target"])
        self._recordings[key].insert(0, one)

    def _found(self, environ: dict[str, Any]) -> dict[str, Any] | None:
        scope = _SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
        if not scope:
            return None
        call = (
            environ["REQUEST_METHOD"],
            environ["PATH_INFO"],
            environ.get("HTTP_X_AMZ_TARGET", ""),
        )
        for region in (scope[1], _EVERYWHERE):
            for one in self._recordings.get((scope[2], region, *call), ()):
                if one["members"].items() <= _asked(environ).items():
                    return one
        return None


def _asked(environ: dict[str, Any]) -> dict[str, Any]:
    asked: dict[str, Any] = dict(parse_qsl(environ.get("QUERY_STRING", "")))
    content = _body(environ)
    if content.startswith(b"{"):
        asked |= json.loads(content)
    else:
        asked |= dict(parse_qsl(content.decode(errors="replace")))
    return asked


def _body(environ: dict[str, Any]) -> bytes:
    """Read the body, and put it back for the next reader."""
    content: bytes = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(content)
    return content
