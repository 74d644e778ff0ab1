"""Rules about how AWS Lambda functions are set up: runtime, secrets, network, failures, traces."""

from posture.domain.asset import Family
from posture.domain.aws.assets.lambda_function import LambdaFunction
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/lambda/latest/dg"
EVENT_TYPE = "AWS::Lambda::Function"
OUTSIDE = not_applicable("The function is in no network of the account.")


@check(
    severity=Severity.MEDIUM,
    remediation="Move the function to a runtime that is supported, and test it there.",
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

    A runtime after its end gets no security fixes, and one day its functions can no longer be
    changed.
    """
    if function.runtime is None:
        return not_applicable("An image brings its own runtime.")
    days = function.supported_days
    if days is not None and days < 0:
        return failed(f"Support of {function.runtime} ended {-days} days ago.")
    return passed()


@check(
    severity=Severity.CRITICAL,
    remediation="Move the secrets to Secrets Manager, read them at start, and renew them.",
    cli="aws lambda update-function-configuration --function-name FUNCTION --environment Variables",
    reference=f"{DOCS}/configuration-envvars.html",
    family=Family.SECRETS,
)
def aws_lambda_function_variables_without_secrets(function: LambdaFunction) -> Verdict:
    """Lambda function's environment variables hold no secrets.

    Everybody who may look at the function's configuration reads them, and so does every library in
    it.
    """
    if secrets := known(function.secrets_in_variables):
        return failed(f"In the environment: {', '.join(secrets)}.")
    return passed()


@check(
    severity=Severity.HIGH,
    remediation="Take the secrets out of the description and the image's command, and renew them.",
    cli="aws lambda update-function-configuration --function-name FUNCTION --description TEXT",
    reference="https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html",
    family=Family.SECRETS,
)
def aws_lambda_function_settings_without_secrets(function: LambdaFunction) -> Verdict:
    """Lambda function's description and image command hold no secrets.

    Neither is ever encrypted with a key of the account, and every listing of functions shows both.
    """
    if secrets := function.secrets_in_settings:
        return failed(f"In the {', in the '.join(secrets)}.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    remediation="Choose a key of your own for the environment.",
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
    """Lambda function's environment variables are encrypted with a key of the account.

    Under AWS's own key, whoever may look at the function reads its variables; under your own they
    need the key too.
    """
    if not function.variable_count and not function.kms_key:
        known(function.secrets_in_variables)
        return not_applicable("The function has no environment variables.")
    return passed() if function.kms_key else failed("The key is AWS's own.")


@check(
    severity=Severity.LOW,
    remediation="Connect the function to private subnets of a network.",
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
    """Lambda function is connected to a network of the account.

    Outside of one, nothing limits or records where its code sends data: no security group, no flow
    log.
    """
    return passed() if function.subnets else failed("Connected to no network.")


@check(
    severity=Severity.MEDIUM,
    remediation="Add a subnet in another availability zone to the function's network settings.",
    cli="""
        aws lambda update-function-configuration --function-name FUNCTION \\
          --vpc-config SubnetIds=SUBNETS,SecurityGroupIds=GROUPS
    """,
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html#lambda-5",
    family=Family.NETWORK,
)
def aws_lambda_function_multiple_zones(function: LambdaFunction) -> Verdict:
    """Lambda function in a network has subnets in two availability zones or more.

    With subnets in one zone only, the failure of that zone stops the function.
    """
    if not function.subnets:
        return OUTSIDE
    zones = known(function.zones)
    if len(zones) > 1:
        return passed()
    return failed(f"Subnets only in {', '.join(zones) or 'zones that are gone'}.")


@check(
    severity=Severity.LOW,
    remediation="Turn on active tracing.",
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

    Traces show which service called whom, when something behaves as it never did.
    """
    return passed() if function.traced else failed("Active tracing is off.")


@check(
    severity=Severity.MEDIUM,
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
    """Lambda function keeps the events that it could not handle.

    After two more tries Lambda drops an event, and with it the security notice or the order that
    it was.
    """
    if function.dead_letter or known(function.failure_targets):
        return passed()
    return failed("Failed events are dropped.")


@check(
    severity=Severity.LOW,
    remediation="Reserve as many concurrent executions as the function may have.",
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
    """Lambda function has a limit of its own for concurrent executions.

    A flood of calls to one function otherwise uses up what all functions of the region share.
    """
    reserved = known(function.reserved)
    if reserved is None:
        return failed("It may take all that the region's functions share.")
    return passed(f"{reserved} executions at a time.")


@check(
    severity=Severity.LOW,
    remediation="Let a trail take the data events of Lambda functions.",
    cli="""
        aws cloudtrail put-event-selectors --trail-name TRAIL \\
          --advanced-event-selectors file://selectors.json
    """,
    reference=f"{DOCS}/logging-using-cloudtrail.html",
    family=Family.LOGGING,
)
def aws_lambda_function_invocations_recorded(function: LambdaFunction) -> Verdict:
    """Lambda function's invocations are recorded by a trail.

    By default CloudTrail records who changed a function, not who called it.
    """
    for recording in known(function.recordings):
        for one in recording.selectors:
            if one.writes and one.takes_data_of(EVENT_TYPE, function.resource_id):
                return passed(f"By the trail {recording.trail}.")
    return failed("No trail takes its invocations.")
