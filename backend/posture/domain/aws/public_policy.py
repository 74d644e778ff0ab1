"""The verdict on the policy of a resource that must not be public."""

from posture.domain.aws.policy import Policy
from posture.domain.aws.policy_model import public
from posture.domain.verdict import Verdict, failed, passed


def not_public(policy: Policy | None, *resources: str) -> Verdict:
    """Return whether a policy grants the public nothing on resources, or on any; None is no policy.

    Args:
        policy: the policy of a resource.
        resources: the ids of the resource and of its parts; without them, statements about any
            resource count.
    """
    granted = public(policy, resources=resources or ("*",))
    if not granted:
        return passed()
    actions = {action for one in granted for action in one.actions}
    return failed(f"Everyone may call {', '.join(sorted(actions)) or 'all actions but some'}.")
