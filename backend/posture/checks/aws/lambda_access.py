"""Checks of who may call AWS Lambda functions, and whose code they run."""

from posture.domain.asset import Family
from posture.domain.aws.assets.lambda_function import LambdaFunction
from posture.domain.aws.policy_model import CALLER_KEYS, public, services_for_strangers
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/lambda/latest/dg"
# The ARN of a bucket names no account: after the bucket is deleted, anyone can take its name.
KEYS_FOR_S3 = CALLER_KEYS - {"aws:sourcearn"}
NO_URL = not_applicable("The function has no URL.")


@check(
    severity=Severity.CRITICAL,
    finding_title="Lambda function's policy grants access to the public",
    remediation=(
        "Remove the statement, or limit it to the account, organization or service that calls "
        "the function."
    ),
    cli="aws lambda remove-permission --function-name FUNCTION --statement-id STATEMENT",
    terraform="""
        resource "aws_lambda_permission" "this" {
          action        = "lambda:InvokeFunction"
          function_name = aws_lambda_function.this.function_name
          principal     = "arn:aws:iam::123456789012:role/caller"
        }
    """,
    reference=f"{DOCS}/access-control-resource-based.html",
    family=Family.IAM,
)
def aws_lambda_function_policy_not_public(function: LambdaFunction) -> Verdict:
    """Lambda function's policy grants no access to the public.

    Anyone, in the worst case without an AWS account, can run the code with the permissions of its
    role, as often as they like and at the owner's cost.
    """
    granted = public(known(function.policy))
    if not granted:
        return passed()
    actions = {action for one in granted for action in one.actions}
    return failed(f"Everyone may call {', '.join(sorted(actions)) or 'all actions but some'}.")


@check(
    severity=Severity.MEDIUM,
    finding_title="AWS services can call the Lambda function for any account",
    remediation="Add the source account to the permission, and the source ARN if it is known.",
    cli="""
        aws lambda add-permission --function-name FUNCTION --statement-id STATEMENT \\
          --action lambda:InvokeFunction --principal SERVICE.amazonaws.com \\
          --source-account ACCOUNT --source-arn ARN
    """,
    terraform="""
        resource "aws_lambda_permission" "this" {
          action         = "lambda:InvokeFunction"
          function_name  = aws_lambda_function.this.function_name
          principal      = "s3.amazonaws.com"
          source_account = data.aws_caller_identity.current.account_id
          source_arn     = aws_s3_bucket.uploads.arn
        }
    """,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html#cross-service-confused-deputy-prevention",
    family=Family.IAM,
)
def aws_lambda_function_service_callers_confined(function: LambdaFunction) -> Verdict:
    """Lambda function lets AWS services call it only for named accounts or resources.

    A service works for all its customers. Without a source, another customer can connect a bucket
    or a topic to the function and choose its input. The ARN of a bucket is not enough, since it
    names no account.
    """
    policy = known(function.policy)
    if open_to := services_for_strangers(policy):
        return failed(f"Allowed on behalf of any account: {', '.join(sorted(open_to))}.")
    without_account = services_for_strangers(policy, keys=KEYS_FOR_S3)
    if named := sorted(one for one in without_account if one.startswith("s3.")):
        return failed(f"Bound to a bucket's name but to no account: {', '.join(named)}.")
    return passed()


@check(
    severity=Severity.HIGH,
    finding_title="Lambda function's URL accepts calls without authentication",
    remediation=(
        "Set the authentication type of the URL to AWS_IAM, or use an API with an authorizer "
        "instead."
    ),
    cli="aws lambda update-function-url-config --function-name FUNCTION --auth-type AWS_IAM",
    terraform="""
        resource "aws_lambda_function_url" "this" {
          function_name      = aws_lambda_function.this.function_name
          authorization_type = "AWS_IAM"
        }
    """,
    reference=f"{DOCS}/urls-auth.html",
    family=Family.NETWORK,
)
def aws_lambda_function_url_authenticated(function: LambdaFunction) -> Verdict:
    """Lambda function's URLs require IAM authentication.

    Without authentication anyone who finds the address can run the code, unless the code itself
    rejects the call.
    """
    urls = known(function.urls)
    if not urls:
        return NO_URL
    open_ones = [one.address for one in urls if one.auth != "AWS_IAM"]
    return failed(f"Without authentication: {', '.join(open_ones)}.") if open_ones else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Lambda function's URL allows scripts of any web site",
    remediation="List the web sites whose scripts may call the function.",
    cli="""
        aws lambda update-function-url-config --function-name FUNCTION \\
          --cors AllowOrigins=https://www.example.com
    """,
    terraform="""
        resource "aws_lambda_function_url" "this" {
          function_name      = aws_lambda_function.this.function_name
          authorization_type = "AWS_IAM"
          cors { allow_origins = ["https://www.example.com"] }
        }
    """,
    reference=f"{DOCS}/urls-configuration.html",
    family=Family.NETWORK,
)
def aws_lambda_function_url_origins_named(function: LambdaFunction) -> Verdict:
    """Lambda function's URLs allow cross-origin requests from named web sites only.

    If every origin is allowed, any page that a user opens can call the function from the user's
    browser and read the response.
    """
    urls = known(function.urls)
    if not urls:
        return NO_URL
    wide = {
        origin for one in urls for origin in one.origins if origin in {"*", "http://*", "https://*"}
    }
    return failed(f"Allowed origins: {', '.join(sorted(wide))}.") if wide else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Lambda function runs a layer of another account",
    remediation="Publish the layer's content in your own account, and use that layer.",
    cli="aws lambda update-function-configuration --function-name FUNCTION --layers LAYER",
    terraform="""
        resource "aws_lambda_function" "this" {
          layers = [aws_lambda_layer_version.own.arn]
        }
    """,
    reference=f"{DOCS}/chapter-layers.html",
)
def aws_lambda_function_layers_own(function: LambdaFunction) -> Verdict:
    """Lambda function runs only layers of its own account.

    The code of a layer runs with the function's permissions, and the publisher of the layer decides
    what is in it.
    """
    if foreign := function.foreign_layers:
        return failed(f"Layers of other accounts: {', '.join(foreign)}.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Lambda function accepts unsigned code",
    remediation="Attach a code signing configuration that enforces signatures.",
    cli="""
        aws lambda put-function-code-signing-config --function-name FUNCTION \\
          --code-signing-config-arn CONFIG
    """,
    terraform="""
        resource "aws_lambda_code_signing_config" "this" {
          allowed_publishers {
            signing_profile_version_arns = [aws_signer_signing_profile.this.version_arn]
          }
          policies { untrusted_artifact_on_deployment = "Enforce" }
        }
    """,
    reference=f"{DOCS}/configuration-codesigning.html",
)
def aws_lambda_function_code_signing_enforced(function: LambdaFunction) -> Verdict:
    """Lambda function accepts only code that a trusted publisher signed.

    Otherwise one stolen credential that may update the code is enough to run anything with the
    function's role. A configuration that only warns does not prevent it.
    """
    if function.image:
        return not_applicable("Code signing does not apply to functions that run an image.")
    match known(function.signing):
        case "Enforce":
            return passed()
        case None:
            return failed("The function has no code signing configuration.")
        case other:
            return failed(f"The action for unsigned code is {other}.")
