"""Checks of the Studio domains, model registry and feature store of Amazon SageMaker AI."""

from posture.domain.aws.assets.sagemaker import (
    SageMakerDomain,
    SageMakerFeatureGroup,
    SageMakerModelPackageGroup,
)
from posture.domain.aws.policy_model import public
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/sagemaker/latest/dg"


@check(
    severity=Severity.MEDIUM,
    finding_title="SageMaker domain does not use IAM Identity Center",
    remediation="Create the domain again with IAM Identity Center as its authentication.",
    cli="aws sagemaker create-domain --domain-name NAME --auth-mode SSO …",
    terraform="""
        resource "aws_sagemaker_domain" "this" {
          auth_mode = "SSO"
        }
    """,
    reference=f"{DOCS}/onboard-custom.html",
)
def aws_sagemaker_domain_sso_configured(domain: SageMakerDomain) -> Verdict:
    """SageMaker domain lets its users sign in through IAM Identity Center.

    People who leave then lose access to the notebooks together with everything else, and MFA is
    required in one place.
    """
    if known(domain.auth_mode) != "SSO":
        return failed(f"The authentication mode is {known(domain.auth_mode)}.")
    if not known(domain.identity_center):
        return failed("No IAM Identity Center application belongs to the domain.")
    return passed()


@check(
    severity=Severity.HIGH,
    finding_title="SageMaker domain's apps have direct internet access",
    remediation="Let all traffic of the domain's apps pass through its VPC.",
    cli="aws sagemaker update-domain --domain-id ID --app-network-access-type VpcOnly",
    terraform="""
        resource "aws_sagemaker_domain" "this" {
          app_network_access_type = "VpcOnly"
        }
    """,
    reference=f"{DOCS}/studio-notebooks-and-internet-access.html",
)
def aws_sagemaker_domain_vpc_only(domain: SageMakerDomain) -> Verdict:
    """SageMaker domain's apps reach the internet only through its VPC.

    Direct internet access bypasses the firewalls, endpoint policies and flow logs of the VPC.
    """
    return passed() if known(domain.vpc_only) else failed("Apps have direct internet access.")


@check(
    severity=Severity.MEDIUM,
    finding_title="SageMaker domain's file system has no customer managed key",
    remediation="Create the domain again with a KMS key.",
    cli="aws sagemaker create-domain --domain-name NAME --kms-key-id KEY …",
    terraform="""
        resource "aws_sagemaker_domain" "this" {
          kms_key_id = aws_kms_key.ml.arn
        }
    """,
    reference=f"{DOCS}/encryption-at-rest-studio.html",
)
def aws_sagemaker_domain_encrypted_with_cmk(domain: SageMakerDomain) -> Verdict:
    """SageMaker domain encrypts its file system with a customer managed key.

    The file system contains the notebooks of all users, with the data and tokens in them.
    """
    return passed() if known(domain.kms_key) else failed("No KMS key is set for the file system.")


@check(
    severity=Severity.LOW,
    finding_title="SageMaker domain's users are not distinguishable in CloudTrail",
    remediation="Attach the name of the user profile to the sessions of the execution role.",
    cli="""
        aws sagemaker update-domain --domain-id ID \\
          --domain-settings-for-update ExecutionRoleIdentityConfig=USER_PROFILE_NAME
    """,
    terraform="""
        resource "aws_sagemaker_domain" "this" {
          domain_settings { execution_role_identity_config = "USER_PROFILE_NAME" }
        }
    """,
    reference=f"{DOCS}/monitor-user-access.html",
)
def aws_sagemaker_domain_users_told_apart(domain: SageMakerDomain) -> Verdict:
    """SageMaker domain's users are distinguishable in CloudTrail.

    Users share an execution role. Without the user's name on the session, nobody can tell which
    user read or deleted data.
    """
    if known(domain.identity_propagated):
        return passed()
    return failed("The execution role's sessions do not carry the user profile's name.")


@check(
    severity=Severity.HIGH,
    finding_title="SageMaker model package group is shared with everyone",
    remediation="List the accounts and actions in the group's policy, or delete the policy.",
    cli="""
        aws sagemaker delete-model-package-group-policy --model-package-group-name NAME
    """,
    reference=f"{DOCS}/model-registry-deploy.html#model-registry-deploy-xaccount",
)
def aws_sagemaker_model_package_group_not_public(group: SageMakerModelPackageGroup) -> Verdict:
    """SageMaker model package group is shared with named accounts only.

    Anyone who may use the group can deploy its models, and with some actions add a model of their
    own for production.
    """
    found = known(group.policy)
    if not found:
        return passed("The group has no policy.")
    if public(found):
        return failed("The policy grants access to everyone.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="SageMaker feature group has a store without customer managed key",
    remediation="Create the feature group again with KMS keys for its stores.",
    terraform="""
        resource "aws_sagemaker_feature_group" "this" {
          online_store_config {
            enable_online_store = true
            security_config { kms_key_id = aws_kms_key.ml.arn }
          }
          offline_store_config {
            s3_storage_config { kms_key_id = aws_kms_key.ml.arn }
          }
        }
    """,
    reference=f"{DOCS}/feature-store-security.html",
)
def aws_sagemaker_feature_group_encrypted_with_cmk(group: SageMakerFeatureGroup) -> Verdict:
    """SageMaker feature group encrypts its stores with customer managed keys.

    Feature records often contain condensed personal data.
    """
    if plain := [one.kind for one in known(group.stores) if not one.kms_key]:
        return failed(f"Without a KMS key: {', '.join(plain)} store.")
    return passed()
