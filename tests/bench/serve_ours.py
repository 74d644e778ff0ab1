"""Serves the product's API, with a queue whose runs are never executed, and prints its address."""

import asyncio
import os

from posture import telemetry
from posture.api.app import create_app
from posture.api.deps import Deps
from posture.bootstrap.clouds import CLOUDS, by_name
from posture.bootstrap.compose import compose, exchanger_for
from posture.checks.catalog import checks
from posture.frameworks.catalog import frameworks
from posture.services.watch import Watch
from posture.settings import Settings
from posture.store.engine import Store
from tests.bench.granian import serve
from tests.bench.installation import Nobody


def deps_over(store: Store, settings: Settings, watch: Watch | None = None) -> Deps:
    """Return what the API needs."""
    return Deps(
        store=store,
        settings=settings,
        queue=Nobody(),
        checks={one.id: one for one in checks(CLOUDS)},
        frameworks=frameworks(),
        clouds=by_name(),
        watch=watch or Watch(store, settings),
        exchanger=exchanger_for(store, settings),
    )


async def main() -> None:
    settings = Settings.from_environ(os.environ)
    telemetry.setup(settings)
    parts = compose(settings)
    async with parts.store:
        await serve(create_app(deps_over(parts.store, settings)))


if __name__ == "__main__":
    asyncio.run(main())
