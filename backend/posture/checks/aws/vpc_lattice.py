"""Checks of services of Amazon VPC Lattice."""

from posture.domain.aws.assets.vpc_lattice import LatticeService
from posture.domain.aws.policy_model import CALLER_KEYS, public, strangers
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

# The service's own keys that name the network of the caller.
NETWORK_KEYS = frozenset({"vpc-lattice-svcs:sourcevpc", "vpc-lattice-svcs:sourcevpcowneraccount"})


@check(
    severity=Severity.HIGH,
    finding_title="VPC Lattice service lets everyone in its networks call it",
    remediation="Use the auth type AWS_IAM, with a policy that names the callers.",
    cli="aws vpc-lattice update-service --service-identifier ARN --auth-type AWS_IAM",
    terraform="""
        resource "aws_vpclattice_service" "this" {
          auth_type = "AWS_IAM"
        }
    """,
    reference="https://docs.aws.amazon.com/vpc-lattice/latest/ug/auth-policies.html",
)
def aws_vpclattice_service_callers_authorized(service: LatticeService) -> Verdict:
    """VPC Lattice service admits callers that sign, and that its policy names.

    Every machine in an associated network, also of other accounts, can call it otherwise.
    """
    if not known(service.signed):
        return failed("Callers need not sign.")
    policy = known(service.policy)
    if policy is None:
        return passed("Without a policy it admits nobody.")
    # The paths of the service are its resources.
    callers = strangers(policy, CALLER_KEYS | NETWORK_KEYS)
    if public(policy, resources=(f"{service.resource_id}/*",), keys=callers):
        return failed("Its policy admits everyone who signs.")
    return passed()
