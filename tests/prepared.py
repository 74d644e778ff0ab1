"""What a server of posture makes once for its process; `tests.forks` makes it once for many."""

import posture.bootstrap.serve
import posture.cli.app
import posture.executor.procrastinate  # noqa: F401  # with a PostgreSQL server
from posture.bootstrap.clouds import CLOUDS
from posture.bootstrap.scan import collectors_of
from posture.checks.catalog import checks
from posture.frameworks.catalog import frameworks
from posture.settings import Settings
from tests.spec import spec

checks(CLOUDS)
collectors_of(CLOUDS, Settings())
frameworks()
spec()
