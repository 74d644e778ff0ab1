"""Serves the product's API, with a queue from which nobody takes, and prints its address."""

import asyncio
import os

from posture import telemetry
from posture.api.app import create_app
from posture.api.deps import Deps
from posture.bootstrap import compose
from posture.frameworks.catalog import frameworks
from posture.settings import Settings
from tests.bench.granian import serve
from tests.bench.house import Nobody


async def main() -> None:
    settings = Settings.from_environ(os.environ)
    telemetry.setup(settings)
    parts = compose(settings)
    deps = Deps(
        store=parts.store,
        settings=settings,
        queue=Nobody(),
        checks=parts.checks,
        frameworks=frameworks(),
        providers=frozenset({"aws"}),
    )
    async with parts.store:
        await serve(create_app(deps))


if __name__ == "__main__":
    asyncio.run(main())
