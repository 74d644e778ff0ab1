"""A tenant and a token of its own, made in one process, as one start of Python is a second."""

import asyncio
import os
import sys

import structlog

from posture.services.tenants import create_tenant
from posture.services.tokens import SCOPES, mint
from posture.settings import Settings
from posture.store.engine import Store


async def found() -> str:
    """Return the token in clear text."""
    async with Store(Settings.from_environ(os.environ)) as store:
        tenant = await create_tenant(store, name="acme")
        minted = await mint(store, tenant_id=tenant.id, name="demo", scopes=SCOPES, expires_at=None)
    return minted.clear_text


if __name__ == "__main__":
    # Standard output is for the token alone.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    print(asyncio.run(found()))  # noqa: T201  # whoever started it reads it
