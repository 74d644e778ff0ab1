"""Assets of Azure Machine Learning: workspaces, computes, online endpoints, registries."""

from msgspec import Struct

from posture.domain.asset import Family
from posture.domain.azure.access import NetworkAccess
from posture.domain.azure.asset import AzureAsset
from posture.domain.azure.diagnostics import DiagnosticSetting
from posture.domain.evidence import Fact


class WorkspaceSettings(Struct, frozen=True, kw_only=True):
    """The settings of a workspace; texts are in lower case.

    Attributes:
        project: whether it is a project of a hub, which has the settings of its hub.
        isolation: `disabled`, `allowinternetoutbound` or `allowonlyapprovedoutbound`.
        own_key: whether a key of the customer encrypts its data.
        datastore_keys: whether its datastores use the keys of their accounts.
        public_behind_network: whether a private endpoint does not close the public one.
    """

    project: bool
    isolation: str
    own_key: bool
    datastore_keys: bool
    public_behind_network: bool


class LearningWorkspace(AzureAsset, frozen=True, kw_only=True):
    """A workspace, a hub or a project."""

    service = "ml"
    family = Family.AI
    arm_type = "Microsoft.MachineLearningServices/workspaces"

    settings: Fact[WorkspaceSettings]
    public: Fact[str | None]
    network: Fact[NetworkAccess]
    diagnostics: Fact[tuple[DiagnosticSetting, ...]]


class ComputeSettings(Struct, frozen=True, kw_only=True):
    """The settings of a compute; texts are in lower case.

    Attributes:
        kind: such as `computeinstance` or `amlcompute`.
        node_public_ip: whether its nodes have public addresses.
        in_subnet: whether it is in a virtual network of the customer.
        ssh: `enabled`, `disabled` or `notspecified`.
        local_auth: whether its local users can sign in.
        idle_shutdown: whether it stops when nobody uses it.
    """

    kind: str
    node_public_ip: bool
    in_subnet: bool
    ssh: str
    local_auth: bool
    idle_shutdown: bool


class LearningCompute(AzureAsset, frozen=True, kw_only=True):
    """A compute of a workspace; `isolated` is set if the workspace manages its network."""

    service = "ml"
    family = Family.AI
    arm_type = "Microsoft.MachineLearningServices/workspaces/computes"

    settings: Fact[ComputeSettings]
    isolated: Fact[bool]


class OnlineEndpoint(AzureAsset, frozen=True, kw_only=True):
    """An online endpoint, at which deployed models answer.

    Attributes:
        auth: `key`, `amltoken` or `aadtoken`.
        public: `enabled` or `disabled`.
    """

    service = "ml"
    family = Family.AI
    arm_type = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints"

    auth: Fact[str]
    public: Fact[str]


class ModelRegistry(AzureAsset, frozen=True, kw_only=True):
    """A registry, which shares models, components and environments between workspaces."""

    service = "ml"
    family = Family.AI
    arm_type = "Microsoft.MachineLearningServices/registries"

    network: Fact[NetworkAccess]
