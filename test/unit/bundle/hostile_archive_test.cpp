// Archives that are whole, but whose templates were made to do harm. What is refused for any archive stands in
// test/unit/archive/hostile_*_test.cpp.
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "bundle/quota.h"
#include "bundle/scan.h"
#include "unit/bundle/sample_repository.h"

namespace baryon::bundle {
namespace {

using test::SampleRepository;
using test::TarBuilder;

/// An archive and what becomes of its templates in the words of `outcome_of`.
struct HostileTemplate {
  std::string name;
  TarBuilder tar;
  std::vector<std::string> outcome;
  friend std::ostream& operator<<(std::ostream& out, const HostileTemplate& row) { return out << row.name; }
};

/// `<directory>: found` or `<directory>: <reason>` of each template; what is wrong with an archive as a whole.
std::vector<std::string> outcome_of(const TarBuilder& tar) {
  const auto scan = test::scan_bytes(test::gzip(tar.end()));
  if (!scan) return {scan.error().message};
  std::vector<std::string> lines;
  for (const auto& bundle : scan->bundles) lines.push_back(bundle.directory + ": found");
  for (const auto& refusal : scan->refusals) lines.push_back(refusal.directory + ": " + refusal.reason());
  return lines;
}

class HostileArchive : public testing::TestWithParam<HostileTemplate> {};

TEST_P(HostileArchive, RefusesTheTemplateOrHandlesIt) { EXPECT_EQ(outcome_of(GetParam().tar), GetParam().outcome); }

SampleRepository environment() { return SampleRepository().environment("vpc/v1"); }
SampleRepository service() { return SampleRepository().service("web/v1"); }
SampleRepository schema(const std::string& text) { return environment().file("vpc/v1/schema/schema.yaml", text); }
SampleRepository registration(const std::string& text) {
  return service().file("web/v1/.template-registration.yaml", text);
}

TarBuilder with(const SampleRepository& repository) { return TarBuilder().raw(repository.tar().open_end()); }

std::string repeated(std::string_view text, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

/// "Billion laughs": each level is ten times the one before.
std::string alias_bomb() {
  std::string text = "schema:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 10; ++i)
    text +=
        fmt::format("  a{0}: &a{0} [{1}]\n", i, repeated(fmt::format("*a{}, ", i - 1), 9) + fmt::format("*a{}", i - 1));
  return text;
}

std::vector<HostileTemplate> names() {
  return {
      {"DifferInCase",
       with(environment().environment("Vpc/v1").environment("web/v1")),
       {"web/v1: found", "Vpc/v1: 'Vpc/v1' and 'vpc/v1' hold templates that differ only in upper and lower case",
        "vpc/v1: 'vpc/v1' and 'Vpc/v1' hold templates that differ only in upper and lower case"}},
      {"FilesDifferInCase",
       with(environment().file("vpc/v1/infrastructure/README.md").file("vpc/v1/infrastructure/readme.md")),
       {"vpc/v1: infrastructure/readme.md: 'infrastructure/README.md' and 'infrastructure/readme.md' differ only in "
        "upper and lower case"}},
      {"DirectoriesDifferInCase",
       with(environment().file("vpc/v1/infrastructure/d/a").file("vpc/v1/infrastructure/D/b")),
       {"vpc/v1: infrastructure/d: 'infrastructure/D' and 'infrastructure/d' differ only in upper and lower case"}},
      {"InTwoPlaces",
       with(environment().environment("other/vpc/v1")),
       {"other/vpc/v1: template 'vpc' lies in two places: other/vpc/v1 and vpc/v1",
        "vpc/v1: template 'vpc' lies in two places: other/vpc/v1 and vpc/v1"}},
      {"NameWithMarkup",
       with(SampleRepository().environment("<script>/v1")),
       {"<script>/v1: '<script>' cannot be a template's name"}},
      {"NameThatDeceives",
       with(SampleRepository().environment("vpc\u202E/v1")),
       {"vpc\u202E/v1: 'vpc\\xe2\\x80\\xae' cannot be a template's name"}},
      {"VersionsNobodyCounts",
       with(SampleRepository().environment("vpc/v0").environment("vpc/v01").environment("vpc/v99999999999")),
       {}},
      {"LinkInABundle",
       with(environment()).link("vpc/v1/infrastructure/link", "manifest.yaml"),
       {"vpc/v1: infrastructure/link: is a symbolic link"}},
      {"LinkForADirectory",
       with(environment()).link("web/v1/schema", "../../vpc/v1/schema"),
       {"vpc/v1: found", "web/v1: schema: is a symbolic link"}},
      {"LinkForAVersion", with(environment()).link("vpc/v2", "v1"), {"vpc/v1: found"}},
  };
}

std::vector<HostileTemplate> sizes() {
  auto many_files = environment();
  for (int i = 0; i < 600; ++i) many_files.file(fmt::format("vpc/v1/spec/{}", i));
  auto many_bytes = environment();
  for (int i = 0; i < 6; ++i) many_bytes.file(fmt::format("vpc/v1/spec/{}", i), std::string(quota::file_bytes, 'x'));
  std::size_t bytes = 0;
  for (const auto& [path, content] : many_bytes.files) bytes += content.size();
  return {
      {"FileTooLarge",
       with(environment().file("vpc/v1/spec/big", std::string(quota::file_bytes + 1, 'x'))),
       {"vpc/v1: spec/big: is larger than 2MiB, the quota for a file"}},
      {"TooManyFiles", with(many_files), {"vpc/v1: 603 files, where the quota for a bundle is 500"}},
      {"TooManyBytes",
       with(many_bytes),
       {fmt::format("vpc/v1: {} bytes in all, where the quota for a bundle is 10MiB", bytes)}},
  };
}

std::vector<HostileTemplate> schemas() {
  const auto row = [](const std::string& name, const std::string& text, const std::string& reason) {
    return HostileTemplate{name, with(schema(text)), {"vpc/v1: schema/schema.yaml" + reason}};
  };
  return {
      row("AliasBomb", alias_bomb(), ":6:12: the document passes the limit yaml_values of 20000"),
      row("AliasOfItself", "schema: &a {b: *a}\n", ":1:16: the alias lies inside what it stands for"),
      row("ManyAliases", "schema: &a x\nb:\n" + repeated("- *a\n", 1001),
          ":1003:3: the document passes the limit yaml_aliases of 1000"),
      row("DeepSequences", repeated("[", 100) + repeated("]", 100),
          ":1:65: the document passes the limit yaml_depth of 64"),
      row("DeepMaps", repeated("{a: ", 100) + repeated("}", 100),
          ":1:257: the document passes the limit yaml_depth of 64"),
      row("DeepBlocks", repeated("- ", 100) + "x\n", ":1:129: the document passes the limit yaml_depth of 64"),
      row("HugeScalar", "schema: " + std::string(300 * kib, 'x') + "\n",
          ":1:9: the document passes the limit yaml_scalar_bytes of 262144"),
      row("ManyValues", "schema:\n" + repeated("- a\n", 20'001),
          ":19999:3: the document passes the limit yaml_values of 20000"),
      row("ManyTokens", repeated("[", 100'001), ": the document passes the limit yaml_tokens of 100000"),
      row("NoUtf8", "schema: \xFF\n", ": the file is no valid UTF-8"),
      row("EndOfTransmission", "schema: {}\n\x04\nevil: 1\n", ":2: control characters are not allowed in YAML"),
      row("NoYaml", "schema: [\n", ":2:1: end of sequence flow not found"),
      row("Tab", "schema:\n\t- a\n", ":2:2: illegal block entry"),
  };
}

std::vector<HostileTemplate> registrations() {
  std::string many_environments;
  for (int i = 1; i <= 5000; ++i) many_environments += fmt::format("- vpc:{}\n", i);
  const auto row = [](const std::string& name, const std::string& text, const std::string& reason) {
    return HostileTemplate{name, with(registration(text)), {"web/v1: .template-registration.yaml" + reason}};
  };
  return {
      row("RegistrationTooLarge", "# " + std::string(70'000, 'x') + "\ncompatible_environments: [vpc:1]\n",
          ": is larger than 64KiB"),
      row("RegistrationAliasBomb", "a: &a [x, x, x, x]\nb: &b [*a, *a]\nc:\n" + repeated("- *b\n", 1000),
          ":1002:3: the document passes the limit yaml_aliases of 1000"),
      row("RegistrationDeep", repeated("[", 100) + repeated("]", 100),
          ":1:65: the document passes the limit yaml_depth of 64"),
      row("RegistrationOfManyEnvironments", "compatible_environments:\n" + many_environments,
          ":12:3: more than 10 compatible environments"),
  };
}

constexpr auto name_of = [](const auto& test_info) { return test_info.param.name; };
INSTANTIATE_TEST_SUITE_P(Names, HostileArchive, testing::ValuesIn(names()), name_of);
INSTANTIATE_TEST_SUITE_P(Sizes, HostileArchive, testing::ValuesIn(sizes()), name_of);
INSTANTIATE_TEST_SUITE_P(Schemas, HostileArchive, testing::ValuesIn(schemas()), name_of);
INSTANTIATE_TEST_SUITE_P(Registrations, HostileArchive, testing::ValuesIn(registrations()), name_of);

TEST(HostileArchives, LeaveTheOtherTemplatesAlone) {
  const auto repository = environment().environment("bad/v1").file("bad/v1/schema/schema.yaml", alias_bomb());
  EXPECT_EQ(outcome_of(with(repository)).front(), "vpc/v1: found");
}

}  // namespace
}  // namespace baryon::bundle
