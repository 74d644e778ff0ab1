"""Collector of AWS Lambda: functions with their policies, URLs, networks and code signing."""

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from posture.collectors.aws.cloudtrail import RECORDINGS_CALLS, recordings
from posture.collectors.aws.collecting import RegionClient, Response, read
from posture.collectors.aws.lambda_runtimes import LIST_CALL, supported_days
from posture.collectors.aws.vpc import SUBNETS_CALL, subnets
from posture.collectors.collecting import Ask, AssetCollector, Item, Read, in_state
from posture.collectors.errors import CallError, ContradictionError
from posture.domain.aws.assets.cloudtrail import Recording
from posture.domain.aws.assets.lambda_function import FunctionUrl, LambdaFunction
from posture.domain.aws.policy import policy
from posture.domain.evidence import Fact, Unread, contradiction
from posture.domain.secrets import secret_variables, secrets_in

ONE_CALL = "lambda:GetFunctionConfiguration"
URLS_CALL = "lambda:ListFunctionUrlConfigs"
INVOKE_CALL = "lambda:ListFunctionEventInvokeConfigs"
SIGNED_CALL = "lambda:GetFunctionCodeSigningConfig"
SIGNING_CALL = "lambda:GetCodeSigningConfig"
NOT_FOUND = "ResourceNotFoundException"
LARGEST_PAGE = 50


async def _functions(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    async for one in client.pages(LIST_CALL, "Functions", MaxItems=LARGEST_PAGE):
        yield Item(one["FunctionArn"], one["FunctionName"], one)


async def _named(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    for arn in arns:
        try:
            one = await client.call(ONE_CALL, FunctionName=arn)
        except CallError as error:
            if error.code != NOT_FOUND:
                raise
            continue
        yield Item(arn, one["FunctionName"], one)


def _listed(client: RegionClient, item: Item) -> Mapping[str, Any]:
    one = item.data
    runtime = one.get("Runtime") or None
    environment = one.get("Environment")
    return {
        "account_id": client.account_id,
        "runtime": runtime,
        "image": one.get("PackageType") == "Image",
        "supported_days": _supported_days(one),
        "variable_count": len((environment or {}).get("Variables") or ()),
        "secrets_in_variables": _secrets(environment),
        "secrets_in_settings": _secrets_in_settings(one),
        "kms_key": one.get("KMSKeyArn") or None,
        "subnets": tuple((one.get("VpcConfig") or {}).get("SubnetIds") or ()),
        "layers": tuple(layer["Arn"] for layer in one.get("Layers") or ()),
        "traced": (one.get("TracingConfig") or {}).get("Mode") == "Active",
        "dead_letter": (one.get("DeadLetterConfig") or {}).get("TargetArn") or None,
    }


def _supported_days(one: Mapping[str, Any]) -> Fact[int | None]:
    if runtime := one.get("Runtime"):
        return supported_days(runtime, datetime.now(UTC).date())
    if one.get("PackageType") == "Image":
        return None
    return contradiction("no image and no runtime", LIST_CALL)


def _secrets(environment: Mapping[str, Any] | None) -> Fact[tuple[str, ...]]:
    """Return the secrets in the variables; unread if Lambda could not decrypt them."""
    if environment is None:
        return ()
    if error := environment.get("Error"):
        return Unread(error.get("ErrorCode", "AccessDeniedException"), "kms:Decrypt")
    if "Variables" not in environment:
        return contradiction("an environment without variables", LIST_CALL)
    return secret_variables(environment["Variables"])


def _secrets_in_settings(one: Mapping[str, Any]) -> tuple[str, ...]:
    image = (one.get("ImageConfigResponse") or {}).get("ImageConfig") or {}
    command = " ".join([*(image.get("EntryPoint") or ()), *(image.get("Command") or ())])
    places = {"description": one.get("Description") or "", "command": command}
    return tuple(f"{name}: {found}" for name, text in places.items() for found in secrets_in(text))


async def _urls(client: RegionClient, item: Item) -> tuple[FunctionUrl, ...]:
    return tuple(
        [
            FunctionUrl(
                address=one["FunctionUrl"],
                auth=one["AuthType"],
                origins=tuple((one.get("Cors") or {}).get("AllowOrigins") or ()),
            )
            async for one in client.pages(URLS_CALL, "FunctionUrlConfigs", FunctionName=item.name)
        ]
    )


async def _failure_targets(client: RegionClient, item: Item) -> tuple[str, ...]:
    found = client.pages(INVOKE_CALL, "FunctionEventInvokeConfigs", FunctionName=item.name)
    targets = [
        ((one.get("DestinationConfig") or {}).get("OnFailure") or {}).get("Destination")
        async for one in found
    ]
    return tuple(one for one in targets if one)


async def _zones(client: RegionClient, item: Item) -> frozenset[str]:
    own = (item.data.get("VpcConfig") or {}).get("SubnetIds")
    if not own:
        return frozenset()
    zones = {one["SubnetId"]: one["AvailabilityZone"] for one in await subnets(client)}
    if missing := [one for one in own if one not in zones]:
        raise ContradictionError(f"{missing[0]} is not listed", SUBNETS_CALL)
    return frozenset(zones[one] for one in own)


async def _signing(client: RegionClient, item: Item) -> str | None:
    if item.data.get("PackageType") == "Image":
        return None
    response = await client.call(SIGNED_CALL, FunctionName=item.name)
    if not (arn := response.get("CodeSigningConfigArn")):
        return None
    config: Response = (await client.shared(SIGNING_CALL, CodeSigningConfigArn=arn))[
        "CodeSigningConfig"
    ]
    return str(config["CodeSigningPolicies"]["UntrustedArtifactOnDeployment"])


async def _recordings(client: RegionClient, _item: Item) -> tuple[Recording, ...]:
    return await recordings(client)


# Only the description of one function has its state, not the listing.
_CREATED = in_state("pending", path=("State",))
_UPDATED = in_state("inprogress", path=("LastUpdateStatus",))

FUNCTIONS = AssetCollector(
    asset_type=LambdaFunction,
    regional=True,
    calls=(LIST_CALL, ONE_CALL),
    items=_functions,
    find=_named,
    listed=_listed,
    transition=lambda item: _CREATED(item) or _UPDATED(item),
    gone=frozenset({NOT_FOUND}),
    reads=(
        read(
            "policy",
            "lambda:GetPolicy",
            by=lambda item: {"FunctionName": item.name},
            of=lambda response: policy(response["Policy"]),
            absent={NOT_FOUND: None},
        ),
        Read(facts=("urls",), calls=(URLS_CALL,), run=_urls),
        Read(facts=("failure_targets",), calls=(INVOKE_CALL,), run=_failure_targets),
        Read(facts=("zones",), calls=(SUBNETS_CALL,), run=_zones),
        read(
            "reserved",
            "lambda:GetFunctionConcurrency",
            by=lambda item: {"FunctionName": item.name},
            of=lambda response: response.get("ReservedConcurrentExecutions"),
        ),
        Read(facts=("signing",), calls=(SIGNED_CALL, SIGNING_CALL), run=_signing),
        Read(facts=("recordings",), calls=RECORDINGS_CALLS, run=_recordings),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (FUNCTIONS,)
