"""A connected project: what every cloud's account does, and a test of each permission."""

import json

from posture.collectors.engine import ConnectedAccount
from posture.collectors.errors import MALFORMED_ANSWER, CallError
from posture.collectors.gcp.collecting import ProjectClient
from posture.collectors.gcp.operations import OPERATIONS
from posture.collectors.gcp.permissions import NOT_IN_PROJECT_ROLES
from posture.collectors.gcp.properties import texts
from posture.domain.collector import Plan
from posture.domain.evidence import Unread
from posture.domain.gcp.names import GLOBAL

TEST_CALL = "cloudresourcemanager:projects.testIamPermissions"
# Google tests no more at once.
MOST_AT_ONCE = 100
INVALID = 400
DENIED = "PERMISSION_DENIED"
# Google does not say whether the worker has a permission, so it is not taken for granted.
NOT_TESTED = "PermissionNotTested"


class GcpAccount(ConnectedAccount[ProjectClient]):
    """One project for the time of one run."""

    async def verify(self, plan: Plan) -> None:
        """Make the first call of every planned listing, and test the permissions of all calls."""
        await super().verify(plan)
        refused = {one.call for one in self.reads.reasons}
        calls = {
            call
            for one in self._collectors
            if plan.wanted(one.asset_type) is not None
            for call in one.all_calls - refused
        }
        needed = {OPERATIONS[call].permission for call in calls} - NOT_IN_PROJECT_ROLES - {""}
        self.reads.planned += 1
        try:
            missing = await self._missing(sorted(needed))
        except CallError as error:
            self.reads.fail(Unread(error.code, error.call))
            return
        for call in sorted(one for one in calls if OPERATIONS[one].permission in missing):
            self.reads.planned += 1
            self.reads.fail(Unread(missing[OPERATIONS[call].permission], call))

    async def _missing(self, permissions: list[str]) -> dict[str, str]:
        """Return which permissions the worker may lack in the project, and why.

        Raises:
            CallError: they cannot be tested.
        """
        missing: dict[str, str] = {}
        for first in range(0, len(permissions), MOST_AT_ONCE):
            some = permissions[first : first + MOST_AT_ONCE]
            missing |= await self._missing_of(some)
        return missing

    async def _missing_of(self, permissions: list[str]) -> dict[str, str]:
        client = self._session.client(GLOBAL)
        body = json.dumps({"permissions": permissions})
        try:
            found = await client.call(TEST_CALL, body=body)
        except CallError as error:
            if error.status != INVALID:
                raise
            # One of them cannot be tested on a project, which says nothing about the others.
            if len(permissions) == 1:
                return dict.fromkeys(permissions, NOT_TESTED)
            half = len(permissions) // 2
            return await self._missing_of(permissions[:half]) | await self._missing_of(
                permissions[half:]
            )
        try:
            granted = texts(found, "permissions")
        except TypeError as error:
            raise CallError(MALFORMED_ANSWER, TEST_CALL) from error
        return dict.fromkeys(set(permissions) - set(granted), DENIED)
