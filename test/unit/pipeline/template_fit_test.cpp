#include "pipeline/template_fit.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace baryon::pipeline {
namespace {

using bundle::TemplateKind;

bundle::Bundle bundle_of(TemplateKind kind, const std::vector<std::string>& files) {
  bundle::Bundle bundle{.template_name = "web", .kind = kind, .directory = "web/v1"};
  for (const auto& file : files) bundle.files.push_back({.path = file});
  return bundle;
}

std::string misfit(TemplateKind kind, const std::vector<std::string>& files, bool is_customer_managed,
                   TemplateKind kind_of_template) {
  return find_misfit(bundle_of(kind, files), {.template_key = {.kind = kind_of_template, .name = "web"},
                                              .number = {.major = 1, .minor = 0},
                                              .source = {},
                                              .is_customer_managed = is_customer_managed})
      .value_or("fits");
}

std::string environment_misfit(const std::vector<std::string>& files, bool is_customer_managed) {
  return misfit(TemplateKind::environment, files, is_customer_managed, TemplateKind::environment);
}

std::string service_misfit(const std::vector<std::string>& files, bool is_customer_managed) {
  return misfit(TemplateKind::service, files, is_customer_managed, TemplateKind::service);
}

const std::string schema = "schema/schema.yaml";
const std::string environment_manifest = "infrastructure/manifest.yaml";
const std::string instance_manifest = "instance_infrastructure/manifest.yaml";
const std::string pipeline_manifest = "pipeline_infrastructure/manifest.yaml";

TEST(TemplateFit, TakesWhatTheTemplateIsFor) {
  EXPECT_EQ(environment_misfit({environment_manifest, schema}, false), "fits");
  EXPECT_EQ(environment_misfit({schema}, true), "fits");
  EXPECT_EQ(service_misfit({instance_manifest, pipeline_manifest, schema}, false), "fits");
  EXPECT_EQ(service_misfit({instance_manifest, schema}, true), "fits");
}

TEST(TemplateFit, RefusesTheOtherKind) {
  EXPECT_EQ(misfit(TemplateKind::service, {instance_manifest}, false, TemplateKind::environment),
            "the bundle is of a template of kind service, but 'web' is of kind environment");
  EXPECT_EQ(misfit(TemplateKind::environment, {environment_manifest}, true, TemplateKind::service),
            "the bundle is of a template of kind environment, but 'web' is of kind service");
}

TEST(TemplateFit, RefusesInfrastructureThatTheCustomerManages) {
  EXPECT_TRUE(environment_misfit({environment_manifest, schema}, true).contains("must not hold infrastructure/"));
  EXPECT_TRUE(
      service_misfit({instance_manifest, pipeline_manifest}, true).contains("must not hold pipeline_infrastructure/"));
}

TEST(TemplateFit, MissesInfrastructureInTheWordsOfProton) {
  EXPECT_EQ(service_misfit({instance_manifest, schema}, false),
            "File(s): [Pipeline manifest file] is/are missing or not in the correct directory.");
  EXPECT_EQ(environment_misfit({schema, "infrastructure.md"}, false),
            "File(s): [Infrastructure manifest file] is/are missing or not in the correct directory.");
}

}  // namespace
}  // namespace baryon::pipeline
