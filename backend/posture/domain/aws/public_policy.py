"""The verdict on the policy of a resource that must not be public."""

from posture.domain.aws.policy import Policy
from posture.domain.aws.policy_model import public
from posture.domain.verdict import Verdict, failed, passed


def not_public(policy: Policy | None, resource_id: str) -> Verdict:
    """Return whether a resource's policy grants nothing to the public; None is no policy."""
    granted = public(policy, resources=(resource_id,))
    if not granted:
        return passed()
    actions = {action for one in granted for action in one.actions}
    return failed(f"Everyone may call {', '.join(sorted(actions)) or 'all actions but some'}.")
