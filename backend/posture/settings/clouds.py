"""The settings of calls to clouds."""

from posture.settings.variables import declared, number, rates, whole


@declared
class Clouds:
    """The settings of calls to clouds."""

    cloud_calls_in_flight: int = whole(64, "calls", "Cloud calls of one run at the same time.")
    cloud_calls_per_second: float = number(
        200.0, "calls/s", "Initial call rate for each account, region and service.", least=0.1
    )
    connect_seconds: float = number(
        30.0,
        "s",
        "Time in which a run must have connected to its account; it is then failed.",
        least=0.05,
    )
    aws_service_calls_per_second: str = rates(
        "accessanalyzer=10 acm-pca=5 amplify=5 apigateway=10 apigatewayv2=10 apprunner=5 "
        "appsync=10 athena=5 backup=10 batch=10 cloudfront=5 codeartifact=10 codebuild=10 "
        "codepipeline=10 cognito-identity=10 cognito-idp=10 comprehend=10 dax=10 dms=10 eks=10 "
        "elasticbeanstalk=5 emr=5 events=10 firehose=5 fsx=10 glue=10 iot=10 kafka=10 "
        "kafkaconnect=10 kendra=5 kinesis=5 lexv2-models=5 lightsail=5 logs=10 memorydb=10 mq=5 "
        "mwaa=10 network-firewall=10 opensearch=10 opensearchserverless=10 organizations=2 "
        "ram=5 redshift=10 redshift-serverless=10 rekognition=5 route53=5 route53domains=5 "
        "s3tables=10 s3vectors=10 scheduler=10 sesv2=1 ssm=10 sso-admin=10 stepfunctions=10 "
        "transfer=10 vpc-lattice=10 wafv2=5 workspaces=5",
        "Initial call rates of AWS services that allow few calls; they grow on success.",
    )
    cloud_settle_seconds: float = number(
        15.0,
        "s",
        "Time for which a run that is limited to named assets looks again for those that are not "
        "listed yet or in transition; then they are unknown. 0 looks once.",
        least=0.0,
    )
    cloud_settle_pause_seconds: float = number(
        1.0, "s", "First pause before such a further look; it doubles each time.", least=0.05
    )
    azure_burst_calls: int = whole(
        250, "calls", "Calls that an Azure subscription allows at once, as Azure documents it."
    )
    azure_calls_per_second: float = number(
        25.0, "calls/s", "Rate at which Azure allows further calls to a subscription.", least=0.1
    )
    azure_listings_in_flight: int = whole(
        16,
        "listings",
        "Listings of what belongs to resources, such as the databases of servers, that are "
        "read at the same time for one type of asset.",
    )
    gcp_calls_per_minute: int = whole(
        1_200, "calls/min", "Calls a minute to each API of a Google Cloud project."
    )
    cloud_call_timeout_seconds: float = number(20.0, "s", "Timeout of a cloud call.", least=0.05)
    credentials_timeout_seconds: float = number(
        10.0,
        "s",
        "Timeout of each response in a worker's search for its own credentials: metadata of "
        "instances and containers, STS, credential processes.",
        least=0.05,
    )
    credentials_answer_bytes: int = whole(
        262_144, "bytes", "Maximum size of such a response.", least=1_024
    )
    credentials_reuse_seconds: float = number(
        10.0,
        "s",
        "Time for which runs that begin use what the latest search for the worker's own "
        "credentials found, or that it found none.",
    )
    cloud_connect_timeout_seconds: float = number(
        5.0, "s", "Timeout of a connection to a cloud endpoint.", least=0.05
    )
    cloud_answer_bytes: int = whole(
        16_777_216,
        "bytes",
        "Maximum size of a response to a cloud call; what is larger stays unread.",
        least=1_024,
    )
    cloud_answers_bytes: int = whole(
        25_165_824,
        "bytes",
        "Maximum size of all responses that one run is reading at the same time.",
        least=1_024,
    )
    cloud_answer_elements: int = whole(
        500_000,
        "elements",
        "Maximum number of elements or values in a response to a cloud call.",
        least=100,
    )
    cloud_listing_pages: int = whole(
        10_000, "pages", "Maximum number of pages of one listing; a longer one stays unread."
    )
    cloud_listing_items: int = whole(
        250_000, "items", "Maximum number of items of one listing; a longer one stays unread."
    )
    cloud_call_attempts: int = whole(
        4, "attempts", "Attempts of a cloud call that is throttled or interrupted."
    )
    cloud_retry_base_seconds: float = number(
        0.2,
        "s",
        "First backoff between two attempts of a cloud call; it doubles each time.",
        least=0.0,
    )
    cloud_silent_calls: int = whole(
        8,
        "calls",
        "Consecutive unreachable calls after which an operation is skipped in its region.",
    )
    cloud_throttle_wait_seconds: float = number(
        120.0, "s", "Maximum total wait of a throttled call; then what it reads stays unread."
    )
