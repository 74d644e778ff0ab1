"""The reads of Google's APIs that collectors may make, and the permissions they need.

A call is named `service:method`: after the colon is the method's id in the discovery document of
the API. `tests/integration/collectors/gcp/test_documents.py` compares each with that document.
Source of permissions: https://cloud.google.com/iam/docs/permissions-reference
"""

from collections.abc import Mapping
from typing import Final

from posture.collectors.gcp import (
    operations_ai,
    operations_compute,
    operations_data,
    operations_platform,
)
from posture.collectors.gcp.operation import Operation

OPERATIONS: Final[Mapping[str, Operation]] = {
    **operations_platform.OPERATIONS,
    **operations_compute.OPERATIONS,
    **operations_data.OPERATIONS,
    **operations_ai.OPERATIONS,
}
