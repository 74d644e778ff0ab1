"""Cases of the checks of Cloud Run and of functions."""

from posture.domain.gcp.assets.serverless import CloudFunction, RunService
from posture.domain.gcp.iam import Binding
from tests.unit.checks.evaluating import FAIL, PASS, Case, Compliant, Row, rows

ACCOUNT = "web@shop.iam.gserviceaccount.com"
DEFAULT = "1-compute@developer.gserviceaccount.com"
COMPLIANT: Compliant = {
    RunService: {
        "open": False,
        "checks_callers": True,
        "proxied": False,
        "account": ACCOUNT,
        "secrets": (),
        "customer_key": True,
        "policy": (),
    },
    CloudFunction: {
        "open": False,
        "account": ACCOUNT,
        "secrets": (),
        "plain_http": False,
        "connected": True,
        "policy": (),
    },
}
PUBLIC = {"policy": (Binding("roles/run.invoker", frozenset({"allUsers"})),)}
OPEN = {"open": True}
SECRET = {"secrets": ("PASSWORD (secret)",)}
SERVICES: list[Row] = [
    ("not_public", PUBLIC | OPEN, FAIL),
    ("not_public", PUBLIC, PASS),
    ("not_public", PUBLIC | OPEN | {"proxied": True}, PASS),
    ("not_public", OPEN, PASS),
    ("not_public", OPEN | {"checks_callers": False}, FAIL),
    ("ingress_restricted", OPEN, FAIL),
    ("default_service_account_not_used", {"account": ""}, FAIL),
    ("default_service_account_not_used", {"account": DEFAULT}, FAIL),
    ("environment_no_secrets", SECRET, FAIL),
    ("customer_managed_key", {"customer_key": False}, FAIL),
]
FUNCTIONS: list[Row] = [
    ("not_public", PUBLIC | OPEN, FAIL),
    ("not_public", PUBLIC, PASS),
    ("ingress_restricted", OPEN, FAIL),
    ("environment_no_secrets", SECRET, FAIL),
    ("default_service_account_not_used", {"account": "shop@appspot.gserviceaccount.com"}, FAIL),
    ("default_service_account_not_used", {"account": ""}, FAIL),
    ("https_required", {"plain_http": True}, FAIL),
    ("vpc_connected", {"connected": False}, FAIL),
]
CASES: list[Case] = [
    *rows("gcp_run_service", SERVICES),
    *rows("gcp_functions_function", FUNCTIONS),
]
