"""Bedrock AgentCore: runtimes, gateways and memories, and the tools that moto does not have."""

from datetime import UTC, datetime

from tests.emulator.account.account import ACCOUNT_ID, HOME, Account
from tests.emulator.account.iam import AGENT_ROLE
from tests.emulator.account.kms import DATA_KEY

_NOW = datetime.now(UTC).replace(microsecond=0)


def seed(aws: Account, _n: int) -> None:
    """Make one of each kind as it should be, and one as it should not, whatever `n`."""
    control = aws.client("bedrock-agentcore-control")
    inside = {
        "networkMode": "VPC",
        "networkModeConfig": {"subnets": ["subnet-1"], "securityGroups": ["sg-1"]},
    }
    for name, network, environment in (
        ("support_runtime", inside, {"STAGE": "prod"}),
        ("research_runtime", {"networkMode": "PUBLIC"}, {"CRM_PASSWORD": "Tr0ub4dor3"}),
    ):
        control.create_agent_runtime(
            agentRuntimeName=name,
            agentRuntimeArtifact={"containerConfiguration": {"containerUri": "agents:1"}},
            roleArn=AGENT_ROLE,
            networkConfiguration=network,
            environmentVariables=environment,
        )
    for name, authorizer, key in (("crm", "AWS_IAM", DATA_KEY), ("hackathon", "NONE", None)):
        control.create_gateway(
            name=name,
            roleArn=AGENT_ROLE,
            protocolType="MCP",
            authorizerType=authorizer,
            **({"kmsKeyArn": key} if key else {}),
        )
    for name, key in (("customers", DATA_KEY), ("scratch", None)):
        control.create_memory(
            name=name, eventExpiryDuration=90, **({"encryptionKeyArn": key} if key else {})
        )
    _tools(aws)


def _tools(aws: Account) -> None:
    control = "bedrock-agentcore-control"
    arn = f"arn:aws:bedrock-agentcore:{HOME}:{ACCOUNT_ID}"
    browsers = {"web_forms-aaaaaaaaaa": True, "price_watch-bbbbbbbbbb": False}
    sandboxes = {"reports-cccccccccc": "SANDBOX", "anything-dddddddddd": "PUBLIC"}
    for call, key in (("Browsers", "browser"), ("CodeInterpreters", "codeInterpreter")):
        names = browsers if key == "browser" else sandboxes
        kind = "browser-custom" if key == "browser" else "code-interpreter-custom"
        found = [
            {f"{key}Id": name, f"{key}Arn": f"{arn}:{kind}/{name}", "name": name, **_ready()}
            for name in names
        ]
        aws.stub(f"{control}:List{call}", {f"{key}Summaries": []})
        aws.stub(f"{control}:List{call}", {f"{key}Summaries": found}, HOME)
    for name, recorded in browsers.items():
        answer = {
            "browserId": name,
            "browserArn": f"{arn}:browser-custom/{name}",
            "name": name,
            "networkConfiguration": {"networkMode": "PUBLIC"},
            "recording": {"enabled": recorded},
            **_ready(),
        }
        aws.stub(f"{control}:GetBrowser", answer, HOME, browserId=name)
    for name, mode in sandboxes.items():
        answer = {
            "codeInterpreterId": name,
            "codeInterpreterArn": f"{arn}:code-interpreter-custom/{name}",
            "name": name,
            "networkConfiguration": {"networkMode": mode},
            **_ready(),
        }
        aws.stub(f"{control}:GetCodeInterpreter", answer, HOME, codeInterpreterId=name)


def _ready() -> dict[str, str]:
    return {"status": "READY", "createdAt": _NOW.isoformat(), "lastUpdatedAt": _NOW.isoformat()}
