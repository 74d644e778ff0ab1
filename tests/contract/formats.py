"""What Schemathesis sends for the formats of the document that it does not know.

It compares each event of a stream with the schema of the response, which is text for all other
programs: here it gets the schema of the events.
"""

from typing import Any

import schemathesis
from hypothesis import strategies as st

from tests.schedules import schedules

LABELS = st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9-]{0,8}[A-Za-z0-9])?", fullmatch=True)
PLACES = st.from_regex(r"(:[1-9][0-9]{0,3})?(/[A-Za-z0-9._~-]{0,8}){0,2}", fullmatch=True)

schemathesis.openapi.format("cron", schedules())
# A tag of another version is refused, as it should be: tests of lost updates send those.
schemathesis.openapi.format("entity-tags", st.just("*"))
schemathesis.openapi.format(
    "http-url",
    st.builds(
        "{}://{}.example{}".format,
        st.sampled_from(["http", "https"]),
        st.lists(LABELS, min_size=1, max_size=3).map(".".join),
        PLACES,
    ),
)


@schemathesis.hook
def before_load_schema(_context: object, raw_schema: dict[str, Any]) -> None:
    for path in raw_schema["paths"].values():
        for operation in path.values():
            answers = operation.get("responses", {}) if isinstance(operation, dict) else {}
            stream = answers.get("200", {}).get("content", {}).get("text/event-stream")
            if stream:
                stream["schema"] = stream["schema"]["contentSchema"]


@schemathesis.hook
def before_call(_context: object, case: schemathesis.Case[Any], **_kwargs: object) -> None:
    """Leave out families and frameworks of which the scope of a run selects no check."""
    if case.operation.label != "POST /api/v2/cloud-posture-runs":
        return
    body = case.body
    gate = body.get("gate") if isinstance(body, dict) else None
    if isinstance(body, dict) and isinstance(gate, dict) and isinstance(body.get("scope"), dict):
        kept = {name: one for name, one in gate.items() if name not in {"family", "framework"}}
        case.body = body | {"gate": kept}
