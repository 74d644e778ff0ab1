"""Bedrock's API keys, which moto does not have: long-term keys of two people."""

from datetime import UTC, datetime, timedelta

from tests.emulator.account.account import Account

_CALL = "iam:ListServiceSpecificCredentials"
_NOW = datetime.now(UTC).replace(microsecond=0)


def seed(aws: Account, _n: int) -> None:
    """Give two people API keys, whatever `n`."""
    keys = {
        "dana": (_credential("dana", "ACCA1", ""),),
        "sam": (_credential("sam", "ACCA2", (_NOW + timedelta(days=90)).isoformat()),),
    }
    for name in keys:
        aws.client("iam").create_user(UserName=f"ai-{name}")
    aws.client("iam").attach_user_policy(
        UserName="ai-dana", PolicyArn="arn:aws:iam::aws:policy/AmazonBedrockFullAccess"
    )
    nobody(aws)
    everybody = "".join(one for found in keys.values() for one in found)
    aws.stub(_CALL, _credentials(everybody), AllUsers="true")
    for name, found in keys.items():
        aws.stub(_CALL, _credentials("".join(found)), UserName=f"ai-{name}")


def nobody(aws: Account) -> None:
    """Return no API keys for all other users."""
    aws.stub(_CALL, _credentials(""))


def _credential(name: str, key_id: str, expires: str) -> str:
    end = f"<ExpirationDate>{expires}</ExpirationDate>" if expires else ""
    return (
        f"<member><UserName>ai-{name}</UserName><Status>Active</Status>{end}"
        f"<CreateDate>{_NOW.isoformat()}</CreateDate><ServiceName>bedrock.amazonaws.com</ServiceName>"
        f"<ServiceSpecificCredentialId>{key_id}</ServiceSpecificCredentialId></member>"
    )


def _credentials(members: str) -> str:
    return (
        '<ListServiceSpecificCredentialsResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">'
        "<ListServiceSpecificCredentialsResult><ServiceSpecificCredentials>"
        f"{members}</ServiceSpecificCredentials><IsTruncated>false</IsTruncated>"
        "</ListServiceSpecificCredentialsResult><ResponseMetadata><RequestId>r</RequestId>"
        "</ResponseMetadata></ListServiceSpecificCredentialsResponse>"
    )
