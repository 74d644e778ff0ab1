"""Assets of Vertex AI: endpoints, models and their data, jobs, agents and runtimes."""

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from posture.domain.asset import Family
from posture.domain.evidence import Fact
from posture.domain.gcp.asset import GcpAsset


@dataclass(frozen=True, slots=True, kw_only=True)
class VertexAsset(GcpAsset):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class VertexEndpoint(VertexAsset):
    """An endpoint.

    Attributes:
        private: whether it is reached from networks of the customer alone.
        requests_logged: whether requests and responses are kept.
    """

    paths = ("projects/*/locations/*/endpoints/*",)

    private: Fact[bool]
    requests_logged: Fact[bool]
    models: Fact[tuple[DeployedModel, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class VertexIndexEndpoint(VertexAsset):
    """An endpoint of vector indexes."""

    paths = ("projects/*/locations/*/indexEndpoints/*",)

    public: Fact[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class VertexModel(VertexAsset):
    """A model."""

    paths = ("projects/*/locations/*/models/*",)


@dataclass(frozen=True, slots=True, kw_only=True)
class VertexDataset(VertexAsset):
    """A dataset."""

    paths = ("projects/*/locations/*/datasets/*",)


@dataclass(frozen=True, slots=True, kw_only=True)
class VertexFeaturestore(VertexAsset):
    """A feature store of the first generation."""

    paths = ("projects/*/locations/*/featurestores/*",)


@dataclass(frozen=True, slots=True, kw_only=True)
class VertexFeatureOnlineStore(VertexAsset):
    """A store that serves features.

    Attributes:
        public_domain: its public domain name; empty without one.
        private: whether Private Service Connect reaches it.
    """

    paths = ("projects/*/locations/*/featureOnlineStores/*",)

    dedicated: Fact[bool]
    public_domain: Fact[str]
    private: Fact[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class VertexCustomJob(VertexAsset):
    """A running job.

    Attributes:
        shell: whether people can open a shell in it.
        private: whether it runs in a network of the customer.
    """

    paths = ("projects/*/locations/*/customJobs/*",)

    shell: Fact[bool]
    private: Fact[bool]
    account: Fact[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class VertexRuntimeTemplate(VertexAsset):
    """A template for runtimes of Colab Enterprise.

    Attributes:
        default: whether Google made it.
    """

    paths = ("projects/*/locations/*/notebookRuntimeTemplates/*",)

    default: Fact[bool]
    internet: Fact[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class VertexReasoningEngine(VertexAsset):
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
