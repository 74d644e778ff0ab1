"""Serves the same list as the tutorials do: FastAPI, SQLModel entities, a session, uvicorn."""

import os
import socket
from collections.abc import Iterator
from hashlib import sha256
from typing import Annotated

import uvicorn
from fastapi import Depends, FastAPI, Header, HTTPException
from sqlmodel import Session, SQLModel, col, create_engine, select

from posture.store.rows import Run, Token
from tests.bench.house import RUNS

engine = create_engine(os.environ["POSTURE_DATABASE_URL"])
app = FastAPI()


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


def main() -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        print(f"http://127.0.0.1:{held.getsockname()[1]}", flush=True)
        config = uvicorn.Config(app, log_level="error", access_log=False)
        uvicorn.Server(config).run(sockets=[held])


if __name__ == "__main__":
    main()
