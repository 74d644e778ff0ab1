"""Collector of account-wide IAM settings: root user, password policy, identity providers."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, read
from posture.collectors.aws.iam_credentials import CREDENTIALS, IS_VIRTUAL_MFA
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.domain.aws.assets.iam import (
    IamAccount,
    IamPasswordPolicy,
    IamRoot,
    IamSamlProvider,
    IamServerCertificate,
    PasswordRules,
    RootSummary,
)

SAML = "iam:ListSAMLProviders"
HOLDERS = "iam:ListEntitiesForPolicy"
FEATURES = "iam:ListOrganizationsFeatures"
PAGE = 1000


def _single(name: str) -> Callable[[RegionClient, Ask], AsyncIterator[Item]]:
    """Return a listing of the only asset of its kind in an account."""

    async def items(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
        yield Item(client.arn("iam", name, region=""), name, {})

    return items


async def _saml_providers(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    for found in (await client.shared(SAML))["SAMLProviderList"]:
        yield Item(found["Arn"], found["Arn"].rpartition("/")[2], found)


async def _certificates(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    pages = client.pages(
        "iam:ListServerCertificates", "ServerCertificateMetadataList", MaxItems=PAGE
    )
    async for found in pages:
        yield Item(found["Arn"], found["ServerCertificateName"], found)


def _roles_with(name: str) -> Callable[[RegionClient, Item], Awaitable[tuple[str, ...]]]:
    """Return a reader of the roles that an AWS managed policy is attached to."""

    async def run(client: RegionClient, _item: Item) -> tuple[str, ...]:
        arn = f"arn:{client.partition}:iam::aws:policy/{name}"
        roles = client.pages(HOLDERS, "PolicyRoles", PolicyArn=arn, EntityFilter="Role")
        return tuple([one["RoleName"] async for one in roles])

    return run


async def _saml_provider_names(client: RegionClient, _item: Item) -> tuple[str, ...]:
    return tuple([item.name async for item in _saml_providers(client, Ask(frozenset()))])


def _summary(response: Response) -> RootSummary:
    found = response["SummaryMap"]
    return RootSummary(
        # Older endpoints omit this; the root user always had a password then.
        password=bool(found.get("AccountPasswordPresent", 1)),
        mfa=bool(found["AccountMFAEnabled"]),
        access_keys=bool(found["AccountAccessKeysPresent"]),
        certificates=bool(found["AccountSigningCertificatesPresent"]),
    )


def _rules(response: Response) -> PasswordRules:
    found = response["PasswordPolicy"]
    return PasswordRules(
        minimum_length=found.get("MinimumPasswordLength", 6),
        symbols=found.get("RequireSymbols", False),
        numbers=found.get("RequireNumbers", False),
        uppercase=found.get("RequireUppercaseCharacters", False),
        lowercase=found.get("RequireLowercaseCharacters", False),
        maximum_age_days=found.get("MaxPasswordAge") or None,
        remembered_count=found.get("PasswordReusePrevention", 0),
    )


def _days_left(moment: datetime | None) -> Mapping[str, Any]:
    return {"days_left": None if moment is None else (moment - datetime.now(UTC)).days}


ACCOUNT = AssetCollector(
    asset_type=IamAccount,
    regional=False,
    calls=(HOLDERS,),
    items=_single("account"),
    reads=(
        Read(
            facts=("support_roles",),
            calls=(HOLDERS,),
            run=_roles_with("AWSSupportAccess"),
            absent={"NoSuchEntity": ()},
        ),
        Read(
            facts=("audit_roles",),
            calls=(HOLDERS,),
            run=_roles_with("SecurityAudit"),
            absent={"NoSuchEntity": ()},
        ),
        Read(facts=("saml_providers",), calls=(SAML,), run=_saml_provider_names),
        read(
            "organization_features",
            FEATURES,
            by=lambda _item: {},
            of=lambda response: frozenset(response.get("EnabledFeatures", ())),
            absent={
                "OrganizationNotFoundException": None,
                "AccountNotManagementOrDelegatedAdministratorException": None,
                "OrganizationNotInAllFeaturesModeException": frozenset(),
                "ServiceAccessNotEnabledException": frozenset(),
            },
        ),
    ),
)

ROOT = AssetCollector(
    asset_type=IamRoot,
    regional=False,
    calls=("iam:GetAccountSummary",),
    items=_single("root"),
    reads=(
        read("summary", "iam:GetAccountSummary", by=lambda _item: {}, of=_summary),
        CREDENTIALS,
        IS_VIRTUAL_MFA,
    ),
)

PASSWORD_POLICY = AssetCollector(
    asset_type=IamPasswordPolicy,
    regional=False,
    calls=("iam:GetAccountPasswordPolicy",),
    items=_single("password-policy"),
    reads=(
        read(
            "rules",
            "iam:GetAccountPasswordPolicy",
            by=lambda _item: {},
            of=_rules,
            absent={"NoSuchEntity": PasswordRules()},
        ),
    ),
)

SERVER_CERTIFICATES = AssetCollector(
    asset_type=IamServerCertificate,
    regional=False,
    calls=("iam:ListServerCertificates",),
    items=_certificates,
    listed=lambda _client, item: _days_left(item.data["Expiration"]),
)

SAML_PROVIDERS = AssetCollector(
    asset_type=IamSamlProvider,
    regional=False,
    calls=(SAML,),
    items=_saml_providers,
    listed=lambda _client, item: _days_left(item.data.get("ValidUntil")),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (
    ACCOUNT,
    ROOT,
    PASSWORD_POLICY,
    SERVER_CERTIFICATES,
    SAML_PROVIDERS,
)
