"""The account that the demo shows and these tests read has its stories."""

from tests.emulator.account.account import FORGOTTEN, HOME, Account


def test_the_demo_account_has_its_stories(leaky_account: str) -> None:
    account = Account(leaky_account)
    s3, ec2, iam = account.client("s3"), account.client("ec2"), account.client("iam")
    buckets = {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]}
    assert {"prod-orders-acme", "prod-customer-exports-acme"} <= buckets
    assert s3.get_bucket_policy_status(Bucket="prod-customer-exports-acme")["PolicyStatus"][
        "IsPublic"
    ]
    assert {role["RoleName"] for role in iam.list_roles()["Roles"]} >= {"open-invitation"}
    for region, machine in ((HOME, "prod-reporting"), (FORGOTTEN, "poc-jenkins")):
        named = [{"Name": "tag:Name", "Values": [machine]}]
        there = account.client("ec2", region).describe_instances(Filters=named)
        assert len(there["Reservations"]) == 1
    assert len(ec2.describe_flow_logs()["FlowLogs"]) == 1
    assert len(account.client("sagemaker").list_notebook_instances()["NotebookInstances"]) == 3
    assert len(account.client("bedrock", FORGOTTEN).list_custom_models()["modelSummaries"]) == 1
