"""Bedrock: models tuned on customers' data, agents without guardrails, calls that nobody logs."""

from datetime import UTC, datetime
from typing import Any

from tests.emulator.account import bedrock_access, bedrock_agentcore, bedrock_stubs
from tests.emulator.account.account import ACCOUNT_ID, FORGOTTEN, HOME, Account, allow, policy
from tests.emulator.account.bedrock_stubs import HAIKU, SONNET
from tests.emulator.account.iam import AGENT_ROLE
from tests.emulator.account.kms import DATA_KEY

_BASE = f"arn:aws:bedrock:{HOME}::foundation-model/amazon.titan-text-express-v1"
_DATA = "s3://ml-training-data-acme"
_NOW = datetime.now(UTC).replace(microsecond=0)
_COPILOT_ROLE = f"arn:aws:iam::{ACCOUNT_ID}:role/bedrock-support-copilot"


def seed(aws: Account, n: int) -> None:
    """Make a few of everything that is built on Bedrock; 70 more per `n`."""
    story(aws)
    bedrock_agentcore.seed(aws, n)
    for i in range(10 * n):
        key = {"customModelKmsKeyId": DATA_KEY} if i % 2 else {}
        _custom_model(aws, HOME, f"team-{i:02}-tuned", **key)
        _agent(aws, f"team-{i:02}-bot", **({"customerEncryptionKeyArn": DATA_KEY} if i % 3 else {}))
        _agent(aws, f"team-{i:02}-copilot", region=FORGOTTEN)
        _knowledge_base(aws, f"team-{i:02}-wiki", logged=i % 2 == 0)
    bedrock_stubs.seed(aws, n)
    bedrock_access.seed(aws, n)


def story(aws: Account) -> None:
    """Make 2 custom models, 2 agents with 2 roles, 1 knowledge base and the logging of calls."""
    aws.client("bedrock").put_model_invocation_logging_configuration(
        loggingConfig={
            "s3Config": {"bucketName": "prod-access-logs-acme", "keyPrefix": "bedrock"},
            "textDataDeliveryEnabled": True,
        }
    )
    _roles(aws)
    _custom_model(aws, HOME, "support-tone-tuned", customModelKmsKeyId=DATA_KEY)
    _custom_model(aws, FORGOTTEN, "hackathon-medical-qa")
    _agent(
        aws,
        "support-copilot",
        foundationModel=f"eu.{SONNET}",
        agentResourceRoleArn=_COPILOT_ROLE,
        customerEncryptionKeyArn=DATA_KEY,
    )
    _agent(aws, "refund-bot")
    _knowledge_base(aws, "contracts-and-prices", logged=True)


def _roles(aws: Account) -> None:
    iam = aws.client("iam")
    on_behalf = {"StringEquals": {"aws:SourceAccount": ACCOUNT_ID}}
    principal = {"Service": "bedrock.amazonaws.com"}
    assume = allow("sts:AssumeRole", Principal=principal, Condition=on_behalf)
    del assume["Resource"]
    iam.create_role(RoleName="bedrock-support-copilot", AssumeRolePolicyDocument=policy(assume))
    iam.put_role_policy(
        RoleName="bedrock-support-copilot",
        PolicyName="one-model",
        PolicyDocument=policy(allow("bedrock:InvokeModel", f"arn:aws:bedrock:*::{SONNET}")),
    )
    iam.attach_role_policy(
        RoleName="bedrock-agents", PolicyArn="arn:aws:iam::aws:policy/AmazonBedrockFullAccess"
    )


def _custom_model(aws: Account, region: str, name: str, **more: Any) -> None:  # noqa: ANN401  # request members
    vpc = {"vpcConfig": {"subnetIds": ["subnet-1"], "securityGroupIds": ["sg-1"]}} if more else {}
    aws.client("bedrock", region).create_model_customization_job(
        jobName=name,
        customModelName=name,
        roleArn=AGENT_ROLE,
        baseModelIdentifier=_BASE,
        trainingDataConfig={"s3Uri": f"{_DATA}/conversations.jsonl"},
        outputDataConfig={"s3Uri": f"{_DATA}/out"},
        hyperParameters={"epochCount": "2"},
        **more,
        **vpc,
    )
    if not more:
        _forget_key(aws, region, name)


def _forget_key(aws: Account, region: str, name: str) -> None:
    """Describe a model without a key: moto would invent a key."""
    arn = f"arn:aws:bedrock:{region}:{ACCOUNT_ID}:custom-model/{name}"
    answer = {
        "modelArn": arn,
        "modelName": name,
        "jobName": name,
        "jobArn": f"arn:aws:bedrock:{region}:{ACCOUNT_ID}:model-customization-job/{name}",
        "baseModelArn": _BASE,
        "creationTime": _NOW.isoformat(),
        "outputDataConfig": {"s3Uri": f"{_DATA}/out"},
    }
    aws.stub("bedrock:GetCustomModel", answer, region, modelIdentifier=arn)


def _agent(aws: Account, name: str, *, region: str = HOME, **more: str) -> None:
    settings = {"agentResourceRoleArn": AGENT_ROLE, "foundationModel": HAIKU, **more}
    aws.client("bedrock-agent", region).create_agent(
        agentName=name,
        instruction="Answer customers' questions about their orders, politely and briefly.",
        idleSessionTTLInSeconds=600,
        **settings,
    )


def _knowledge_base(aws: Account, name: str, *, logged: bool) -> None:
    made = aws.client("bedrock-agent").create_knowledge_base(
        name=name,
        roleArn=AGENT_ROLE,
        knowledgeBaseConfiguration={
            "type": "VECTOR",
            "vectorKnowledgeBaseConfiguration": {
                "embeddingModelArn": f"arn:aws:bedrock:{HOME}::foundation-model/amazon.titan-embed"
            },
        },
        storageConfiguration={
            "type": "OPENSEARCH_SERVERLESS",
            "opensearchServerlessConfiguration": {
                "collectionArn": f"arn:aws:aoss:{HOME}:{ACCOUNT_ID}:collection/{name[:8]}",
                "vectorIndexName": "docs",
                "fieldMapping": {"vectorField": "v", "textField": "t", "metadataField": "m"},
            },
        },
    )["knowledgeBase"]
    if logged:
        aws.client("logs").put_delivery_source(
            name=name, resourceArn=made["knowledgeBaseArn"], logType="APPLICATION_LOGS"
        )
