"""Assets of conversational AI: agents of Dialogflow, and data stores of search and agents."""

from typing import NamedTuple

from posture.domain.asset import Family
from posture.domain.evidence import Fact
from posture.domain.gcp.asset import GcpAsset


class Webhook(NamedTuple):
    """A service that an agent calls.

    Attributes:
        plain: whether it is called without TLS.
        authenticated: whether the calls prove who makes them.
        password: whether a password is stored in clear text.
    """

    name: str
    plain: bool
    authenticated: bool
    password: bool


class DialogflowAgent(GcpAsset, frozen=True, kw_only=True):
    """An agent of Dialogflow CX.

    Attributes:
        redacts: whether its security settings remove sensitive data from what is stored.
        logged: whether conversations or calls are logged.
        webhooks: its webhooks that are not disabled.
    """

    service = "dialogflow"
    family = Family.AI
    host = "dialogflow"
    paths = ("projects/*/locations/*/agents/*",)

    redacts: Fact[bool]
    logged: Fact[bool]
    webhooks: Fact[tuple[Webhook, ...]]


class SearchDataStore(GcpAsset, frozen=True, kw_only=True):
    """A data store of Vertex AI Search.

    Attributes:
        website: whether it holds public websites alone.
        access_controlled: whether people find only what they may read.
    """

    service = "discoveryengine"
    family = Family.AI
    host = "discoveryengine"
    paths = ("projects/*/locations/*/collections/*/dataStores/*",)

    website: Fact[bool]
    access_controlled: Fact[bool]
    customer_key: Fact[bool]
