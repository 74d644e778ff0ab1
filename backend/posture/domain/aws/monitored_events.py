"""Events that an account should be alarmed about: classes, and the words of their patterns.

A metric filter watches a class if its pattern has all words of the class: names of events, or the
fields and values that tell them.
Source: https://www.cisecurity.org/benchmark/amazon_web_services
"""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple


class EventClass(NamedTuple):
    """Events of one kind.

    Attributes:
        title: what they are, for people.
        words: what the pattern of a metric filter has to name.
    """

    title: str
    words: tuple[str, ...]

    def watched_by(self, pattern: str) -> bool:
        """Return whether the pattern of a metric filter names all events of the class."""
        return all(re.search(rf"\b{re.escape(word)}\b", pattern) for word in self.words)


_EVENTS: Final = {
    "unauthorized_calls": (
        "calls that were refused",
        """
        errorCode UnauthorizedOperation AccessDenied
        """,
    ),
    "sign_in_without_mfa": (
        "sign-ins without MFA",
        """
        ConsoleLogin MFAUsed
        """,
    ),
    "root_usage": (
        "use of the root user",
        """
        userIdentity.type Root invokedBy AwsServiceEvent
        """,
    ),
    "iam_policies": (
        "changes of IAM policies",
        """
        DeleteGroupPolicy DeleteRolePolicy DeleteUserPolicy PutGroupPolicy
        PutRolePolicy PutUserPolicy CreatePolicy DeletePolicy
        CreatePolicyVersion DeletePolicyVersion AttachRolePolicy
        DetachRolePolicy AttachUserPolicy DetachUserPolicy AttachGroupPolicy
        DetachGroupPolicy
        """,
    ),
    "cloudtrail": (
        "changes of trails",
        """
        CreateTrail UpdateTrail DeleteTrail StartLogging StopLogging
        """,
    ),
    "key_deletion": (
        "disabled and deleted KMS keys",
        """
        DisableKey ScheduleKeyDeletion
        """,
    ),
    "bucket_policies": (
        "changes of bucket policies",
        """
        PutBucketAcl PutBucketPolicy PutBucketCors PutBucketLifecycle
        PutBucketReplication DeleteBucketPolicy DeleteBucketCors
        DeleteBucketLifecycle DeleteBucketReplication
        """,
    ),
    "config": (
        "changes of AWS Config",
        """
        StopConfigurationRecorder DeleteDeliveryChannel PutDeliveryChannel
        PutConfigurationRecorder
        """,
    ),
    "security_groups": (
        "changes of security groups",
        """
        AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress
        RevokeSecurityGroupIngress RevokeSecurityGroupEgress CreateSecurityGroup
        DeleteSecurityGroup
        """,
    ),
    "network_acls": (
        "changes of network ACLs",
        """
        CreateNetworkAcl CreateNetworkAclEntry DeleteNetworkAcl
        DeleteNetworkAclEntry ReplaceNetworkAclEntry
        ReplaceNetworkAclAssociation
        """,
    ),
    "gateways": (
        "changes of gateways",
        """
        CreateCustomerGateway DeleteCustomerGateway AttachInternetGateway
        CreateInternetGateway DeleteInternetGateway DetachInternetGateway
        """,
    ),
    "route_tables": (
        "changes of route tables",
        """
        CreateRoute CreateRouteTable ReplaceRoute ReplaceRouteTableAssociation
        DeleteRouteTable DeleteRoute DisassociateRouteTable
        """,
    ),
    "vpcs": (
        "changes of VPCs",
        """
        CreateVpc DeleteVpc ModifyVpcAttribute AcceptVpcPeeringConnection
        CreateVpcPeeringConnection DeleteVpcPeeringConnection
        RejectVpcPeeringConnection AttachClassicLinkVpc DetachClassicLinkVpc
        DisableVpcClassicLink EnableVpcClassicLink
        """,
    ),
    "organizations": (
        "changes of the organization",
        """
        AcceptHandshake AttachPolicy CancelHandshake CreateAccount
        CreateOrganization CreateOrganizationalUnit CreatePolicy
        DeclineHandshake DeleteOrganization DeleteOrganizationalUnit
        DeletePolicy EnableAllFeatures EnablePolicyType
        InviteAccountToOrganization LeaveOrganization DetachPolicy
        DisablePolicyType MoveAccount RemoveAccountFromOrganization
        UpdateOrganizationalUnit UpdatePolicy
        """,
    ),
}
EVENT_CLASSES: Final[Mapping[str, EventClass]] = {
    **{name: EventClass(title, tuple(words.split())) for name, (title, words) in _EVENTS.items()},
    "failed_sign_ins": EventClass("failed sign-ins", ("ConsoleLogin", "Failed authentication")),
}
