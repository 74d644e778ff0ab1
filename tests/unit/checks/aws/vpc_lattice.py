"""Cases of VPC Lattice's checks."""

from posture.domain.aws.assets.vpc_lattice import LatticeService
from posture.domain.aws.policy import policy
from tests.unit.checks.evaluating import FAIL, PASS, Compliant, Row, rows

COMPLIANT: Compliant = {LatticeService: {"signed": True, "policy": None}}
CALL = {"Effect": "Allow", "Action": "vpc-lattice-svcs:Invoke", "Resource": "*", "Principal": "*"}
MEMBERS = CALL | {"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}}
PATH = {"Resource": "arn:aws:x:eu-west-1:123456789012:it/orders/*"}
VPC = {"StringEquals": {"vpc-lattice-svcs:SourceVpc": "vpc-1"}}
POST = {"StringEquals": {"vpc-lattice-svcs:RequestMethod": "POST"}}
SERVICES: list[Row] = [
    ("callers_authorized", {"signed": False}, FAIL),
    ("callers_authorized", {"policy": policy({"Statement": CALL})}, FAIL),
    ("callers_authorized", {"policy": policy({"Statement": MEMBERS})}, PASS),
    ("callers_authorized", {"policy": policy({"Statement": CALL | PATH})}, FAIL),
    ("callers_authorized", {"policy": policy({"Statement": CALL | {"Condition": VPC}})}, PASS),
    ("callers_authorized", {"policy": policy({"Statement": CALL | {"Condition": POST}})}, FAIL),
]
CASES = rows("aws_vpclattice_service", SERVICES)
