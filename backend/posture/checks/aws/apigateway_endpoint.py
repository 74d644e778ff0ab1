"""Check of Amazon API Gateway: ways around the domain name of a REST API."""

from posture.domain.aws.assets.apigateway import RestApi
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed


@check(
    severity=Severity.MEDIUM,
    finding_title="REST API can be called around its domain name",
    remediation="Disable the default endpoint, and deploy the API.",
    cli="""
        aws apigateway update-rest-api --rest-api-id API \\
          --patch-operations op=replace,path=/disableExecuteApiEndpoint,value=True
    """,
    terraform="""
        resource "aws_api_gateway_rest_api" "this" {
          disable_execute_api_endpoint = true
        }
    """,
    reference="https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-disable-default-endpoint.html",
)
def aws_apigateway_rest_api_default_endpoint_disabled(api: RestApi) -> Verdict:
    """REST API with a domain name can be called by that name only.

    The default endpoint leads around the TLS policy, the client certificates and the protection
    of the domain.
    """
    if api.private:
        return not_applicable("Only VPC endpoints reach it.")
    if not api.default_endpoint:
        return passed()
    domains = known(api.domains)
    if not domains:
        return not_applicable("No domain name leads to it.")
    return failed(f"It can be called without {', '.join(domains)}.")
