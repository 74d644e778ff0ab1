variable "name" {
  type        = string
  default     = "acme-orders"
  description = "What everything here is called; a bucket's name is unique in the world."
}

variable "hardened" {
  type        = bool
  default     = false
  description = "Without it, the apply leaks and fails; with it, the same resources are safe."
}

variable "region" {
  type    = string
  default = "eu-central-1"
}

variable "endpoint_url" {
  type        = string
  default     = null
  description = "An emulated account instead of AWS: also say it to the AWS provider, as AWS_ENDPOINT_URL, and its network to the server, as POSTURE_ENDPOINT_NETWORKS."
}
