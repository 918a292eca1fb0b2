data "aws_caller_identity" "current" {}

locals {
  # Bucket names are global; the account's number keeps this one from meeting another.
  bucket_name = lower("${var.environment.name}-${var.environment.inputs.purpose}-${data.aws_caller_identity.current.account_id}")
  uses_kms    = var.environment.inputs.encryption == "kms"
}

resource "aws_s3_bucket" "this" {
  bucket = local.bucket_name

  lifecycle {
    precondition {
      condition     = length(local.bucket_name) <= 63
      error_message = "The bucket's name would be longer than 63 characters: choose a shorter purpose."
    }
  }
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_public_access_block" "this" {
  bucket                  = aws_s3_bucket.this.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  # Rules about old versions need versioning to be on first.
  depends_on = [aws_s3_bucket_versioning.this]
  bucket     = aws_s3_bucket.this.id

  rule {
    id     = "keep-costs-down"
    status = "Enabled"

    filter {}

    transition {
      days          = var.environment.inputs.infrequent_access_after_days
      storage_class = "STANDARD_IA"
    }

    noncurrent_version_expiration {
      noncurrent_days = var.environment.inputs.keep_old_versions_days
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}
