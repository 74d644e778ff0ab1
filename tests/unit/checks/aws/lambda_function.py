"""Cases of Lambda's checks: functions."""

from typing import Any

from posture.checks.aws import lambda_access as access
from posture.checks.aws import lambda_function as setup
from posture.domain.aws.assets.cloudtrail import DATA, EventSelector, FieldFilter, Recording
from posture.domain.aws.assets.lambda_function import FunctionUrl, LambdaFunction
from posture.domain.aws.policy import policy
from tests.unit.checks.evaluating import (
    DENIED,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    Case,
    Compliant,
)

ACCOUNT = "123456789012"
ARN = "arn:aws:x:eu-west-1:123456789012:it"
LAYER = "arn:aws:lambda:r:{}:layer:tools:3"
TAKEN = EventSelector(category=DATA, resource_types=("AWS::Lambda::Function",))
ONLY_IT = FieldFilter(equals=(ARN,))
# The name of another function begins with the name of this one.
ONLY_OTHER = FieldFilter(equals=(f"{ARN}-2",))
ALL_BUT_IT = FieldFilter(not_ends_with=(ARN[-1],))
ALL_BUT_OTHER = FieldFilter(not_equals=(f"{ARN}-2",))
INVOKE_ONLY = FieldFilter(equals=("Invoke",))
NO_INVOKE = FieldFilter(not_starts_with=("Inv",))


def url(auth: str = "AWS_IAM", *origins: str) -> dict[str, Any]:
    return {"urls": (FunctionUrl(address="https://u", auth=auth, origins=origins),)}


def granting(principal: object, **condition: object) -> dict[str, Any]:
    statement = {
        "Effect": "Allow",
        "Principal": principal,
        "Action": "lambda:InvokeFunction",
        "Resource": ARN,
    }
    if condition:
        statement["Condition"] = condition
    return {"policy": policy({"Statement": statement})}


def taking(**changed: Any) -> dict[str, Any]:  # noqa: ANN401  # facts of every type
    facts = {"category": DATA, "resource_types": TAKEN.resource_types}
    return {"recordings": (Recording("t", (EventSelector(**facts | changed),)),)}


COMPLIANT: Compliant = {
    LambdaFunction: {
        "account_id": ACCOUNT,
        "runtime": "python3.13",
        "supported_days": 100,
        "variable_count": 1,
        "image": False,
        "secrets_in_variables": (),
        "secrets_in_settings": (),
        "kms_key": "key",
        "subnets": ("a", "b"),
        "layers": (LAYER.format(ACCOUNT),),
        "traced": True,
        "dead_letter": None,
        "failure_targets": ("queue",),
        "zones": frozenset({"a", "b"}),
        "reserved": 10,
        "signing": "Enforce",
        **taking(),
        **granting({"Service": "s3.amazonaws.com"}, StringEquals={"aws:SourceAccount": ACCOUNT}),
        **url("AWS_IAM", "https://shop.example.com"),
    }
}
S3 = {"Service": "s3.amazonaws.com"}
CASES = [
    Case(access.aws_lambda_function_policy_not_public, granting("*"), FAIL, "InvokeFunction"),
    Case(access.aws_lambda_function_policy_not_public, granting({"AWS": "*"}), FAIL),
    Case(
        access.aws_lambda_function_policy_not_public,
        granting("*", StringEquals={"lambda:FunctionUrlAuthType": "NONE"}),
        FAIL,
    ),
    Case(
        access.aws_lambda_function_policy_not_public,
        granting("*", StringEquals={"aws:PrincipalOrgID": "o-1"}),
        PASS,
    ),
    Case(access.aws_lambda_function_policy_not_public, {"policy": None}, PASS),
    Case(access.aws_lambda_function_service_callers_confined, granting(S3), FAIL, "s3.amazonaws"),
    Case(
        access.aws_lambda_function_service_callers_confined,
        granting(S3, ArnLike={"aws:SourceArn": "arn:aws:s3:::uploads"}),
        FAIL,
        "no account: s3.amazonaws.com",
    ),
    Case(
        access.aws_lambda_function_service_callers_confined,
        granting(
            S3,
            ArnLike={"aws:SourceArn": "arn:aws:s3:::uploads"},
            StringEquals={"aws:SourceAccount": ACCOUNT},
        ),
        PASS,
    ),
    Case(
        access.aws_lambda_function_service_callers_confined,
        granting(
            {"Service": "sns.amazonaws.com"},
            ArnLike={"aws:SourceArn": f"arn:aws:sns:eu-central-1:{ACCOUNT}:orders"},
        ),
        PASS,
    ),
    Case(
        access.aws_lambda_function_service_callers_confined,
        granting(S3, ArnLike={"aws:SourceArn": "arn:aws:s3:::*"}),
        FAIL,
    ),
    Case(
        access.aws_lambda_function_service_callers_confined,
        granting({"Service": "alexa"}, StringEquals={"lambda:EventSourceToken": "amzn1.ask"}),
        PASS,
    ),
    Case(access.aws_lambda_function_service_callers_confined, granting({"AWS": ACCOUNT}), PASS),
    Case(access.aws_lambda_function_url_authenticated, url("NONE"), FAIL, "https://u"),
    Case(access.aws_lambda_function_url_authenticated, {"urls": ()}, NOT_APPLICABLE),
    Case(access.aws_lambda_function_url_origins_named, url("AWS_IAM", "*"), FAIL, "*"),
    Case(access.aws_lambda_function_url_origins_named, url("NONE", "https://*"), FAIL),
    Case(access.aws_lambda_function_url_origins_named, url("NONE"), PASS),
    Case(access.aws_lambda_function_url_origins_named, {"urls": ()}, NOT_APPLICABLE),
    Case(
        access.aws_lambda_function_layers_own,
        {"layers": (LAYER.format("999988887777"),)},
        FAIL,
        "tools",
    ),
    Case(access.aws_lambda_function_layers_own, {"layers": ()}, PASS),
    Case(access.aws_lambda_function_code_signing_enforced, {"signing": None}, FAIL),
    Case(access.aws_lambda_function_code_signing_enforced, {"signing": "Warn"}, FAIL, "Warn"),
    Case(access.aws_lambda_function_code_signing_enforced, {"image": True}, NOT_APPLICABLE),
    Case(setup.aws_lambda_function_runtime_supported, {"supported_days": -1}, FAIL, "1 days ago"),
    Case(setup.aws_lambda_function_runtime_supported, {"supported_days": 0}, PASS),
    Case(setup.aws_lambda_function_runtime_supported, {"supported_days": None}, PASS),
    Case(setup.aws_lambda_function_runtime_supported, {"image": True}, NOT_APPLICABLE),
    Case(
        setup.aws_lambda_function_variables_without_secrets,
        {"secrets_in_variables": ("TOKEN (secret)",)},
        FAIL,
        "TOKEN",
    ),
    Case(
        setup.aws_lambda_function_settings_without_secrets,
        {"secrets_in_settings": ("command: password in a URL in line 1",)},
        FAIL,
        "Secrets in the command",
    ),
    Case(setup.aws_lambda_function_variables_encrypted_with_own_key, {"kms_key": None}, FAIL),
    Case(
        setup.aws_lambda_function_variables_encrypted_with_own_key,
        {"kms_key": None, "variable_count": 0},
        NOT_APPLICABLE,
    ),
    Case(
        setup.aws_lambda_function_variables_encrypted_with_own_key,
        {"secrets_in_variables": DENIED},
        PASS,
    ),
    Case(
        setup.aws_lambda_function_variables_encrypted_with_own_key,
        {"kms_key": None, "variable_count": 0, "secrets_in_variables": DENIED},
        UNKNOWN,
    ),
    Case(setup.aws_lambda_function_in_vpc, {"subnets": ()}, FAIL),
    Case(setup.aws_lambda_function_multiple_zones, {"zones": frozenset({"a"})}, FAIL, "in a"),
    Case(setup.aws_lambda_function_multiple_zones, {"zones": frozenset()}, FAIL, "no longer exist"),
    Case(setup.aws_lambda_function_multiple_zones, {"subnets": ()}, NOT_APPLICABLE),
    Case(setup.aws_lambda_function_tracing_active, {"traced": False}, FAIL),
    Case(setup.aws_lambda_function_failed_events_kept, {"failure_targets": ()}, FAIL),
    Case(
        setup.aws_lambda_function_failed_events_kept,
        {"failure_targets": DENIED, "dead_letter": "queue"},
        PASS,
    ),
    Case(setup.aws_lambda_function_concurrency_limited, {"reserved": None}, FAIL),
    Case(setup.aws_lambda_function_concurrency_limited, {"reserved": 0}, PASS),
    Case(setup.aws_lambda_function_invocations_recorded, {"recordings": ()}, FAIL),
    Case(setup.aws_lambda_function_invocations_recorded, taking(writes=False), FAIL),
    Case(setup.aws_lambda_function_invocations_recorded, taking(resources=ONLY_IT), PASS),
    Case(setup.aws_lambda_function_invocations_recorded, taking(resources=ONLY_OTHER), FAIL),
    Case(setup.aws_lambda_function_invocations_recorded, taking(resources=ALL_BUT_IT), FAIL),
    Case(setup.aws_lambda_function_invocations_recorded, taking(resources=ALL_BUT_OTHER), PASS),
    Case(setup.aws_lambda_function_invocations_recorded, taking(names=INVOKE_ONLY), PASS),
    Case(setup.aws_lambda_function_invocations_recorded, taking(names=NO_INVOKE), FAIL),
    Case(setup.aws_lambda_function_invocations_recorded, taking(limited=True), FAIL),
]
