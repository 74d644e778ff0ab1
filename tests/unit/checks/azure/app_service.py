"""Cases of the checks of web apps."""

from typing import Any

from msgspec.structs import replace

from posture.domain.azure.assets.app_service import SiteConfig, WebSite
from tests.unit.checks.evaluating import FAIL, PASS, Case, Compliant, Row, rows

CONFIG = SiteConfig(
    minimum_tls="1.2",
    minimum_deployment_tls="1.2",
    ftps_state="disabled",
    remote_debugging=False,
    cors_origins=frozenset({"https://www.example.com"}),
    default_action="deny",
    allows_all=False,
)
COMPLIANT: Compliant = {
    WebSite: {
        "https_only": True,
        "public": "disabled",
        "private_endpoints": 0,
        "config": CONFIG,
        "basic_auth": frozenset(),
    }
}
FTP = frozenset({"ftp"})


def config(**changed: Any) -> dict[str, Any]:  # noqa: ANN401  # settings of every type
    return {"config": replace(CONFIG, **changed)}


def reached(public: str | None, endpoints: int = 0, **changed: Any) -> dict[str, Any]:  # noqa: ANN401  # as above
    return {"public": public, "private_endpoints": endpoints, **config(**changed)}


SITES: list[Row] = [
    ("https_only", {"https_only": False}, FAIL),
    ("minimum_tls_12", config(minimum_tls="1.0"), FAIL),
    ("minimum_tls_12", config(minimum_deployment_tls="1.1"), FAIL),
    ("minimum_tls_12", config(minimum_tls="1.3"), PASS),
    ("ftp_disabled", {**config(ftps_state="allallowed"), "basic_auth": FTP}, FAIL),
    ("ftp_disabled", {**config(ftps_state="ftpsonly"), "basic_auth": FTP}, PASS),
    ("ftp_disabled", config(ftps_state="allallowed"), PASS),
    ("remote_debugging_disabled", config(remote_debugging=True), FAIL),
    ("cors_not_wildcard", config(cors_origins=frozenset({"*"})), FAIL),
    ("publishing_basic_auth_disabled", {"basic_auth": FTP}, FAIL),
    ("public_access_restricted", reached("enabled", default_action="allow"), FAIL),
    ("public_access_restricted", reached("enabled", allows_all=True), FAIL),
    ("public_access_restricted", reached("enabled"), PASS),
    ("public_access_restricted", reached(None, default_action="allow"), FAIL),
    ("public_access_restricted", reached(None, 1, default_action="allow"), PASS),
    ("public_access_restricted", reached("enabled", 1, default_action="allow"), FAIL),
]
CASES: list[Case] = [*rows("azure_app_site", SITES)]
