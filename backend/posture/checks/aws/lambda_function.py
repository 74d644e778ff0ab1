"""Checks of the settings of AWS Lambda functions: runtime, secrets, network, failures, traces."""

from posture.domain.asset import Family
from posture.domain.aws.assets.lambda_function import LambdaFunction
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/lambda/latest/dg"
EVENT_TYPE = "AWS::Lambda::Function"
EVENT_NAMES = ("Invoke",)
NOT_IN_VPC = not_applicable("The function is not connected to a VPC.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Lambda function runs on a runtime that AWS no longer supports",
    remediation="Move the function to a supported runtime, and test it.",
    cli="aws lambda update-function-configuration --function-name FUNCTION --runtime RUNTIME",
    terraform="""
        resource "aws_lambda_function" "this" {
          runtime = "python3.13"
        }
    """,
    reference=f"{DOCS}/lambda-runtimes.html",
)
def aws_lambda_function_runtime_supported(function: LambdaFunction) -> Verdict:
    """Lambda function runs on a runtime that AWS still supports.

    A deprecated runtime gets no security fixes, and after some time its functions can no longer be
    updated.
    """
    if function.image:
        return not_applicable("The function runs an image, which contains its own runtime.")
    days = known(function.supported_days)
    if days is not None and days < 0:
        return failed(f"Support of {function.runtime} ended {-days} days ago.")
    return passed()


@check(
    severity=Severity.CRITICAL,
    finding_title="Lambda function's environment variables contain secrets",
    remediation=(
        "Move the secrets to Secrets Manager, read them at start, and replace the exposed ones."
    ),
    cli="aws lambda update-function-configuration --function-name FUNCTION --environment Variables",
    reference=f"{DOCS}/configuration-envvars.html",
    family=Family.SECRETS,
)
def aws_lambda_function_variables_without_secrets(function: LambdaFunction) -> Verdict:
    """Lambda function's environment variables contain no secrets.

    Anyone who may view the function's configuration can read the variables, and so can every
    library in the function.
    """
    if secrets := known(function.secrets_in_variables):
        return failed(f"Secrets in environment variables: {', '.join(secrets)}.")
    return passed()


@check(
    severity=Severity.HIGH,
    finding_title="Lambda function's description or image command contains secrets",
    remediation=(
        "Remove the secrets from the description and the image's command, and replace the "
        "exposed ones."
    ),
    cli="aws lambda update-function-configuration --function-name FUNCTION --description TEXT",
    reference="https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html",
    family=Family.SECRETS,
)
def aws_lambda_function_settings_without_secrets(function: LambdaFunction) -> Verdict:
    """Lambda function's description and image command contain no secrets.

    Neither is encrypted with a key of the account, and every listing of functions shows both.
    """
    if secrets := function.secrets_in_settings:
        return failed(f"Secrets in the {', in the '.join(secrets)}.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Lambda function's environment is not encrypted with an own KMS key",
    remediation="Select a customer managed key for the environment variables.",
    cli="aws lambda update-function-configuration --function-name FUNCTION --kms-key-arn KEY",
    terraform="""
        resource "aws_lambda_function" "this" {
          kms_key_arn = aws_kms_key.this.arn
        }
    """,
    reference=f"{DOCS}/configuration-envvars-encryption.html",
    family=Family.SECRETS,
)
def aws_lambda_function_variables_encrypted_with_own_key(function: LambdaFunction) -> Verdict:
    """Lambda function's environment variables are encrypted with a customer managed key.

    With the AWS managed key, anyone who may view the function reads its variables. With a customer
    managed key they also need permission to use the key.
    """
    if not function.variable_count and not function.kms_key:
        known(function.secrets_in_variables)
        return not_applicable("The function has no environment variables.")
    return (
        passed()
        if function.kms_key
        else failed("The variables are encrypted with an AWS managed key.")
    )


@check(
    severity=Severity.LOW,
    finding_title="Lambda function is not connected to a VPC",
    remediation="Connect the function to private subnets of a VPC.",
    cli="""
        aws lambda update-function-configuration --function-name FUNCTION \\
          --vpc-config SubnetIds=SUBNETS,SecurityGroupIds=GROUPS
    """,
    terraform="""
        resource "aws_lambda_function" "this" {
          vpc_config {
            subnet_ids         = aws_subnet.private[*].id
            security_group_ids = [aws_security_group.this.id]
          }
        }
    """,
    reference=f"{DOCS}/configuration-vpc.html",
    family=Family.NETWORK,
)
def aws_lambda_function_in_vpc(function: LambdaFunction) -> Verdict:
    """Lambda function is connected to a VPC of the account.

    Outside a VPC no security group limits, and no flow log records, where the code sends data.
    """
    return passed() if function.subnets else failed("The function is not connected to a VPC.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Lambda function has subnets in one availability zone only",
    remediation="Add a subnet in another availability zone to the function's network settings.",
    cli="""
        aws lambda update-function-configuration --function-name FUNCTION \\
          --vpc-config SubnetIds=SUBNETS,SecurityGroupIds=GROUPS
    """,
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html#lambda-5",
    family=Family.NETWORK,
)
def aws_lambda_function_multiple_zones(function: LambdaFunction) -> Verdict:
    """Lambda function in a VPC has subnets in two or more availability zones.

    If all subnets are in one zone, a failure of that zone stops the function.
    """
    if not function.subnets:
        return NOT_IN_VPC
    zones = known(function.zones)
    if len(zones) > 1:
        return passed()
    return failed(f"Subnets only in {', '.join(zones) or 'zones that no longer exist'}.")


@check(
    severity=Severity.LOW,
    finding_title="Lambda function's invocations are not traced",
    remediation="Enable active tracing.",
    cli="""
        aws lambda update-function-configuration --function-name FUNCTION \\
          --tracing-config Mode=Active
    """,
    terraform="""
        resource "aws_lambda_function" "this" {
          tracing_config { mode = "Active" }
        }
    """,
    reference=f"{DOCS}/services-xray.html",
    family=Family.LOGGING,
)
def aws_lambda_function_tracing_active(function: LambdaFunction) -> Verdict:
    """Lambda function's invocations are traced.

    When something behaves unusually, traces show which service called which.
    """
    return passed() if function.traced else failed("Active tracing is off.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Lambda function drops events that it could not handle",
    remediation="Set a dead-letter queue, or a destination for failed asynchronous invocations.",
    cli="""
        aws lambda update-function-configuration --function-name FUNCTION \\
          --dead-letter-config TargetArn=QUEUE
    """,
    terraform="""
        resource "aws_lambda_function" "this" {
          dead_letter_config { target_arn = aws_sqs_queue.failed.arn }
        }
    """,
    reference=f"{DOCS}/invocation-async-retain-records.html",
    family=Family.LOGGING,
)
def aws_lambda_function_failed_events_kept(function: LambdaFunction) -> Verdict:
    """Lambda function keeps events that it could not handle.

    After two retries Lambda drops a failed asynchronous event, which may be an order or a security
    alert.
    """
    if function.dead_letter or known(function.failure_targets):
        return passed()
    return failed("No dead-letter queue and no destination for failed events is set.")


@check(
    severity=Severity.LOW,
    finding_title="Lambda function has no concurrency limit of its own",
    remediation="Reserve as many concurrent executions as the function needs.",
    cli="""
        aws lambda put-function-concurrency --function-name FUNCTION \\
          --reserved-concurrent-executions 20
    """,
    terraform="""
        resource "aws_lambda_function" "this" {
          reserved_concurrent_executions = 20
        }
    """,
    reference=f"{DOCS}/configuration-concurrency.html",
)
def aws_lambda_function_concurrency_limited(function: LambdaFunction) -> Verdict:
    """Lambda function has its own limit of concurrent executions.

    Without it, a flood of calls to one function uses up the concurrency that all functions of the
    region share.
    """
    reserved = known(function.reserved)
    if reserved is None:
        return failed("No concurrency is reserved for the function.")
    return passed(f"At most {reserved} concurrent executions.")


@check(
    severity=Severity.LOW,
    finding_title="Lambda function's invocations are not recorded by a trail",
    remediation="Let a trail record the data events of Lambda functions.",
    cli="""
        aws cloudtrail put-event-selectors --trail-name TRAIL \\
          --advanced-event-selectors file://selectors.json
    """,
    reference=f"{DOCS}/logging-using-cloudtrail.html",
    family=Family.LOGGING,
)
def aws_lambda_function_invocations_recorded(function: LambdaFunction) -> Verdict:
    """Lambda function's invocations are recorded by a trail.

    By default CloudTrail records who changed a function, but not who invoked it.
    """
    for recording in known(function.recordings):
        for one in recording.selectors:
            if one.writes and one.takes_data_of(
                EVENT_TYPE, function.resource_id, names=EVENT_NAMES
            ):
                return passed(f"Recorded by the trail {recording.trail}.")
    return failed("No trail records the function's invocations.")
