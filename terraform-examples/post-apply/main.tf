# A bucket, a security group, a key, a role and a policy. Each of them is insecure unless `hardened`
# is set.

provider "aws" {
  region                      = var.region
  s3_use_path_style           = local.emulated
  skip_credentials_validation = local.emulated
  skip_metadata_api_check     = local.emulated
  skip_region_validation      = local.emulated
  max_retries                 = local.emulated ? 3 : null
}

locals {
  emulated = var.endpoint_url != null
}

resource "aws_s3_bucket" "orders" {
  bucket        = var.name
  force_destroy = true
}

resource "aws_s3_bucket_public_access_block" "orders" {
  bucket                  = aws_s3_bucket.orders.id
  block_public_acls       = var.hardened
  block_public_policy     = var.hardened
  ignore_public_acls      = var.hardened
  restrict_public_buckets = var.hardened
}

resource "aws_s3_bucket_policy" "orders" {
  bucket = aws_s3_bucket.orders.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [var.hardened ? {
      Sid       = "EncryptedTransportOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.orders.arn, "${aws_s3_bucket.orders.arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
      } : {
      Sid       = "Everybody"
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = ["${aws_s3_bucket.orders.arn}/*"]
      Condition = {}
    }]
  })

  depends_on = [aws_s3_bucket_public_access_block.orders]
}

resource "aws_vpc" "orders" {
  cidr_block = "10.20.0.0/16"
}

resource "aws_security_group" "orders" {
  name        = var.name
  description = "The servers of ${var.name}."
  vpc_id      = aws_vpc.orders.id
}

resource "aws_vpc_security_group_ingress_rule" "ssh" {
  security_group_id = aws_security_group.orders.id
  description       = "Maintenance of the servers."
  cidr_ipv4         = var.hardened ? aws_vpc.orders.cidr_block : "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
}

resource "aws_kms_key" "orders" {
  description             = "Encrypts ${var.name}."
  deletion_window_in_days = 7
  enable_key_rotation     = var.hardened
}

resource "aws_iam_role" "deploy" {
  name = "${var.name}-deploy"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = var.hardened ? { Service = "ec2.amazonaws.com" } : { AWS = "*" }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "deploy" {
  role       = aws_iam_role.deploy.name
  policy_arn = aws_iam_policy.deploy.arn
}

resource "aws_iam_policy" "deploy" {
  name = "${var.name}-deploy"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = var.hardened ? ["s3:GetObject"] : ["*"]
      Resource = var.hardened ? ["${aws_s3_bucket.orders.arn}/releases/*"] : ["*"]
    }]
  })
}
