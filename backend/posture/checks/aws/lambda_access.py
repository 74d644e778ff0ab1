"""Rules about who may call AWS Lambda functions, and whose code they run."""

from posture.domain.asset import Family
from posture.domain.aws.assets.lambda_function import LambdaFunction
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/lambda/latest/dg"
NO_URL = not_applicable("The function has no URL.")


@check(
    severity=Severity.CRITICAL,
    remediation="Remove the statement, or name the account, organization or service that calls.",
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
    """Lambda function's policy grants nothing to the public.

    Anybody with any AWS account, or with none, can run the code with the rights of its role, as
    often as they like and at the owner's cost.
    """
    policy = known(function.policy)
    public = list(policy.public) if policy else []
    if not public:
        return passed()
    actions = {action for one in public for action in one.actions}
    return failed(f"Everyone is granted {', '.join(sorted(actions)) or 'all but some'}.")


@check(
    severity=Severity.MEDIUM,
    remediation="Add the source account, and the source ARN where it is known, to the permission.",
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
    """Lambda function lets services call it only for resources that are named.

    A service works for all its customers: without a source, another customer can point a bucket or
    a topic of theirs at the function, and feed it what they like.
    """
    policy = known(function.policy)
    open_to = {
        service
        for one in (policy.allowing if policy else ())
        if not one.names_callers
        for service in one.principals.get("Service", ())
    }
    if open_to:
        return failed(f"For whoever they act: {', '.join(sorted(open_to))}.")
    return passed()


@check(
    severity=Severity.HIGH,
    remediation="Let the URL demand IAM authentication, or put an API with an authorizer before.",
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
    """Lambda function's URLs answer only callers that IAM knows.

    Without authentication whoever finds the address runs the code, and nothing but the code itself
    says no.
    """
    urls = known(function.urls)
    if not urls:
        return NO_URL
    open_ones = [one.address for one in urls if one.auth != "AWS_IAM"]
    return failed(f"Open to everybody: {', '.join(open_ones)}.") if open_ones else passed()


@check(
    severity=Severity.MEDIUM,
    remediation="Name the web sites whose scripts call the function, instead of all.",
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
    """Lambda function's URLs let scripts of named web sites only read their answers.

    With every origin allowed, any page that a user opens can call the function from the user's
    browser and read what it answers.
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
    remediation="Publish the layer's content in the own account, and use that.",
    cli="aws lambda update-function-configuration --function-name FUNCTION --layers LAYER",
    terraform="""
        resource "aws_lambda_function" "this" {
          layers = [aws_lambda_layer_version.own.arn]
        }
    """,
    reference=f"{DOCS}/chapter-layers.html",
)
def aws_lambda_function_layers_own(function: LambdaFunction) -> Verdict:
    """Lambda function runs only layers that its own account publishes.

    A layer's code runs with the function's rights, and its publisher decides what is in it.
    """
    if foreign := function.foreign_layers:
        return failed(f"Of other accounts: {', '.join(foreign)}.")
    return passed()


@check(
    severity=Severity.MEDIUM,
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
    """Lambda function takes only code that a trusted publisher signed.

    Otherwise one stolen credential that may update code is enough to run anything with the
    function's role; a configuration that only warns does not stop it.
    """
    if function.runtime is None:
        return not_applicable("Images are signed in their registry.")
    match known(function.signing):
        case "Enforce":
            return passed()
        case None:
            return failed("No code signing configuration.")
        case other:
            return failed(f"Unsigned code: {other}.")
