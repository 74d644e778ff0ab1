"""An account of the toy cloud, served over HTTP on loopback."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest
from aiohttp import web


@dataclass(slots=True)
class ToyAccount:
    """The account `acme` with its boxes.

    Attributes:
        refusals: the status and the error code with which a call is refused, by its path's end.
        throttled: how many more calls are refused because there are too many.
        keys: the names of the keys that calls came with.
        listings: how often the boxes were listed.
        before_listing: is called with the number of each listing, the first being 1.
    """

    boxes: list[dict[str, object]] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    refusals: dict[str, tuple[int, str]] = field(default_factory=dict)
    throttled: int = 0
    keys: set[str] = field(default_factory=set)
    url: str = ""
    listings: int = 0
    before_listing: Callable[[int], None] = lambda _number: None

    def add(self, box: str, *, locked: bool, label: str) -> str:
        """Put a box into the account, and return its id."""
        self.boxes.append({"id": box, "account": "acme", "region": "north", "locked": locked})
        self.labels[box] = label
        return f"toy://acme/north/box/{box}"

    async def answer(self, request: web.Request) -> web.Response:
        self.keys.add(request.headers["x-key"])
        what = request.path.rpartition("/")[2]
        if what == "boxes":
            self.listings += 1
            self.before_listing(self.listings)
        if what in self.refusals:
            status, code = self.refusals[what]
            return web.Response(status=status, text=code)
        if self.throttled:
            self.throttled -= 1
            return web.Response(status=429, text="TooManyCalls")
        match what:
            case "account":
                return web.json_response({"id": "acme"})
            case "boxes":
                return web.json_response({"boxes": self.boxes})
            case _:
                return web.json_response({"label": self.labels[request.path.split("/")[2]]})


@pytest.fixture
async def account() -> AsyncIterator[ToyAccount]:
    served = ToyAccount()
    app = web.Application()
    app.router.add_get("/{path:.*}", served.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    served.url = f"http://{host}:{port}"
    yield served
    await runner.cleanup()
