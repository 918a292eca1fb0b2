# The variable that a Terraform run is given. Not part of the bundle: copy it beside the *.tf files to check them by hand,
# with `terraform init -backend=false && terraform validate`.
variable "environment" {
  type = object({
    name = string
    inputs = object({
      purpose                      = string
      encryption                   = string
      keep_old_versions_days       = number
      infrequent_access_after_days = number
      writers_may_delete           = bool
    })
  })
}
