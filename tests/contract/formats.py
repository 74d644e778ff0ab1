"""What Schemathesis sends for the formats of the document that it does not know."""

import schemathesis

from tests.schedules import schedules

schemathesis.openapi.format("cron", schedules())
