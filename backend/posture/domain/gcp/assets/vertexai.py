"""Assets of Vertex AI: endpoints, models and their data, jobs, agents and runtimes."""

from typing import ClassVar, NamedTuple

from posture.domain.asset import Family
from posture.domain.evidence import Fact
from posture.domain.gcp.asset import GcpAsset


class VertexAsset(GcpAsset, frozen=True, kw_only=True):
    """Base class of the assets of Vertex AI.

    Attributes:
        customer_key: whether it is encrypted with a key of the customer.
    """

    service = "vertexai"
    family = Family.AI
    host = "aiplatform"
    paths: ClassVar[tuple[str, ...]] = ()

    customer_key: Fact[bool]


class DeployedModel(NamedTuple):
    """A model that an endpoint serves.

    Attributes:
        account: the service account that it runs as; empty for one of Google's own.
        logged: whether the logs of its containers are kept.
    """

    id: str
    account: str
    logged: bool


class VertexEndpoint(VertexAsset, frozen=True, kw_only=True):
    """An endpoint.

    Attributes:
        private: whether it is reached from networks of the customer alone.
        requests_logged: whether requests and responses are kept.
    """

    paths = ("projects/*/locations/*/endpoints/*",)

    private: Fact[bool]
    requests_logged: Fact[bool]
    models: Fact[tuple[DeployedModel, ...]]


class VertexIndexEndpoint(VertexAsset, frozen=True, kw_only=True):
    """An endpoint of vector indexes."""

    paths = ("projects/*/locations/*/indexEndpoints/*",)

    public: Fact[bool]


class VertexModel(VertexAsset, frozen=True, kw_only=True):
    """A model."""

    paths = ("projects/*/locations/*/models/*",)


class VertexDataset(VertexAsset, frozen=True, kw_only=True):
    """A dataset."""

    paths = ("projects/*/locations/*/datasets/*",)


class VertexFeaturestore(VertexAsset, frozen=True, kw_only=True):
    """A feature store of the first generation."""

    paths = ("projects/*/locations/*/featurestores/*",)


class VertexFeatureOnlineStore(VertexAsset, frozen=True, kw_only=True):
    """A store that serves features.

    Attributes:
        public_domain: its public domain name; empty without one.
        private: whether Private Service Connect reaches it.
    """

    paths = ("projects/*/locations/*/featureOnlineStores/*",)

    dedicated: Fact[bool]
    public_domain: Fact[str]
    private: Fact[bool]


class VertexCustomJob(VertexAsset, frozen=True, kw_only=True):
    """A running job.

    Attributes:
        shell: whether people can open a shell in it.
        private: whether it runs in a network of the customer.
    """

    paths = ("projects/*/locations/*/customJobs/*",)

    shell: Fact[bool]
    private: Fact[bool]
    account: Fact[str]


class VertexRuntimeTemplate(VertexAsset, frozen=True, kw_only=True):
    """A template for runtimes of Colab Enterprise.

    Attributes:
        default: whether Google made it.
    """

    paths = ("projects/*/locations/*/notebookRuntimeTemplates/*",)

    default: Fact[bool]
    internet: Fact[bool]


class VertexReasoningEngine(VertexAsset, frozen=True, kw_only=True):
    """An agent of Agent Engine.

    Attributes:
        identity: `AGENT_IDENTITY` for one of its own, else as the API says.
        secrets: the variables that contain a secret.
    """

    paths = ("projects/*/locations/*/reasoningEngines/*",)

    account: Fact[str]
    identity: Fact[str]
    secrets: Fact[tuple[str, ...]]
    private: Fact[bool]
