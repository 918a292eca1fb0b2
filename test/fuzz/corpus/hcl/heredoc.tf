locals {
  a = <<-EOT
    ${join(",", [for k, v in var.m : "${k}=$${v}"])} %{ if b ~}c%{ endif }
    EOT
  d = "\n\u00e9"
}
