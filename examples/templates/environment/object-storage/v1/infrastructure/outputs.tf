output "BucketName" {
  description = "Name of the bucket"
  value       = aws_s3_bucket.this.id
}

output "BucketArn" {
  description = "ARN of the bucket"
  value       = aws_s3_bucket.this.arn
}

output "ReaderPolicyArn" {
  description = "Policy for roles that read objects"
  value       = aws_iam_policy.reader.arn
}

output "WriterPolicyArn" {
  description = "Policy for roles that write objects"
  value       = aws_iam_policy.writer.arn
}

output "KeyArn" {
  description = "Key that encrypts the objects; empty where S3 looks after the keys"
  value       = local.uses_kms ? aws_kms_key.bucket[0].arn : ""
}
