"""Assets of Amazon API Gateway: REST APIs with their stages, HTTP APIs and domain names."""

from msgspec import Struct

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact


class Stage(Struct, frozen=True, kw_only=True):
    """A stage of a REST API.

    Attributes:
        executions_logged: whether calls of all methods are logged, at least failed ones.
        bodies_logged: paths of methods whose requests and responses are logged as a whole.
        access_logged: whether there is an access log.
        traced: whether calls are traced with X-Ray.
        web_acl: whether a web ACL protects it.
        client_certificate: whether it shows a certificate to its backends.
        plain_caches: paths of methods whose cached responses are not encrypted.
        secrets: places of secrets in its variables.
    """

    name: str
    executions_logged: bool
    bodies_logged: tuple[str, ...]
    access_logged: bool
    traced: bool
    web_acl: bool
    client_certificate: bool
    plain_caches: tuple[str, ...]
    secrets: tuple[str, ...]


class RestApi(AwsAsset, frozen=True, kw_only=True):
    """A REST API.

    Attributes:
        private: whether only VPC endpoints reach it.
        default_endpoint: whether it can be called by the name that API Gateway gave it.
        domains: custom domain names that lead to it.
        policy: who may call it; None if the methods alone decide.
        stages: its deployments.
        open_methods: methods that need neither an authorizer nor a key, such as `GET /orders`.
    """

    service = "apigateway"
    family = Family.NETWORK
    arn = ArnShape("apigateway", "/restapis/")

    private: bool
    default_endpoint: bool
    domains: Fact[tuple[str, ...]]
    policy: Policy | None
    stages: Fact[tuple[Stage, ...]]
    open_methods: Fact[tuple[str, ...]]


class HttpApi(AwsAsset, frozen=True, kw_only=True):
    """An HTTP or WebSocket API.

    Attributes:
        open_origins: origins of any host that its CORS settings allow.
        open_routes: routes that need no authorizer.
        unlogged_stages: names of stages without an access log.
        plain_links: integrations that reach a VPC without TLS.
    """

    service = "apigateway"
    family = Family.NETWORK
    arn = ArnShape("apigateway", "/apis/")

    open_origins: tuple[str, ...]
    open_routes: Fact[tuple[str, ...]]
    unlogged_stages: Fact[tuple[str, ...]]
    plain_links: Fact[tuple[str, ...]]


class ApiDomain(AwsAsset, frozen=True, kw_only=True):
    """A domain name of APIs.

    Attributes:
        tls_policy: the versions and ciphers of TLS that it accepts.
    """

    service = "apigateway"
    family = Family.NETWORK
    arn = ArnShape("apigateway", "/domainnames/")

    tls_policy: str
