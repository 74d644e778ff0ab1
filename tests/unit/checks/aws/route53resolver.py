"""Cases of Route 53 Resolver's checks: logs of DNS queries."""

from posture.domain.aws.assets.route53resolver import QueryLog
from tests.unit.checks.evaluating import DENIED, FAIL, PASS, UNKNOWN, Compliant, Row, rows

OWN = "arn:aws:logs:eu-west-1:123456789012:log-group:dns"
COMPLIANT: Compliant = {
    QueryLog: {
        "destination": OWN,
        "account_id": "123456789012",
        "networks": 1,
        "failed_networks": (),
    }
}
WORKING, STAYS = "working", "of_own_account"
LOGS: list[Row] = [
    (WORKING, {"networks": 0}, FAIL),
    (WORKING, {"failed_networks": ("vpc-1",)}, FAIL),
    (WORKING, {"failed_networks": DENIED}, UNKNOWN),
    (STAYS, {"destination": OWN.replace("123456789012", "999988887777")}, FAIL),
    (STAYS, {"destination": "arn:aws:s3:::dns-logs"}, PASS),
]
CASES = rows("aws_route53resolver_query_log", LOGS)
