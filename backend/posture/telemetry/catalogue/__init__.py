"""Catalogue: every instrument, span and attribute that posture emits, once.

Instruments are made from it (`posture.telemetry.instruments`); the page
`docs/observability.md`, the dashboards, the rules and the tests read it. What a name means does not
change within a version of the API; a name that goes is in the changelog.
"""

from typing import Final

from posture.telemetry.catalogue.attributes import *  # noqa: F403  # all names have one entry
from posture.telemetry.catalogue.instruments import *  # noqa: F403  # as above
from posture.telemetry.catalogue.kinds import *  # noqa: F403  # as above
from posture.telemetry.catalogue.spans import *  # noqa: F403  # as above

SCOPE: Final = "posture"
