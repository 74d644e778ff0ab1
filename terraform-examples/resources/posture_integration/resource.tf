# An account that the workers access with a role.
resource "posture_integration" "production" {
  name           = "production"
  cloud_provider = "aws"

  aws = {
    role_arn = "arn:aws:iam::111122223333:role/posture"
    regions  = ["eu-central-1", "eu-west-1"]
  }
}

# The role's trust policy must require this external id.
output "external_id" {
  value = posture_integration.production.aws.external_id
}

# A run that only tests the connection; it does not count towards the two runs per day.
resource "posture_run" "connection" {
  integration_id = posture_integration.production.id
  trigger        = "verify"
}
