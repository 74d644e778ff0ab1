"""The demo's account: a few dozen assets with a story, over IAM, network, storage, keys and AI."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from types import MappingProxyType
from typing import Any

from tests.emulator.account import (
    bedrock,
    bedrock_access,
    bedrock_stubs,
    cloudtrail,
    ec2,
    iam,
    kms,
    s3,
    sagemaker,
)
from tests.emulator.account.account import Account

# This account has no assets of the types that moto cannot list.
_NOTHING: Mapping[str, dict[str, Any]] = MappingProxyType(
    {
        "bedrock:ListEnforcedGuardrailsConfiguration": {"guardrailsConfig": []},
        "bedrock:ListGuardrails": {"guardrails": []},
        "bedrock:ListImportedModels": {"modelSummaries": []},
        "bedrock:ListModelInvocationJobs": {"invocationJobSummaries": []},
        "bedrock:ListProvisionedModelThroughputs": {"provisionedModelSummaries": []},
        "bedrock-agent:ListFlows": {"flowSummaries": []},
        "bedrock-agent:ListPrompts": {"promptSummaries": []},
        "bedrock-agentcore-control:ListBrowsers": {"browserSummaries": []},
        "bedrock-agentcore-control:ListCodeInterpreters": {"codeInterpreterSummaries": []},
        "sagemaker:ListFeatureGroups": {"FeatureGroupSummaries": []},
        "sagemaker:ListMonitoringSchedules": {"MonitoringScheduleSummaries": []},
    }
)


def story(endpoint_url: str) -> None:
    """Fill the empty account behind an endpoint: what computes beside what is kept and known."""
    account = Account(endpoint_url)
    with ThreadPoolExecutor(2) as pool:
        for done in (pool.submit(_machines, account), pool.submit(_data, account)):
            done.result()


def _machines(account: Account) -> None:
    iam.seed(account, 0)
    ec2.seed(account, 0)
    sagemaker.story(account)


def _data(account: Account) -> None:
    kms.story(account)
    s3.story(account)
    cloudtrail.story(account)
    bedrock.story(account)
    bedrock_stubs.data_sources(account)
    bedrock_stubs.foundation_models(account)
    bedrock_access.nobody(account)
    for call, answer in _NOTHING.items():
        account.stub(call, answer)
