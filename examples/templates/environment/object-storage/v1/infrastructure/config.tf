terraform {
  required_version = ">= 1.3"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }

  backend "s3" {}
}

provider "aws" {
  default_tags {
    tags = {
      environment = var.environment.name
      purpose     = var.environment.inputs.purpose
    }
  }
}
