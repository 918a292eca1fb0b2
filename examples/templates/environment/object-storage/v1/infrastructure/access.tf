# Policies to attach to roles: one to read, one to write. Neither can change the bucket itself or remove old versions.
locals {
  delete_actions = var.environment.inputs.writers_may_delete ? ["s3:DeleteObject"] : []
}

data "aws_iam_policy_document" "reader" {
  statement {
    sid       = "List"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.this.arn]
  }

  statement {
    sid       = "Read"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.this.arn}/*"]
  }

  dynamic "statement" {
    for_each = aws_kms_key.bucket[*].arn

    content {
      sid       = "Decrypt"
      actions   = ["kms:Decrypt"]
      resources = [statement.value]
    }
  }
}

data "aws_iam_policy_document" "writer" {
  statement {
    sid       = "Write"
    actions   = concat(["s3:PutObject", "s3:AbortMultipartUpload"], local.delete_actions)
    resources = ["${aws_s3_bucket.this.arn}/*"]
  }

  dynamic "statement" {
    for_each = aws_kms_key.bucket[*].arn

    content {
      sid = "Encrypt"
      # Decrypt as well: uploads in several parts need it.
      actions   = ["kms:GenerateDataKey", "kms:Decrypt"]
      resources = [statement.value]
    }
  }
}

resource "aws_iam_policy" "reader" {
  name_prefix = "${var.environment.inputs.purpose}-reader-"
  description = "Read objects in ${local.bucket_name}"
  policy      = data.aws_iam_policy_document.reader.json
}

resource "aws_iam_policy" "writer" {
  name_prefix = "${var.environment.inputs.purpose}-writer-"
  description = "Write objects to ${local.bucket_name}"
  policy      = data.aws_iam_policy_document.writer.json
}
