"""Collection of SageMaker: facts from its responses, and the number of calls."""

import base64
from collections import Counter

import pytest

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.faults import Endpoint, error
from tests.emulator.recorded import Recording, by_name, recorded
from tests.integration.collectors.aws.engine import Outcome, run

pytestmark = pytest.mark.anyio

CHECKS = [one for one in checks(CLOUDS) if one.service == "sagemaker"]
ARN = f"arn:aws:sagemaker:{HOME}:{ACCOUNT_ID}:"


def failed(outcome: Outcome, resource: str) -> set[str]:
    return {
        check_id.removeprefix("aws_sagemaker_")
        for (check_id, resource_id), one in outcome.verdicts.items()
        if resource_id == ARN + resource and one.status == "fail"
    }


FAILURES = {
    "notebook-instance/research-playground": {
        "notebook_direct_internet_access_disabled",
        "notebook_encrypted_with_cmk",
        "notebook_imdsv2_required",
        "notebook_in_vpc",
        "notebook_root_access_disabled",
        "notebook_scripts_without_secrets",
    },
    "notebook-instance/fraud-exploration": {
        "notebook_direct_internet_access_disabled",
        "notebook_imdsv2_required",
        "notebook_platform_supported",
        "notebook_root_access_disabled",
    },
    "notebook-instance/prod-forecasting": set(),
    "model/churn-v3": {"model_registered"},
    "model/support-chat-lora": {"model_in_vpc", "model_network_isolated", "model_registered"},
    "endpoint-config/churn": set(),
    "endpoint-config/support-chat": {
        "endpoint_config_encrypted_with_cmk",
        "endpoint_config_multiple_instances",
    },
    "endpoint/churn": set(),
    "endpoint/support-chat": {"endpoint_monitored"},
    "training-job/churn-2026-10": set(),
    "training-job/support-chat-lora-nightly": {
        "training_job_in_vpc",
        "training_job_network_isolated",
        "training_job_output_encrypted_with_cmk",
        "training_job_traffic_encrypted",
        "training_job_volumes_encrypted_with_cmk",
    },
    "processing-job/churn-cleaning": set(),
    "processing-job/leads-cleaning": {
        "processing_job_encrypted_with_cmk",
        "processing_job_network_restricted",
    },
    "transform-job/churn-scoring": set(),
    "transform-job/leads-scoring": {"transform_job_encrypted_with_cmk"},
    "data-quality-job-definition/churn-data-quality": set(),
    "model-bias-job-definition/support-chat-model-bias": {
        "monitoring_definition_network_isolated",
        "monitoring_definition_traffic_encrypted",
    },
    "domain/d-science": set(),
    "domain/d-sandbox": {
        "domain_encrypted_with_cmk",
        "domain_sso_configured",
        "domain_users_told_apart",
        "domain_vpc_only",
    },
    "model-package-group/churn": set(),
    "model-package-group/shared-models": {"model_package_group_not_public"},
    "feature-group/customers": set(),
    "feature-group/clicks": {"feature_group_encrypted_with_cmk"},
}


async def test_assets_are_evaluated(cloud: Endpoint) -> None:
    outcome = await run(cloud.url, CHECKS, regions=(HOME,))
    assert {resource: failed(outcome, resource) for resource in FAILURES} == FAILURES
    assert outcome.reads.coverage == 1


async def test_each_asset_needs_one_call_besides_the_listings(cloud: Endpoint) -> None:
    outcome = await run(cloud.url, CHECKS, regions=(HOME,))
    assets = {resource for _, resource in outcome.verdicts}
    listings = {call for call in cloud.calls if ":List" in call}
    assert all(cloud.calls[call] == 1 for call in listings)
    described = cloud.calls.total() - len(listings) - cloud.calls["sts:GetCallerIdentity"]
    # An endpoint needs no description; a lifecycle configuration is one more thing to describe.
    endpoints = sum(":endpoint/" in one for one in assets)
    assert described == len(assets) - endpoints + 1


@pytest.mark.parametrize("resource", FAILURES)
async def test_one_named_asset_needs_only_its_own_calls(resource: str, cloud: Endpoint) -> None:
    outcome = await run(cloud.url, CHECKS, regions=(HOME,), resource_ids=[ARN + resource])
    assert {found for _, found in outcome.verdicts} == {ARN + resource}
    assert failed(outcome, resource) == FAILURES[resource]
    del cloud.calls["sts:GetCallerIdentity"]
    assert cloud.calls.total() <= 2
    assert not any("ListModels" in call or "ListTraining" in call for call in cloud.calls)


SCRIPT = base64.b64encode(b"#!/bin/sh\nexport DB_PASSWORD=Tr0ub4dor3\n").decode()
NOTEBOOKS: dict[str, Recording] = {
    "sagemaker:ListNotebookInstances": {
        "NotebookInstances": [
            {
                "NotebookInstanceName": name,
                "NotebookInstanceArn": f"{ARN}notebook-instance/{name}",
                "NotebookInstanceStatus": "InService",
                **config,
            }
            for name, config in {
                "plain": {},
                "first": {"NotebookInstanceLifecycleConfigName": "shared"},
                "second": {"NotebookInstanceLifecycleConfigName": "shared"},
                "binary": {"NotebookInstanceLifecycleConfigName": "binary"},
            }.items()
        ]
    },
    "sagemaker:DescribeNotebookInstance": {"NotebookInstanceName": "any"},
    "sagemaker:DescribeNotebookInstanceLifecycleConfig": by_name(
        {
            "shared": {"OnCreate": [{"Content": SCRIPT}]},
            "binary": {"OnStart": [{"Content": "gIGC"}]},
        }
    ),
}


async def test_a_shared_lifecycle_configuration_is_read_once() -> None:
    chosen = [one for one in CHECKS if "scripts_without_secrets" in one.id]
    async with recorded(NOTEBOOKS) as cloud:
        outcome = await run(cloud.url, chosen, regions=(HOME,))
    found = {
        resource.rpartition("/")[2]: (str(one.status), one.message)
        for (_, resource), one in outcome.verdicts.items()
    }
    secret = ("fail", "Secrets in scripts: OnCreate: value of DB_PASSWORD in line 2.")
    assert found["plain"][0] == "pass"
    assert found["first"] == found["second"] == secret
    assert found["binary"][0] == "unknown"
    assert cloud.calls["sagemaker:DescribeNotebookInstanceLifecycleConfig"] == 2
    assert cloud.calls["sagemaker:DescribeNotebookInstance"] == 0


async def test_missing_members_have_the_documented_defaults() -> None:
    chosen = [one for one in CHECKS if "_notebook_" in one.id and "scripts" not in one.id]
    async with recorded(NOTEBOOKS) as cloud:
        outcome = await run(cloud.url, chosen, regions=(HOME,))
    assert failed(outcome, "notebook-instance/plain") == {
        "notebook_direct_internet_access_disabled",
        "notebook_encrypted_with_cmk",
        "notebook_imdsv2_required",
        "notebook_in_vpc",
        "notebook_root_access_disabled",
    }


GONE = {
    "model/ghost": ("sagemaker:DescribeModel", "ValidationException"),
    "domain/d-ghost": ("sagemaker:DescribeDomain", "ResourceNotFound"),
    "endpoint/ghost": ("sagemaker:DescribeEndpoint", "ValidationException"),
}


@pytest.mark.parametrize("resource", GONE)
async def test_a_deleted_asset_is_not_an_asset(resource: str) -> None:
    call, code = GONE[resource]
    async with recorded({call: error(call, code, 400)}) as cloud:
        outcome = await run(cloud.url, CHECKS, regions=(HOME,), resource_ids=[ARN + resource])
    assert not outcome.verdicts
    assert not outcome.unlisted
    assert cloud.calls == Counter({call: 1})
    assert outcome.reads.coverage == 1


VARIANTS: list[dict[str, object]] = [
    {"VariantName": "pooled", "InstancePools": [{"InstanceType": "ml.m5.large"}]},
    {"VariantName": "serverless", "ServerlessConfig": {"MemorySizeInMB": 2048}},
]


async def test_an_endpoint_configuration_with_every_kind_of_variant() -> None:
    arn = f"{ARN}endpoint-config/mixed"
    answer = {
        "EndpointConfigName": "mixed",
        "EndpointConfigArn": arn,
        "CreationTime": 1.0,
        "ProductionVariants": [one | {"InitialInstanceCount": 1} for one in VARIANTS],
        "DataCaptureConfig": {"DestinationS3Uri": "s3://captured", "EnableCapture": False},
    }
    async with recorded({"sagemaker:DescribeEndpointConfig": answer}) as cloud:
        outcome = await run(cloud.url, CHECKS, regions=(HOME,), resource_ids=[arn])
    assert failed(outcome, "endpoint-config/mixed") == {
        "endpoint_config_components_isolated",
        "endpoint_config_encrypted_with_cmk",
        "endpoint_config_multiple_instances",
    }
    messages = {check_id: one.message for (check_id, _), one in outcome.verdicts.items()}
    assert messages["aws_sagemaker_endpoint_config_multiple_instances"].endswith(": pooled.")
