resource "aws_kms_key" "bucket" {
  count = local.uses_kms ? 1 : 0

  description             = "Objects in ${local.bucket_name}"
  enable_key_rotation     = true
  deletion_window_in_days = 30
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    # One data key for many objects, instead of a call to KMS for each of them.
    bucket_key_enabled = local.uses_kms

    apply_server_side_encryption_by_default {
      sse_algorithm     = local.uses_kms ? "aws:kms" : "AES256"
      kms_master_key_id = local.uses_kms ? aws_kms_key.bucket[0].arn : null
    }
  }
}
