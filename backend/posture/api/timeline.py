"""The timeline of a run: its phases, and the calls of each service in each region."""

from typing import Final

from litestar import get

from posture.api import schemas
from posture.api.conditional import conditional
from posture.api.request import ApiRequest
from posture.api.responses import ApiResponse
from posture.api.runs import PATH, READ, trace_id_in
from posture.services.timeline import PlaceTime, SlowCall, Timeline, get_timeline
from posture.settings import TRACE_ID

NOTHING: Final = Timeline()


@get(f"{PATH}/{{run_id:str}}/timeline", opt=READ)
async def get_run_timeline(request: ApiRequest) -> ApiResponse:
    """Return where the time of a run went; of one that is under way, until now."""
    run_id = request.path_id("run_id")
    found = await get_timeline(
        request.deps.store, tenant_id=request.caller.tenant_id, run_id=run_id
    )
    shown = found.timeline or NOTHING
    content = schemas.RunTimeline(
        run_id=run_id,
        recorded=found.timeline is not None,
        complete=found.complete,
        phases=[
            schemas.PhaseTime(
                name=one.name.value, start_ms=one.start_ms, duration_ms=one.duration_ms
            )
            for one in shown.phases
        ],
        calls=[_calls_of(one) for one in shown.places],
        other=None
        if shown.other is None
        else schemas.OtherCalls(
            place_count=shown.other.place_count, **_numbers_of(shown.other.calls)
        ),
        slowest=[_slow(one) for one in shown.slowest],
        trace_url=_trace_url(request.deps.settings.trace_url, trace_id_in(found.trace)),
    )
    return conditional(request, content)


def _calls_of(one: PlaceTime) -> schemas.PlaceCalls:
    return schemas.PlaceCalls(service=one.service, region=one.region or None, **_numbers_of(one))


def _slow(one: SlowCall) -> schemas.SlowCall:
    return schemas.SlowCall(
        call=one.call,
        region=one.region or None,
        start_ms=one.start_ms,
        duration_ms=one.duration_ms,
        failed=one.failed,
    )


def _trace_url(template: str, trace_id: str | None) -> str | None:
    """Return where a person finds the trace; None without a trace or without the setting."""
    return template.replace(TRACE_ID, trace_id) if template and trace_id else None


def _numbers_of(one: PlaceTime) -> dict[str, int]:
    return {
        "call_count": one.call_count,
        "error_count": one.error_count,
        "throttled_ms": one.throttled_ms,
        "first_ms": one.first_ms,
        "last_ms": one.last_ms,
        "p95_ms": one.p95_ms,
    }
