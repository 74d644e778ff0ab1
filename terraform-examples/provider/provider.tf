terraform {
  required_providers {
    posture = {
      source = "posture/posture"
    }
  }
}

# The token comes from the environment variable POSTURE_TOKEN.
provider "posture" {
  endpoint = "https://posture.example.com"
}
