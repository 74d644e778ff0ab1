"""Privilege escalation: permissions that let their holder gain more permissions.

A permission counts only if it applies to any role or user: not if the policy limits it to named
ones, not with a condition that limits the policies or roles, and not if it is denied.
"""

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache, lru_cache
from itertools import chain
from typing import Final, NamedTuple

from posture.domain.aws.pattern import matches
from posture.domain.aws.policy import Policy, Statement, service_name
from posture.domain.dated import DatedFacts
from posture.domain.pattern import is_wild, only_stars

PASS_ROLE: Final = "iam:PassRole"  # noqa: S105  # a permission
PASSED_TO: Final = "iam:PassedToService"
# A condition on one of these keys limits what the permission can be used for.
LIMITING_KEYS: Final = frozenset(
    {"iam:permissionsboundary", "iam:policyarn", "iam:associatedresourcearn"}
)


_SOURCE: Final = "https://github.com/DataDog/pathfinding.cloud"
_READ_ON: Final = date(2026, 11, 29)
_NOTE: Final = (
    "Compared with its state of 2025-12-17, the newest that could be read, with further paths."
)


class Write(NamedTuple):
    """A call that changes a resource of a kind so that the caller gains permissions."""

    action: str
    service: str
    kind: str


class Passing(NamedTuple):
    """Calls that create a resource of a service, which then acts with the passed role."""

    principal: str
    actions: tuple[str, ...]


class Takeover(NamedTuple):
    """Calls that make an existing resource with a role run what the caller chooses."""

    service: str
    kind: str
    actions: tuple[str, ...]


WRITES: Final[DatedFacts[tuple[Write, ...]]] = DatedFacts(
    source=_SOURCE,
    read_on=_READ_ON,
    note=_NOTE,
    facts=(
        Write("iam:AddUserToGroup", "iam", "group/"),
        Write("iam:AttachGroupPolicy", "iam", "group/"),
        Write("iam:AttachRolePolicy", "iam", "role/"),
        Write("iam:AttachUserPolicy", "iam", "user/"),
        Write("iam:CreateAccessKey", "iam", "user/"),
        Write("iam:CreateLoginProfile", "iam", "user/"),
        Write("iam:CreatePolicyVersion", "iam", "policy/"),
        Write("iam:DeleteRolePermissionsBoundary", "iam", "role/"),
        Write("iam:DeleteUserPermissionsBoundary", "iam", "user/"),
        Write("iam:PutGroupPolicy", "iam", "group/"),
        Write("iam:PutRolePolicy", "iam", "role/"),
        Write("iam:PutUserPolicy", "iam", "user/"),
        Write("iam:SetDefaultPolicyVersion", "iam", "policy/"),
        Write("iam:UpdateAssumeRolePolicy", "iam", "role/"),
        Write("iam:UpdateLoginProfile", "iam", "user/"),
        Write("sso:AttachCustomerManagedPolicyReferenceToPermissionSet", "sso", "permissionSet/"),
        Write("sso:AttachManagedPolicyToPermissionSet", "sso", "permissionSet/"),
        Write("sso:PutInlinePolicyToPermissionSet", "sso", "permissionSet/"),
    ),
)

_EC2 = "ec2.amazonaws.com"
_LAMBDA = "lambda.amazonaws.com"
_GLUE = "glue.amazonaws.com"
_TASKS = "ecs-tasks.amazonaws.com"
_CLOUDFORMATION = "cloudformation.amazonaws.com"
_CODEBUILD = "codebuild.amazonaws.com"
_SAGEMAKER = "sagemaker.amazonaws.com"
_AGENTCORE = "bedrock-agentcore.amazonaws.com"
_AGENTCORE_SESSION = (
    "bedrock-agentcore:StartCodeInterpreterSession",
    "bedrock-agentcore:InvokeCodeInterpreter",
)
_AGENTCORE_BROWSER = (
    "bedrock-agentcore:StartBrowserSession",
    "bedrock-agentcore:ConnectBrowserAutomationStream",
)

PASSINGS: Final[DatedFacts[tuple[Passing, ...]]] = DatedFacts(
    source=_SOURCE,
    read_on=_READ_ON,
    note=_NOTE,
    facts=(
        Passing(_EC2, ("ec2:RunInstances",)),
        Passing(_EC2, ("ec2:RequestSpotInstances",)),
        Passing(_EC2, ("ec2:AssociateIamInstanceProfile",)),
        Passing(_EC2, ("ec2:ReplaceIamInstanceProfileAssociation",)),
        Passing(
            _EC2, ("autoscaling:CreateLaunchConfiguration", "autoscaling:CreateAutoScalingGroup")
        ),
        Passing(
            _EC2, ("autoscaling:CreateLaunchConfiguration", "autoscaling:UpdateAutoScalingGroup")
        ),
        Passing(_EC2, ("elasticmapreduce:RunJobFlow",)),
        Passing(
            _EC2,
            (
                "imagebuilder:CreateComponent",
                "imagebuilder:CreateImageRecipe",
                "imagebuilder:CreateInfrastructureConfiguration",
                "imagebuilder:CreateImage",
            ),
        ),
        Passing(_LAMBDA, ("lambda:CreateFunction", "lambda:InvokeFunction")),
        Passing(_LAMBDA, ("lambda:CreateFunction", "lambda:AddPermission")),
        Passing(_LAMBDA, ("lambda:CreateFunction", "lambda:CreateEventSourceMapping")),
        Passing(_GLUE, ("glue:CreateDevEndpoint",)),
        Passing(_GLUE, ("glue:CreateJob", "glue:StartJobRun")),
        Passing(_GLUE, ("glue:CreateJob", "glue:CreateTrigger")),
        Passing(_GLUE, ("glue:UpdateJob", "glue:StartJobRun")),
        Passing(_GLUE, ("glue:UpdateJob", "glue:CreateTrigger")),
        Passing(_GLUE, ("glue:CreateSession", "glue:RunStatement")),
        Passing(_TASKS, ("ecs:RegisterTaskDefinition", "ecs:CreateService")),
        Passing(_TASKS, ("ecs:RunTask",)),
        Passing(_TASKS, ("ecs:StartTask",)),
        Passing(_TASKS, ("batch:RegisterJobDefinition", "batch:SubmitJob")),
        Passing(_CLOUDFORMATION, ("cloudformation:CreateStack",)),
        Passing(
            _CLOUDFORMATION,
            ("cloudformation:CreateStackSet", "cloudformation:CreateStackInstances"),
        ),
        Passing(_CLOUDFORMATION, ("cloudformation:UpdateStackSet",)),
        Passing(_CODEBUILD, ("codebuild:CreateProject", "codebuild:StartBuild")),
        Passing(_CODEBUILD, ("codebuild:CreateProject", "codebuild:StartBuildBatch")),
        Passing(_SAGEMAKER, ("sagemaker:CreateNotebookInstance",)),
        Passing(_SAGEMAKER, ("sagemaker:CreateProcessingJob",)),
        Passing(_SAGEMAKER, ("sagemaker:CreateTrainingJob",)),
        Passing(_AGENTCORE, ("bedrock-agentcore:CreateCodeInterpreter", *_AGENTCORE_SESSION)),
        Passing(_AGENTCORE, ("bedrock-agentcore:CreateBrowser", *_AGENTCORE_BROWSER)),
        Passing(
            _AGENTCORE,
            ("bedrock-agentcore:CreateAgentRuntime", "bedrock-agentcore:InvokeAgentRuntimeCommand"),
        ),
        Passing("tasks.apprunner.amazonaws.com", ("apprunner:CreateService",)),
        Passing("braket.amazonaws.com", ("braket:CreateJob",)),
        Passing("cognito-identity.amazonaws.com", ("cognito-identity:SetIdentityPoolRoles",)),
        Passing(
            "datapipeline.amazonaws.com",
            (
                "datapipeline:CreatePipeline",
                "datapipeline:PutPipelineDefinition",
                "datapipeline:ActivatePipeline",
            ),
        ),
        Passing(
            "emr-serverless.amazonaws.com",
            ("emr-serverless:CreateApplication", "emr-serverless:StartJobRun"),
        ),
        Passing("gamelift.amazonaws.com", ("gamelift:CreateBuild", "gamelift:CreateFleet")),
        Passing(
            "kinesisanalytics.amazonaws.com",
            ("kinesisanalytics:CreateApplication", "kinesisanalytics:StartApplication"),
        ),
        Passing("omics.amazonaws.com", ("omics:CreateWorkflow", "omics:StartRun")),
        Passing("scheduler.amazonaws.com", ("scheduler:CreateSchedule",)),
        Passing("ssm.amazonaws.com", ("ssm:CreateDocument", "ssm:StartAutomationExecution")),
        Passing("states.amazonaws.com", ("states:CreateStateMachine", "states:StartExecution")),
    ),
)

TAKEOVERS: Final[DatedFacts[tuple[Takeover, ...]]] = DatedFacts(
    source=_SOURCE,
    read_on=_READ_ON,
    note=_NOTE,
    facts=(
        Takeover("apprunner", "service/", ("apprunner:UpdateService",)),
        Takeover("batch", "job-definition/", ("batch:SubmitJob",)),
        Takeover("bedrock-agentcore", "code-interpreter-custom/", _AGENTCORE_SESSION),
        Takeover("bedrock-agentcore", "browser-custom/", _AGENTCORE_BROWSER),
        Takeover("bedrock-agentcore", "runtime/", ("bedrock-agentcore:InvokeAgentRuntimeCommand",)),
        Takeover("cloudformation", "stack/", ("cloudformation:UpdateStack",)),
        Takeover(
            "cloudformation",
            "stack/",
            ("cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"),
        ),
        Takeover("codebuild", "project/", ("codebuild:StartBuild",)),
        Takeover("codebuild", "project/", ("codebuild:StartBuildBatch",)),
        Takeover("ec2", "instance/", ("ec2-instance-connect:SendSSHPublicKey",)),
        Takeover(
            "ec2",
            "instance/",
            ("ec2:ModifyInstanceAttribute", "ec2:StopInstances", "ec2:StartInstances"),
        ),
        Takeover(
            "ec2",
            "launch-template/",
            ("ec2:CreateLaunchTemplateVersion", "ec2:ModifyLaunchTemplate"),
        ),
        Takeover("ec2", "instance/", ("ssm:SendCommand",)),
        Takeover("ec2", "instance/", ("ssm:StartSession",)),
        Takeover("ecs", "task/", ("ecs:ExecuteCommand",)),
        Takeover("glue", "devEndpoint/", ("glue:UpdateDevEndpoint",)),
        Takeover("lambda", "function:", ("lambda:UpdateFunctionCode",)),
        Takeover("lambda", "function:", ("lambda:UpdateFunctionConfiguration",)),
        Takeover(
            "sagemaker", "notebook-instance/", ("sagemaker:CreatePresignedNotebookInstanceUrl",)
        ),
        Takeover(
            "sagemaker",
            "notebook-instance/",
            (
                "sagemaker:CreateNotebookInstanceLifecycleConfig",
                "sagemaker:StopNotebookInstance",
                "sagemaker:UpdateNotebookInstance",
                "sagemaker:StartNotebookInstance",
            ),
        ),
        Takeover("states", "stateMachine:", ("states:UpdateStateMachine", "states:StartExecution")),
    ),
)


# The permissions of which several together are a way.
_PARTS: Final = frozenset(
    {
        PASS_ROLE,
        *chain.from_iterable(one.actions for one in PASSINGS.facts),
        *chain.from_iterable(one.actions for one in TAKEOVERS.facts if len(one.actions) > 1),
    }
)
_SERVICES: Final = frozenset(
    action.partition(":")[0]
    for action in (
        *_PARTS,
        *(one.action for one in WRITES.facts),
        *chain.from_iterable(one.actions for one in TAKEOVERS.facts),
    )
)


@lru_cache(maxsize=1024)
def escalations(policy: Policy, boundary: Policy | None = None) -> tuple[str, ...]:
    """Return the ways in which the holder of a policy can gain more permissions.

    Args:
        policy: all documents of the holder.
        boundary: the holder's permissions boundary; None without one.
    """
    return tuple(_escalations(policy, [policy] if boundary is None else [policy, boundary]))


def _escalations(policy: Policy, allowing: list[Policy]) -> Iterator[str]:
    touched = _touched(policy)
    for write in WRITES.facts:
        if touched(write.action) and all(grants_on_any(one, *write) for one in allowing):
            yield write.action
    passes = [[*passing_any_role(one)] for one in allowing] if touched(PASS_ROLE) else [[]]
    for passing in PASSINGS.facts if all(passes) else ():
        if (
            all(map(touched, passing.actions))
            and all(any(may_pass_to(one, passing.principal) for one in each) for each in passes)
            and all(one.grants(action) for action in passing.actions for one in allowing)
        ):
            yield " + ".join((PASS_ROLE, *passing.actions))
    for service, kind, actions in TAKEOVERS.facts:
        if all(map(touched, actions)) and all(
            grants_on_any(one, action, service, kind) for action in actions for one in allowing
        ):
            yield " + ".join(actions)


@lru_cache(maxsize=1024)
def grants_part(policy: Policy) -> bool:
    """Return whether a policy grants one of several permissions that together are a way."""
    touched = _touched(policy)
    return any(touched(action) and policy.grants(action) for action in _PARTS)


def _touched(policy: Policy) -> Callable[[str], bool]:
    """Return a fast test of whether a policy can cover an action, by its service."""
    named = {action.partition(":")[0].lower() for one in policy.allowing for action in one.actions}
    wild = [name for name in named if is_wild(name)]
    if "*" in wild or any(one.not_actions for one in policy.allowing):
        return lambda _action: True
    services = frozenset(
        one for one in _SERVICES if one in named or any(matches(name, one) for name in wild)
    )
    return lambda action: _service(action) in services


@cache
def _service(action: str) -> str:
    return action.partition(":")[0]


def grants_on_any(policy: Policy, action: str, service: str, kind: str) -> bool:
    """Return whether an action is allowed on any resource of a kind."""
    return any(one.on_any(service, kind) and not _limited(one) for one in policy.granting(action))


def passing_any_role(policy: Policy) -> Iterator[Statement]:
    """Yield the statements that let any role be passed to a service."""
    return (one for one in policy.granting(PASS_ROLE) if one.on_any("iam", "role/"))


def may_pass_to(statement: Statement, principal: str) -> bool:
    """Return whether a statement lets roles be passed to a service."""
    services = statement.required_values(PASSED_TO)
    return not _limited(statement) and (
        not services or any(matches(service_name(service), principal) for service in services)
    )


def _limited(statement: Statement) -> bool:
    return any(
        (key in LIMITING_KEYS or "resourcetag/" in key) and not any(map(only_stars, values))
        for key, values in statement.requirements
    )
