"""What the organization policy forbids in a project, and which APIs the project uses."""

from posture.collectors.collecting import Unreached
from posture.collectors.errors import CallError
from posture.collectors.gcp.client import SERVICES_CALL
from posture.collectors.gcp.collecting import ProjectClient
from posture.collectors.gcp.errors import GONE
from posture.collectors.gcp.properties import flag, members, text

EFFECTIVE_CALL = "orgpolicy:projects.policies.getEffectivePolicy"


async def enforced(client: ProjectClient, constraint: str) -> bool:
    """Return whether a boolean constraint is in force; raises `CallError`.

    A rule under a condition of tags counts only if the policy is enforced without it, too.
    """

    async def once() -> bool:
        try:
            found = await client.call(EFFECTIVE_CALL, constraint=constraint)
        except CallError as error:
            if error.code in GONE:
                return False
            raise
        rules = members(found, "spec.rules")
        return bool(rules) and all(flag(one, "enforce") for one in rules)

    answer: bool = await client.once(("constraint", constraint), once)
    return answer


async def services(client: ProjectClient) -> frozenset[str]:
    """Return the hosts of the APIs that the project uses; raises `CallError`."""
    found = await client.shared(SERVICES_CALL)
    return frozenset(
        text(one, "name").rpartition("/")[2] for one in found if not isinstance(one, Unreached)
    )
