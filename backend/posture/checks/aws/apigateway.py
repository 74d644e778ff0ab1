"""Checks of Amazon API Gateway: who may call an API, its stages, and its domain names."""

from collections.abc import Callable

from posture.domain.asset import Family
from posture.domain.aws.assets.apigateway import ApiDomain, HttpApi, RestApi, Stage
from posture.domain.aws.policy_model import public
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/apigateway/latest/developerguide"
CONTROLS = "https://docs.aws.amazon.com/securityhub/latest/userguide/apigateway-controls.html"
SET_STAGE = "aws apigateway update-stage --rest-api-id API --stage-name STAGE --patch-operations {}"


def _stages(api: RestApi, wrong: Callable[[Stage], bool], what: str) -> Verdict:
    """Fail an API with stages that are wrong; one without stages cannot be called."""
    stages = known(api.stages)
    if not stages:
        return not_applicable("The API has no stage.")
    found = [one.name for one in stages if wrong(one)]
    return failed(f"{what}: {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="REST API has a stage that does not log executions",
    remediation="Set the log level ERROR or INFO for all methods, and a role that writes logs.",
    cli=SET_STAGE.format("op=replace,path='/*/*/logging/loglevel',value=ERROR"),
    terraform="""
        resource "aws_api_gateway_method_settings" "all" {
          method_path = "*/*"
          settings {
            logging_level = "ERROR"
          }
        }
    """,
    reference=f"{DOCS}/set-up-logging.html",
    family=Family.LOGGING,
)
def aws_apigateway_rest_api_executions_logged(api: RestApi) -> Verdict:
    """REST API logs the execution of its methods in every stage.

    The log shows refused and failed calls, by which an attack begins.
    """
    return _stages(api, lambda one: not one.executions_logged, "Without logs of all methods")


@check(
    severity=Severity.MEDIUM,
    finding_title="REST API has a stage without an access log",
    remediation="Set a log group or a stream of Firehose as destination of the access log.",
    cli=SET_STAGE.format("op=replace,path=/accessLogSettings/destinationArn,value=ARN"),
    terraform="""
        resource "aws_api_gateway_stage" "this" {
          access_log_settings {
            destination_arn = aws_cloudwatch_log_group.api.arn
            format          = jsonencode({ ip = "$context.identity.sourceIp" })
          }
        }
    """,
    reference=f"{DOCS}/set-up-logging.html",
    family=Family.LOGGING,
)
def aws_apigateway_rest_api_access_logged(api: RestApi) -> Verdict:
    """REST API has an access log in every stage.

    Without it, nobody can say afterwards who called the API and what was taken.
    """
    return _stages(api, lambda one: not one.access_logged, "Without an access log")


@check(
    severity=Severity.MEDIUM,
    finding_title="REST API logs whole requests and responses",
    remediation="Turn off data tracing when the investigation is over.",
    cli=SET_STAGE.format("op=replace,path='/*/*/logging/dataTrace',value=false"),
    terraform="""
        resource "aws_api_gateway_method_settings" "all" {
          method_path = "*/*"
          settings {
            data_trace_enabled = false
          }
        }
    """,
    reference=f"{DOCS}/set-up-logging.html",
    family=Family.SECRETS,
)
def aws_apigateway_rest_api_bodies_not_logged(api: RestApi) -> Verdict:
    """REST API does not log whole requests and responses.

    They contain tokens and personal data, which everyone who reads logs then has.
    """
    return _stages(api, lambda one: bool(one.bodies_logged), "Bodies are logged in")


@check(
    severity=Severity.LOW,
    finding_title="REST API has a stage whose calls are not traced",
    remediation="Turn on active tracing with X-Ray.",
    cli=SET_STAGE.format("op=replace,path=/tracingEnabled,value=true"),
    terraform="""
        resource "aws_api_gateway_stage" "this" {
          xray_tracing_enabled = true
        }
    """,
    reference=f"{DOCS}/apigateway-xray.html",
    family=Family.LOGGING,
)
def aws_apigateway_rest_api_traced(api: RestApi) -> Verdict:
    """REST API traces its calls in every stage.

    A trace shows which services a call has reached.
    """
    return _stages(api, lambda one: not one.traced, "Not traced")


@check(
    severity=Severity.MEDIUM,
    finding_title="REST API has a stage without a web ACL",
    remediation="Associate a web ACL of AWS WAF with each stage.",
    cli="aws wafv2 associate-web-acl --web-acl-arn ACL --resource-arn STAGE",
    terraform="""
        resource "aws_wafv2_web_acl_association" "api" {
          resource_arn = aws_api_gateway_stage.this.arn
          web_acl_arn  = aws_wafv2_web_acl.api.arn
        }
    """,
    reference=f"{DOCS}/apigateway-control-access-aws-waf.html",
)
def aws_apigateway_rest_api_waf_attached(api: RestApi) -> Verdict:
    """REST API has a web ACL in every stage that the internet reaches.

    The rules of a web ACL stop known attacks and floods before they cost anything.
    """
    if api.private:
        return not_applicable("The API is private.")
    return _stages(api, lambda one: not one.web_acl, "Without a web ACL")


@check(
    severity=Severity.LOW,
    finding_title="REST API does not show a certificate to its backends",
    remediation="Make a client certificate, set it for each stage, and let the backend require it.",
    cli=SET_STAGE.format("op=replace,path=/clientCertificateId,value=ID"),
    terraform="""
        resource "aws_api_gateway_stage" "this" {
          client_certificate_id = aws_api_gateway_client_certificate.this.id
        }
    """,
    reference=f"{DOCS}/getting-started-client-side-ssl-authentication.html",
)
def aws_apigateway_rest_api_client_certificate_set(api: RestApi) -> Verdict:
    """REST API shows a certificate to its backends in every stage.

    By the certificate a backend knows calls of the API, and refuses those past it.
    """
    return _stages(api, lambda one: not one.client_certificate, "Without a certificate")


@check(
    severity=Severity.MEDIUM,
    finding_title="REST API caches responses without encryption",
    remediation="Encrypt the cached responses of each method.",
    cli=SET_STAGE.format("op=replace,path='/*/*/caching/dataEncrypted',value=true"),
    terraform="""
        resource "aws_api_gateway_method_settings" "all" {
          method_path = "*/*"
          settings {
            cache_data_encrypted = true
          }
        }
    """,
    reference=f"{DOCS}/api-gateway-caching.html",
    family=Family.STORAGE,
)
def aws_apigateway_rest_api_caches_encrypted(api: RestApi) -> Verdict:
    """REST API encrypts the responses that it caches.

    Cached responses hold the data of callers.
    """
    return _stages(api, lambda one: bool(one.plain_caches), "Plain caches in")


@check(
    severity=Severity.HIGH,
    finding_title="REST API has a secret in the variables of a stage",
    remediation="Let the backend read the secret from Secrets Manager, and change the secret.",
    cli=SET_STAGE.format("op=remove,path=/variables/NAME"),
    terraform="""
        resource "aws_api_gateway_stage" "this" {
          variables = { secret_arn = aws_secretsmanager_secret.api.arn }
        }
    """,
    reference=f"{DOCS}/stage-variables.html",
    family=Family.SECRETS,
)
def aws_apigateway_rest_api_variables_without_secrets(api: RestApi) -> Verdict:
    """REST API has no secrets in the variables of its stages.

    Everyone who may view the API reads the variables.
    """
    found = [f"{one.name}: {each}" for one in known(api.stages) for each in one.secrets]
    return failed(f"Secrets in {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.HIGH,
    finding_title="REST API has methods that everyone may call",
    remediation="Set an authorizer, IAM or a user pool for each method.",
    cli="""
        aws apigateway update-method --rest-api-id API --resource-id RESOURCE --http-method GET \\
          --patch-operations op=replace,path=/authorizationType,value=AWS_IAM
    """,
    terraform="""
        resource "aws_api_gateway_method" "this" {
          authorization = "AWS_IAM"
        }
    """,
    reference=f"{DOCS}/apigateway-control-access-to-api.html",
    family=Family.IAM,
)
def aws_apigateway_rest_api_methods_authorized(api: RestApi) -> Verdict:
    """REST API has no method that everyone may call.

    A method without an authorizer serves the whole internet, unless the policy of the API says
    otherwise.
    """
    found = known(api.open_methods)
    if not found:
        return passed()
    if api.policy is not None and not public(api.policy, actions=("execute-api:Invoke",)):
        return passed("The policy of the API limits the callers.")
    return failed(f"Without authorization: {', '.join(found)}.")


@check(
    severity=Severity.HIGH,
    finding_title="Private REST API admits every VPC",
    remediation="Require aws:SourceVpce or aws:SourceVpc in the policy of the API.",
    cli="""
        aws apigateway update-rest-api --rest-api-id API \\
          --patch-operations op=replace,path=/policy,value=POLICY
    """,
    terraform="""
        resource "aws_api_gateway_rest_api_policy" "this" {
          rest_api_id = aws_api_gateway_rest_api.this.id
          policy      = data.aws_iam_policy_document.callers.json
        }
    """,
    reference=f"{DOCS}/apigateway-private-apis.html",
    family=Family.IAM,
)
def aws_apigateway_rest_api_policy_not_public(api: RestApi) -> Verdict:
    """Private REST API admits named VPCs, endpoints or principals only.

    VPC endpoints of every AWS account reach a private API whose policy lets everyone in.
    """
    if not api.private:
        return not_applicable("The API is not private.")
    return failed("Its policy admits everyone.") if public(api.policy) else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Domain name of APIs accepts old TLS versions",
    remediation="Set the security policy TLS_1_2 or a newer one.",
    cli="""
        aws apigateway update-domain-name --domain-name NAME \\
          --patch-operations op=replace,path=/securityPolicy,value=TLS_1_2
    """,
    terraform="""
        resource "aws_api_gateway_domain_name" "this" {
          security_policy = "TLS_1_2"
        }
    """,
    reference=f"{DOCS}/apigateway-custom-domain-tls-version.html",
)
def aws_apigateway_domain_old_tls_refused(domain: ApiDomain) -> Verdict:
    """Domain name of APIs accepts TLS 1.2 or newer.

    Old versions have flaws by which traffic can be read.
    """
    if domain.tls_policy == OLD_TLS:
        return failed("The security policy is TLS_1_0.")
    return passed()


OLD_TLS = "TLS_1_0"


@check(
    severity=Severity.HIGH,
    finding_title="HTTP API has routes that everyone may call",
    remediation="Set an authorizer or IAM for each route.",
    cli="aws apigatewayv2 update-route --api-id API --route-id ROUTE --authorization-type AWS_IAM",
    terraform="""
        resource "aws_apigatewayv2_route" "this" {
          authorization_type = "JWT"
          authorizer_id      = aws_apigatewayv2_authorizer.this.id
        }
    """,
    reference=f"{DOCS}/http-api-access-control.html",
    family=Family.IAM,
)
def aws_apigateway_http_api_routes_authorized(api: HttpApi) -> Verdict:
    """HTTP API has no route that everyone may call.

    A route without an authorizer serves the whole internet.
    """
    found = known(api.open_routes)
    return failed(f"Without authorization: {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="HTTP API has a stage without an access log",
    remediation="Set a log group as destination of the access log of each stage.",
    cli="""
        aws apigatewayv2 update-stage --api-id API --stage-name STAGE \\
          --access-log-settings DestinationArn=ARN,Format=FORMAT
    """,
    terraform="""
        resource "aws_apigatewayv2_stage" "this" {
          access_log_settings {
            destination_arn = aws_cloudwatch_log_group.api.arn
            format          = jsonencode({ ip = "$context.identity.sourceIp" })
          }
        }
    """,
    reference=f"{DOCS}/http-api-logging.html",
    family=Family.LOGGING,
)
def aws_apigateway_http_api_access_logged(api: HttpApi) -> Verdict:
    """HTTP API has an access log in every stage.

    It is the only record of the calls: HTTP APIs have no other log.
    """
    found = known(api.unlogged_stages)
    return failed(f"Without an access log: {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="HTTP API reaches its VPC without TLS",
    remediation="Let the load balancer speak TLS, and set the server name of its certificate.",
    cli="""
        aws apigatewayv2 update-integration --api-id API --integration-id ID \\
          --tls-config ServerNameToVerify=NAME
    """,
    terraform="""
        resource "aws_apigatewayv2_integration" "this" {
          tls_config {
            server_name_to_verify = "orders.example.com"
          }
        }
    """,
    reference=f"{CONTROLS}#apigateway-10",
)
def aws_apigateway_http_api_links_encrypted(api: HttpApi) -> Verdict:
    """HTTP API reaches its VPC over TLS only.

    Behind a VPC link, requests with tokens cross the network in plain text unless TLS is set.
    """
    found = known(api.plain_links)
    return failed(f"Integrations without TLS: {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="HTTP API lets pages of every origin read its responses",
    remediation="Name the origins of the pages that use the API.",
    cli="aws apigatewayv2 update-api --api-id API --cors-configuration AllowOrigins=ORIGIN",
    terraform="""
        resource "aws_apigatewayv2_api" "this" {
          cors_configuration {
            allow_origins = ["https://shop.example.com"]
          }
        }
    """,
    reference=f"{DOCS}/http-api-cors.html",
)
def aws_apigateway_http_api_origins_named(api: HttpApi) -> Verdict:
    """HTTP API lets pages of named origins only read its responses.

    Otherwise any page that a user visits can call the API from the user's network.
    """
    if api.open_origins:
        return failed(f"Allowed origins: {', '.join(api.open_origins)}.")
    return passed()
