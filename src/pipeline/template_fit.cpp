#include "pipeline/template_fit.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "bundle/infrastructure.h"

namespace baryon::pipeline {
namespace {

using bundle::Role;
using bundle::TemplateKind;

bool has(const bundle::Bundle& bundle, Role role) {
  const auto prefix = fmt::format("{}/", bundle::directory_of(role));
  return std::ranges::any_of(bundle.files,
                             [&](const bundle::BundleFile& file) { return file.path.starts_with(prefix); });
}

std::string missing(std::string_view what) {
  return fmt::format("File(s): [{} manifest file] is/are missing or not in the correct directory.", what);
}

std::optional<std::string> environment_misfit(const bundle::Bundle& bundle, bool is_customer_managed) {
  const bool has_infrastructure = has(bundle, Role::environment);
  if (is_customer_managed && has_infrastructure)
    return "the template is customer-managed (provisioning), so its bundles must not hold infrastructure/";
  if (!is_customer_managed && !has_infrastructure) return missing("Infrastructure");
  return std::nullopt;
}

std::optional<std::string> service_misfit(const bundle::Bundle& bundle, bool is_customer_managed) {
  const bool has_pipeline = has(bundle, Role::pipeline);
  if (is_customer_managed && has_pipeline)
    return "the template's pipeline is customer-managed (pipelineProvisioning), so its bundles must not hold "
           "pipeline_infrastructure/";
  if (!is_customer_managed && !has_pipeline) return missing("Pipeline");
  return std::nullopt;
}

}  // namespace

std::optional<std::string> find_misfit(const bundle::Bundle& bundle, const registry::PendingVersion& pending) {
  const auto& [kind, name] = pending.template_key;
  if (bundle.kind != kind)
    return fmt::format("the bundle is of a template of kind {}, but '{}' is of kind {}", bundle::to_string(bundle.kind),
                       name, bundle::to_string(kind));
  return kind == TemplateKind::environment ? environment_misfit(bundle, pending.is_customer_managed)
                                           : service_misfit(bundle, pending.is_customer_managed);
}

}  // namespace baryon::pipeline
