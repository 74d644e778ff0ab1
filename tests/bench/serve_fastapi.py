"""Serves the same list and takes the same runs as the tutorials do.

FastAPI, SQLModel entities, a session and a transaction for each request, uvicorn.
"""

import json
import os
import socket
import time
from collections.abc import Iterator
from hashlib import sha256
from typing import Annotated, TypeVar
from uuid import UUID, uuid4

import uvicorn
from fastapi import Depends, FastAPI, Header, HTTPException
from sqlalchemy import Connection, event
from sqlmodel import Session, SQLModel, col, create_engine, select, update

from posture.store.rows import Audit, Integration, Run, RunEvent, Tenant, Token
from tests.bench.installation import RUNS

R = TypeVar("R", bound=SQLModel)

BUSY_SECONDS = 30.0

engine = create_engine(
    os.environ["POSTURE_DATABASE_URL"],
    connect_args={"timeout": BUSY_SECONDS, "isolation_level": None},
)
app = FastAPI()


@event.listens_for(engine, "begin")
def begin(connection: Connection) -> None:
    """Take the lock for writing first where there will be a write: a later one may be refused."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class RunOut(SQLModel):
    id: str
    integration_id: str
    trigger: str
    status: str
    phase: str
    accepted_at: int
    started_at: int | None
    completed_at: int | None
    duration_ms: int | None
    scope: str | None
    source: str | None
    asset_count: int
    finding_count: int
    pass_count: int
    fail_count: int
    unknown_count: int
    not_applicable_count: int
    new_count: int | None
    unchanged_count: int | None
    resolved_count: int | None
    planned_read_count: int
    failed_read_count: int
    call_count: int
    coverage: float | None
    error_code: str | None
    error_detail: str | None


class Page(SQLModel):
    data: list[RunOut]


def session() -> Iterator[Session]:
    with Session(engine) as opened:
        yield opened


def caller(
    opened: Annotated[Session, Depends(session)], authorization: Annotated[str, Header()]
) -> Token:
    token_hash = sha256(authorization.removeprefix("Bearer ").encode()).hexdigest()
    token = opened.exec(select(Token).where(Token.token_hash == token_hash)).one_or_none()
    if token is None or "cloud_posture:read" not in token.scopes.split():
        raise HTTPException(401)
    return token


@app.get(RUNS, response_model=Page)
def list_runs(
    token: Annotated[Token, Depends(caller)],
    opened: Annotated[Session, Depends(session)],
) -> dict[str, list[Run]]:
    newest = (
        select(Run)
        .where(Run.tenant_id == token.tenant_id)
        .order_by(col(Run.accepted_at).desc(), col(Run.id).desc())
        .limit(100)
    )
    return {"data": list(opened.exec(newest))}


class RunIn(SQLModel):
    integration_id: UUID
    trigger: str = "manual"


class Accepted(SQLModel):
    accepted: bool
    integration_id: str
    trigger: str
    poll: str
    run_id: str


def writing() -> Iterator[Session]:
    with Session(engine.execution_options(writes=True)) as opened:
        yield opened


@app.post(RUNS, status_code=202)
def start_run(
    asked: RunIn,
    opened: Annotated[Session, Depends(writing)],
    authorization: Annotated[str, Header()],
) -> Accepted:
    token = caller(opened, authorization)
    integration = opened.get(Integration, str(asked.integration_id))
    if integration is None or integration.tenant_id != token.tenant_id:
        raise HTTPException(404)
    now = time.time_ns() // 1_000_000
    counts = {name: 0 for name in Run.model_fields if name.endswith("_count")}
    run = entity(
        Run,
        **counts,
        id=str(uuid4()),
        tenant_id=token.tenant_id,
        integration_id=integration.id,
        trigger=asked.trigger,
        status="accepted",
        phase="queued",
        accepted_at=now,
        token_id=token.id,
    )
    opened.add(run)
    opened.flush()
    opened.add(entity(RunEvent, run_id=run.id, at=now, to_status="accepted", reason="asked for"))
    call = {"method": "POST", "path": RUNS, "status": 202}
    opened.add(
        entity(
            Audit,
            tenant_id=token.tenant_id,
            ts=now,
            actor_user_id=token.id,
            action="api.call",
            after_jsonb=json.dumps(call),
            result="success",
            request_id=str(uuid4()),
            position=now,  # it chains nothing, as is usual
            hash="",
        )
    )
    opened.exec(
        update(Tenant)
        .where(col(Tenant.id) == token.tenant_id)
        .values(revision=col(Tenant.revision) + 1)
    )
    answer = Accepted(
        accepted=True, integration_id=integration.id, trigger=run.trigger, poll=RUNS, run_id=run.id
    )
    opened.commit()
    return answer


def entity(row: type[R], **given: object) -> R:
    """Return a row whose other columns are empty."""
    return row(**(dict.fromkeys(row.model_fields) | given))


def main() -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        print(f"http://127.0.0.1:{held.getsockname()[1]}", flush=True)
        config = uvicorn.Config(app, log_level="error", access_log=False)
        uvicorn.Server(config).run(sockets=[held])


if __name__ == "__main__":
    main()
