variable "name" {
  type        = string
  default     = "acme-orders"
  description = "Name of all resources; the name of a bucket is unique worldwide."
}

variable "hardened" {
  type        = bool
  default     = false
  description = "Without it, the resources are insecure and the apply fails; with it, they are safe."
}

variable "region" {
  type    = string
  default = "eu-central-1"
}

variable "endpoint_url" {
  type        = string
  default     = null
  description = "URL of an emulated account instead of AWS. Also set AWS_ENDPOINT_URL for the AWS provider, and the network of the URL in POSTURE_ENDPOINT_NETWORKS of the server."
}
