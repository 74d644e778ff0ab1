"""Cases of the checks of OpenID Connect providers."""

from posture.domain.aws.assets.iam_oidc import OidcProvider
from tests.unit.checks.evaluating import FAIL, Compliant, Row, rows

COMPLIANT: Compliant = {OidcProvider: {"audiences": ("sts.amazonaws.com",)}}
PROVIDERS: list[Row] = [("audience_named", {"audiences": ()}, FAIL)]
CASES = rows("aws_iam_oidc_provider", PROVIDERS)
