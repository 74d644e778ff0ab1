"""KMS keys: one that rotates, one that does not, one that the world may use, one on its way out."""

from tests.emulator.account.account import ACCOUNT_ID, HOME, Account, allow, policy

DATA_KEY = f"arn:aws:kms:{HOME}:{ACCOUNT_ID}:alias/prod-data"
_OWNER = allow("kms:*", Principal={"AWS": f"arn:aws:iam::{ACCOUNT_ID}:root"})
_OPERATOR = {"AWS": f"arn:aws:iam::{ACCOUNT_ID}:role/app-server"}
_AUDITOR = {"AWS": "arn:aws:iam::999988887777:root"}


def seed(aws: Account, n: int) -> None:
    """Make 6 keys, and 40 more per `n`."""
    story(aws)
    auditor = policy(_OWNER, allow("kms:Decrypt", Principal=_AUDITOR))
    rarely = _key(aws, "auditors-archive", Policy=auditor, MultiRegion=True)
    aws.client("kms").enable_key_rotation(KeyId=rarely, RotationPeriodInDays=2560)
    _key(aws, "one-mans-key", Policy=policy(allow("kms:*", Principal=_OPERATOR)))
    _key(aws, "to-be-imported", Origin="EXTERNAL")
    for i in range(40 * n):
        _one_of_many(aws, i)


def story(aws: Account) -> None:
    """Make 3 keys."""
    data = _key(aws, "prod-data")
    aws.client("kms").enable_key_rotation(KeyId=data)
    _key(aws, "legacy-backups")
    partner = policy(_OWNER, allow("kms:Decrypt", Principal={"AWS": "*"}))
    _key(aws, "partner-exchange", Policy=partner)


def _one_of_many(aws: Account, i: int) -> None:
    kms = aws.client("kms")
    match i % 8:
        case 0:
            _key(aws, f"team-{i:03}-wildcard", Policy=policy(_OWNER, allow("kms:*", Principal="*")))
        case 1:
            kms.disable_key(KeyId=_key(aws, f"team-{i:03}-disabled"))
        case 2:
            kms.schedule_key_deletion(
                KeyId=_key(aws, f"team-{i:03}-leaving"), PendingWindowInDays=7
            )
        case 3:
            _key(aws, f"team-{i:03}-signing", KeyUsage="SIGN_VERIFY", KeySpec="RSA_2048")
        case 4:
            _key(aws, f"team-{i:03}-never-rotated")
        case _:
            kms.enable_key_rotation(KeyId=_key(aws, f"team-{i:03}-data"))


def _key(aws: Account, name: str, **more: object) -> str:
    kms = aws.client("kms")
    made: str = kms.create_key(Description=name, **more)["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName=f"alias/{name}", TargetKeyId=made)
    return made
