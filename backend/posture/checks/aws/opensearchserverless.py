"""Checks of collections of Amazon OpenSearch Serverless: their network, users and key."""

from posture.domain.asset import Family
from posture.domain.aws.assets.opensearchserverless import OpenSearchCollection
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/opensearch-service/latest/developerguide"


@check(
    severity=Severity.HIGH,
    finding_title="OpenSearch Serverless collection is open to the internet",
    remediation="Allow named VPC endpoints or services in the network policy, not the public.",
    cli="""
        aws opensearchserverless update-security-policy --type network --name POLICY \\
          --policy-version VERSION --policy file://network.json
    """,
    terraform="""
        resource "aws_opensearchserverless_security_policy" "network" {
          type = "network"
          policy = jsonencode([{
            Rules           = [{ ResourceType = "collection", Resource = ["collection/logs"] }]
            AllowFromPublic = false
            SourceVPCEs     = [aws_opensearchserverless_vpc_endpoint.this.id]
          }])
        }
    """,
    reference=f"{DOCS}/serverless-network.html",
    family=Family.NETWORK,
)
def aws_opensearchserverless_collection_closed_to_internet(
    collection: OpenSearchCollection,
) -> Verdict:
    """OpenSearch Serverless collection is closed to the internet.

    With a public network, stolen keys of one user are enough to read all indexes from anywhere.
    """
    found = known(collection.public)
    return failed(f"Open to the public: {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.HIGH,
    finding_title="OpenSearch Serverless data is open to a whole account or others",
    remediation="Name the roles and groups of the account that need the indexes.",
    cli="""
        aws opensearchserverless update-access-policy --type data --name POLICY \\
          --policy-version VERSION --policy file://access.json
    """,
    terraform="""
        resource "aws_opensearchserverless_access_policy" "this" {
          type = "data"
          policy = jsonencode([{
            Rules = [{
              ResourceType = "index"
              Resource     = ["index/logs/*"]
              Permission   = ["aoss:ReadDocument"]
            }]
            Principal = [aws_iam_role.reader.arn]
          }])
        }
    """,
    reference=f"{DOCS}/serverless-data-access.html",
    family=Family.IAM,
)
def aws_opensearchserverless_collection_access_named(collection: OpenSearchCollection) -> Verdict:
    """OpenSearch Serverless collection grants its data to named principals of its account only.

    A data access policy for a whole account or a pattern includes each role that is added later.
    """
    found = known(collection.unnamed)
    return failed(f"Granted to {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.LOW,
    finding_title="OpenSearch Serverless collection has no KMS key of the account",
    remediation="Create a collection with an encryption policy that names a key; move the data.",
    terraform="""
        resource "aws_opensearchserverless_security_policy" "encryption" {
          type = "encryption"
          policy = jsonencode({
            Rules       = [{ ResourceType = "collection", Resource = ["collection/logs"] }]
            AWSOwnedKey = false
            KmsARN      = aws_kms_key.this.arn
          })
        }
    """,
    reference=f"{DOCS}/serverless-encryption.html",
    family=Family.STORAGE,
)
def aws_opensearchserverless_collection_encrypted_with_own_key(
    collection: OpenSearchCollection,
) -> Verdict:
    """OpenSearch Serverless collection is encrypted with a KMS key of the account.

    With such a key, each use is recorded, and access to the data can be ended by the key.
    """
    return passed() if known(collection.own_key) else failed("A key that AWS owns encrypts it.")
