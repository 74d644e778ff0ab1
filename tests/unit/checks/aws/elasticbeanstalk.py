"""Cases of Elastic Beanstalk's checks: environments."""

from posture.domain.aws.assets.elasticbeanstalk import BeanstalkEnvironment
from tests.unit.checks.evaluating import DENIED, FAIL, UNKNOWN, Compliant, Row, rows

COMPLIANT: Compliant = {
    BeanstalkEnvironment: {
        "updates_managed": True,
        "health_enhanced": True,
        "logs_streamed": True,
        "secrets": (),
    }
}
ENVIRONMENTS: list[Row] = [
    ("updates_managed", {"updates_managed": False}, FAIL),
    ("updates_managed", {"updates_managed": DENIED}, UNKNOWN),
    ("health_enhanced", {"health_enhanced": False}, FAIL),
    ("logs_streamed", {"logs_streamed": False}, FAIL),
    ("variables_without_secrets", {"secrets": ("DB_PASSWORD (secret)",)}, FAIL),
]
CASES = rows("aws_elasticbeanstalk_environment", ENVIRONMENTS)
