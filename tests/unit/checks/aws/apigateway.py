"""Cases of API Gateway's checks: REST APIs with stages, HTTP APIs and domain names."""

from typing import Any

from msgspec.structs import replace

from posture.domain.aws.assets.apigateway import ApiDomain, HttpApi, RestApi, Stage
from posture.domain.aws.policy import policy
from tests.unit.checks.evaluating import (
    DENIED,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    Compliant,
    Facts,
    Row,
    rows,
)

LIVE = Stage(
    name="live",
    executions_logged=True,
    bodies_logged=(),
    access_logged=True,
    traced=True,
    web_acl=True,
    client_certificate=True,
    plain_caches=(),
    secrets=(),
)
COMPLIANT: Compliant = {
    RestApi: {
        "private": False,
        "default_endpoint": False,
        "domains": (),
        "policy": None,
        "stages": (LIVE,),
        "open_methods": (),
    },
    HttpApi: {"open_origins": (), "open_routes": (), "unlogged_stages": (), "plain_links": ()},
    ApiDomain: {"tls_policy": "TLS_1_2"},
}


def stage(**changed: Any) -> Facts:  # noqa: ANN401  # members of a stage
    return {"stages": (LIVE, replace(LIVE, name="test", **changed))}


def calling(principal: object, **conditions: Any) -> Facts:  # noqa: ANN401  # conditions of a statement
    statement = {
        "Effect": "Allow",
        "Principal": principal,
        "Action": "execute-api:Invoke",
        "Resource": "*",
        "Condition": conditions,
    }
    return {"policy": policy({"Statement": statement})}


BY_STAGE: list[tuple[str, Facts]] = [
    ("executions_logged", {"executions_logged": False}),
    ("access_logged", {"access_logged": False}),
    ("bodies_not_logged", {"bodies_logged": ("*/*",)}),
    ("traced", {"traced": False}),
    ("waf_attached", {"web_acl": False}),
    ("client_certificate_set", {"client_certificate": False}),
    ("caches_encrypted", {"plain_caches": ("*/*",)}),
    ("variables_without_secrets", {"secrets": ("token (secret)",)}),
]
OPEN = {"open_methods": ("GET /orders",)}
VPC = {"StringEquals": {"aws:SourceVpce": "vpce-1"}}
METHODS, POLICY = "methods_authorized", "policy_not_public"
APIS: list[Row] = [
    *((name, stage(**changed), FAIL) for name, changed in BY_STAGE),
    *((name, {"stages": ()}, NOT_APPLICABLE) for name, _ in BY_STAGE[:-1]),
    ("variables_without_secrets", {"stages": ()}, PASS),
    ("waf_attached", stage(web_acl=False) | {"private": True}, NOT_APPLICABLE),
    (METHODS, OPEN, FAIL),
    (METHODS, OPEN | calling("*"), FAIL),
    (METHODS, OPEN | calling("*", **VPC), PASS),
    (METHODS, OPEN | calling({"AWS": "arn:aws:iam::123456789012:root"}), PASS),
    (METHODS, {"open_methods": DENIED}, UNKNOWN),
    (POLICY, {}, NOT_APPLICABLE),
    (POLICY, {"private": True}, PASS),
    (POLICY, {"private": True} | calling("*"), FAIL),
    (POLICY, {"private": True} | calling("*", **VPC), PASS),
]
OTHERS: list[Row] = [
    ("http_api_routes_authorized", {"open_routes": ("GET /",)}, FAIL),
    ("http_api_access_logged", {"unlogged_stages": ("$default",)}, FAIL),
    ("http_api_links_encrypted", {"plain_links": ("i-1",)}, FAIL),
    ("http_api_origins_named", {"open_origins": ("*",)}, FAIL),
    ("domain_old_tls_refused", {"tls_policy": "TLS_1_0"}, FAIL),
    ("domain_old_tls_refused", {"tls_policy": "SecurityPolicy_TLS13_1_3_2025_09"}, PASS),
]
BOTH = {"default_endpoint": True, "domains": ("api.example.com",)}
ENDPOINTS: list[Row] = [
    ("default_endpoint_disabled", BOTH, FAIL),
    ("default_endpoint_disabled", BOTH | {"private": True}, NOT_APPLICABLE),
    ("default_endpoint_disabled", BOTH | {"domains": ()}, NOT_APPLICABLE),
    ("default_endpoint_disabled", BOTH | {"domains": DENIED}, UNKNOWN),
    ("default_endpoint_disabled", {"domains": DENIED}, PASS),
]
CASES = [
    *rows("aws_apigateway_rest_api", APIS),
    *rows("aws_apigateway_rest_api", ENDPOINTS),
    *rows("aws_apigateway", OTHERS),
]
