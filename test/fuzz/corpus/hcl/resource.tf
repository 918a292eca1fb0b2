resource "aws_vpc" "main" {
  cidr = var.environment.inputs.vpc_cidr
  tags = merge({ a = "b" }, lookup(var.environment.inputs, "c", {}))
}
