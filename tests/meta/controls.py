"""The controls that frameworks for AWS have, by number.

They come from public lists of their ids: of FSBP as of 6 December 2025, for the services of which
posture evaluates anything, and of CIS 7.0.
"""

# The service of FSBP, and the numbers of its controls.
_FSBP = """
Account 1
ACM 1 2
APIGateway 1 2 3 4 5 8 9
Athena 1 4
AppSync 2 5
AutoScaling 1 2 3 5 6 9
Backup 1
CloudFront 1 3 4 5 6 7 8 9 10 12 13 15
CloudTrail 1 2 4 5
CodeBuild 1 2 3 4 5 7
Cognito 2 3
Config 1
DataFirehose 1
DMS 1 6 7 8 9 10 11 12 13
DocumentDB 1 2 3 4 5 6
DynamoDB 1 2 3 6 7
EC2 1 2 3 4 6 7 8 9 10 15 16 17 18 19 20 21 23 24 25 51 55 56 57 58 60 170 171 172 173 180 181
ECR 1 2 3
ECS 1 2 3 4 5 8 9 10 12
EFS 1 2 3 4 6 7 8
EKS 1 2 8
ElastiCache 1 2 3 4 5 6 7
ElasticBeanstalk 1 2 3
ELB 1 2 3 4 5 6 7 9 10 12 13 14 17 18
EMR 1 2 3 4
ES 1 2 3 4 5 6 7 8
Glue 3 4
FSx 1 2 3 4 5
GuardDuty 1 5 6 7 8 9 10 11 12 13
IAM 1 2 3 4 5 6 7 8 21
Inspector 1 2 3 4
Kinesis 1 3
KMS 1 2 3 5
Lambda 1 2 5
MQ 2 3
MSK 1 3 4 5 6
Neptune 1 2 3 4 5 6 7 8
NetworkFirewall 2 3 4 5 6 9 10
Opensearch 1 2 3 4 5 6 7 8 10
PCA 1
RDS 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 27
RDS 34 35 36 37 40 41 42 43 44 45 47 48
Redshift 1 2 3 4 6 7 8 9 10 15 18
RedshiftServerless 1 2 3 5 6
Route53 2
S3 1 2 3 5 6 8 9 10 11 12 13 19 24 25
SageMaker 1 2 3 4 5 8
SecretsManager 1 2 3 4
SES 3
SNS 1 2 4
SQS 1 3
SSM 1 2 3 4 6 7
StepFunctions 1
Transfer 2 3
WorkSpaces 1 2
WAF 1 2 3 4 6 7 8 10 12
"""
_CIS_7_0 = """
2.1.1 2.1.2 2.1.3 2.1.4 2.1.5 2.1.6 2.2 2.3 2.4 2.5 2.6 2.7 2.8 2.9
2.10 2.11 2.12 2.13 2.14 2.15 2.16 2.17 2.18 2.19 2.20 2.21
3.1.1 3.1.2 3.1.3 3.1.4 3.2.1 3.2.2 3.2.3 3.2.4 3.3.1
4.1 4.2 4.3 4.4 4.5 4.6 4.7 4.8 4.9 4.10
5.1 5.2 5.3 5.4 5.5 5.6 5.7 5.8 5.9 5.10 5.11 5.12 5.13 5.14 5.15 5.16
6.1.1 6.1.2 6.2 6.3 6.4 6.5 6.6 6.7 6.8
"""
FSBP = frozenset(
    f"{service}.{number}"
    for service, *numbers in map(str.split, _FSBP.strip().splitlines())
    for number in numbers
)
CIS_7_0 = frozenset(_CIS_7_0.split())
