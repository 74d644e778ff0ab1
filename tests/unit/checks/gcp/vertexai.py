"""Cases of the checks of Vertex AI and of Workbench."""

from posture.domain.evidence import Unread
from posture.domain.gcp.assets.notebooks import NotebookInstance, Shielding
from posture.domain.gcp.assets.vertexai import (
    DeployedModel,
    VertexCustomJob,
    VertexDataset,
    VertexEndpoint,
    VertexFeatureOnlineStore,
    VertexFeaturestore,
    VertexIndexEndpoint,
    VertexModel,
    VertexReasoningEngine,
    VertexRuntimeTemplate,
)
from posture.domain.gcp.iam import Binding
from tests.unit.checks.evaluating import FAIL, NOT_APPLICABLE, PASS, Case, Compliant, Row, rows

ACCOUNT = "model@shop.iam.gserviceaccount.com"
DEFAULT = "1-compute@developer.gserviceaccount.com"
AGENT = "service-1@gcp-sa-aiplatform-re.iam.gserviceaccount.com"
MODEL = DeployedModel("1", ACCOUNT, logged=True)
SEALED = {"customer_key": True}
TIGHT = {
    "notebook-disable-root": "true",
    "notebook-disable-downloads": "true",
    "notebook-disable-terminal": "true",
    "notebook-upgrade-schedule": "00 3 * * sun",
}
SHIELDED = Shielding(vtpm=True, integrity=True, secure_boot=False)
COMPLIANT: Compliant = {
    VertexEndpoint: {**SEALED, "private": True, "requests_logged": True, "models": (MODEL,)},
    VertexIndexEndpoint: {**SEALED, "public": False},
    VertexModel: SEALED,
    VertexDataset: SEALED,
    VertexFeaturestore: SEALED,
    VertexFeatureOnlineStore: {
        **SEALED,
        "dedicated": True,
        "public_domain": "",
        "private": True,
    },
    VertexCustomJob: {**SEALED, "shell": False, "private": True, "account": ACCOUNT},
    VertexRuntimeTemplate: {**SEALED, "default": False, "internet": False},
    VertexReasoningEngine: {
        **SEALED,
        "account": ACCOUNT,
        "identity": "",
        "secrets": (),
        "private": True,
    },
    NotebookInstance: {
        "public_ip": False,
        "metadata": TIGHT,
        "account": ACCOUNT,
        "owners": (),
        "shielding": SHIELDED,
        "customer_key": True,
        "policy": (),
    },
}
NOTHING = {"models": ()}
OPEN_KEY = {"customer_key": False}
ENDPOINTS: list[Row] = [
    ("private", {"private": False}, FAIL),
    ("private", NOTHING | {"private": False}, NOT_APPLICABLE),
    ("customer_managed_key", OPEN_KEY, FAIL),
    ("requests_logged", {"requests_logged": False}, FAIL),
    ("requests_logged", {"models": (MODEL._replace(logged=False),)}, FAIL),
    ("requests_logged", NOTHING, NOT_APPLICABLE),
    ("service_account_dedicated", {"models": (MODEL._replace(account=DEFAULT),)}, FAIL),
    ("service_account_dedicated", {"models": (MODEL._replace(account=""),)}, PASS),
    ("service_account_dedicated", NOTHING, NOT_APPLICABLE),
]
STORES: list[Row] = [
    ("private", {"private": False, "public_domain": "f.example"}, FAIL),
    ("private", {"private": False}, PASS),
    ("private", {"dedicated": False, "private": False}, NOT_APPLICABLE),
    (
        "private",
        dict.fromkeys(("private",), Unread("a", "b")) | {"dedicated": False},
        NOT_APPLICABLE,
    ),
]
JOBS: list[Row] = [
    ("isolated", {"shell": True}, FAIL),
    ("isolated", {"private": False}, FAIL),
    ("isolated", {"account": DEFAULT}, FAIL),
]
TEMPLATES: list[Row] = [
    ("no_internet", {"internet": True}, FAIL),
    ("no_internet", {"internet": True, "default": True}, FAIL),
]
ENGINES: list[Row] = [
    ("identity_dedicated", {"account": ""}, FAIL),
    ("identity_dedicated", {"account": AGENT}, FAIL),
    ("identity_dedicated", {"account": DEFAULT}, FAIL),
    ("identity_dedicated", {"account": "", "identity": "AGENT_IDENTITY"}, PASS),
    ("environment_no_secrets", {"secrets": ("TOKEN (secret)",)}, FAIL),
    ("network_private", {"private": False}, FAIL),
]
PUBLIC = Binding("roles/notebooks.viewer", frozenset({"allUsers"}))
NOTEBOOKS: list[Row] = [
    ("no_public_ip", {"public_ip": True}, FAIL),
    ("root_disabled", {"metadata": {}}, FAIL),
    ("root_disabled", {"metadata": {"notebook-disable-root": "false"}}, FAIL),
    ("downloads_disabled", {"metadata": {}}, FAIL),
    ("upgraded_automatically", {"metadata": {}}, FAIL),
    ("terminal_disabled", {"metadata": {}}, FAIL),
    ("service_account_dedicated", {"account": DEFAULT}, FAIL),
    ("service_account_dedicated", {"account": ""}, FAIL),
    ("shielded", {"shielding": SHIELDED._replace(integrity=False)}, FAIL),
    ("customer_managed_key", OPEN_KEY, FAIL),
    ("not_public", {"policy": (PUBLIC,)}, FAIL),
]
CASES: list[Case] = [
    *rows("gcp_vertexai_endpoint", ENDPOINTS),
    *rows("gcp_vertexai_index_endpoint", [("private", {"public": True}, FAIL)]),
    *rows("gcp_vertexai_model", [("customer_managed_key", OPEN_KEY, FAIL)]),
    *rows("gcp_vertexai_dataset", [("customer_managed_key", OPEN_KEY, FAIL)]),
    *rows("gcp_vertexai_featurestore", [("customer_managed_key", OPEN_KEY, FAIL)]),
    *rows("gcp_vertexai_feature_online_store", STORES),
    *rows("gcp_vertexai_custom_job", JOBS),
    *rows("gcp_vertexai_runtime_template", TEMPLATES),
    *rows("gcp_vertexai_reasoning_engine", ENGINES),
    *rows("gcp_notebooks_instance", NOTEBOOKS),
]
