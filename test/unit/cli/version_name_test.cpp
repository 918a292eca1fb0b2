#include "cli/version_name.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <string>

#include "cli/output.h"
#include "cli/template_results.h"

namespace baryon::cli {
namespace {

template <class Function>
std::string printed(Function print) {
  ::testing::internal::CaptureStdout();
  print();
  std::fflush(stdout);
  return ::testing::internal::GetCapturedStdout();
}

TEST(VersionName, IsANameWithOrWithoutANumber) {
  EXPECT_EQ(parse_version_name("vpc")->name, "vpc");
  EXPECT_EQ(parse_version_name("vpc")->number, std::nullopt);
  EXPECT_EQ(parse_version_name("vpc@1.20")->name, "vpc");
  EXPECT_EQ(parse_version_name("vpc@1.20")->number->text(), "1.20");
}

TEST(VersionName, MaySayTheKind) {
  const auto service = parse_version_name("service/web@1.0").value();
  EXPECT_EQ(service.name, "web");
  EXPECT_EQ(service.kind, registry::TemplateKind::service);
  EXPECT_EQ(service.number->text(), "1.0");
  EXPECT_EQ(parse_version_name("environment/web")->kind, registry::TemplateKind::environment);
  EXPECT_EQ(parse_version_name("web")->kind, std::nullopt);
  for (const auto* const text : {"other/web", "/web", "service/web@"})
    EXPECT_EQ(parse_version_name(text).error().code, ErrorCode::invalid) << text;
}

TEST(VersionName, RefusesANumberThatIsNone) {
  for (const auto* const text : {"vpc@", "vpc@1", "vpc@1.x", "vpc@1.0@2.0", "vpc@latest"})
    EXPECT_EQ(parse_version_name(text).error().code, ErrorCode::invalid) << text;
}

TEST(Output, LinesUpColumns) {
  Table table({"NAME", "STATE"});
  EXPECT_TRUE(table.is_empty());
  table.add({"a-long-name", "x"});
  table.add({"\xC3\xA4", ""});
  EXPECT_FALSE(table.is_empty());
  EXPECT_EQ(printed([&] { table.print(); }),
            "NAME         STATE\n"
            "a-long-name  x\n"
            "\xC3\xA4\n");
}

TEST(Output, EscapesControlCharacters) {
  Table table({"NAME"});
  table.add({"a\x1B[31m\nb"});
  EXPECT_EQ(printed([&] { table.print(); }), "NAME\na\\x1b[31m\\x0ab\n");
  EXPECT_EQ(printed([] { print_line("a\rb\x7F"); }), "a\\x0db\\x7f\n");
}

TEST(Output, PrintsOneJsonDocument) {
  EXPECT_EQ(printed([] { print_json({{"a", 1}}); }), "{\"a\":1}\n");
}

TEST(Output, TellsResultsWithTheirHints) {
  const auto text = printed([] {
    print_results({{.name = "vpc",
                    .kind = "environment",
                    .directory = "vpc/v1",
                    .major = 1,
                    .minor = 2,
                    .outcome = "new_minor",
                    .reason = "content differs"},
                   {.name = "web",
                    .kind = "",
                    .directory = "web/v1",
                    .major = 1,
                    .minor = {},
                    .outcome = "refused",
                    .reason = "no schema",
                    .hint = "add one"}},
                  "  ");
  });
  EXPECT_EQ(text,
            "  new_minor     vpc 1.2  (vpc/v1): content differs\n"
            "  refused       web  (web/v1): no schema\n"
            "                hint: add one\n");
}

}  // namespace
}  // namespace baryon::cli
