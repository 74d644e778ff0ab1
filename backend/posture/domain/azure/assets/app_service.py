"""Assets of Azure App Service: web apps and function apps."""

from msgspec import Struct

from posture.domain.asset import Family
from posture.domain.azure.asset import AzureAsset
from posture.domain.evidence import Fact


class SiteConfig(Struct, frozen=True, kw_only=True):
    """The configuration of an app; texts are in lower case.

    Attributes:
        minimum_tls: of its own host, such as `1.2`.
        minimum_deployment_tls: of the host that deployments use.
        ftps_state: `allallowed`, `ftpsonly` or `disabled`.
        cors_origins: origins whose scripts may call it.
        default_action: `allow` or `deny`, for callers that no restriction names.
        allows_all: whether a restriction lets in every address.
    """

    minimum_tls: str
    minimum_deployment_tls: str
    ftps_state: str
    remote_debugging: bool
    cors_origins: frozenset[str]
    default_action: str
    allows_all: bool


class WebSite(AzureAsset, frozen=True, kw_only=True):
    """A web app or function app.

    Attributes:
        public: `enabled` or `disabled`; None if the app has no value.
        basic_auth: the ways of deployment, `scm` and `ftp`, that accept a password.
    """

    service = "app"
    family = Family.COMPUTE
    arm_type = "Microsoft.Web/sites"

    https_only: Fact[bool]
    public: Fact[str | None]
    private_endpoints: Fact[int]
    config: Fact[SiteConfig]
    basic_auth: Fact[frozenset[str]]
