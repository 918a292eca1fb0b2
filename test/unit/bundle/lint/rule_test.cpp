#include "bundle/lint/rule.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "bundle/lint/report.h"

namespace baryon::bundle::lint {
namespace {

TEST(Rules, HaveIdsOfTheirOwnInOneForm) {
  std::set<std::string_view> ids;
  for (const auto& group : rule_groups())
    for (const auto& rule : group.rules) {
      EXPECT_TRUE(ids.insert(rule.id).second) << rule.id;
      EXPECT_EQ(rule.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"), std::string_view::npos) << rule.id;
      EXPECT_EQ(find_rule(rule.id), &rule);
    }
  EXPECT_GT(ids.size(), 50U);
  EXPECT_EQ(find_rule("no-such-rule"), nullptr);
}

TEST(Rules, SayWhatAndWhyInOneLine) {
  for (const auto& group : rule_groups())
    for (const auto& rule : group.rules)
      for (const auto text : {rule.title, rule.why}) {
        EXPECT_FALSE(text.empty()) << rule.id;
        EXPECT_FALSE(text.contains('\n') || text.contains('|')) << rule.id << ": breaks a table";
      }
}

constexpr Rule bad{.id = "bad", .severity = Severity::error, .title = "t", .why = "w"};
constexpr Rule odd{.id = "odd", .severity = Severity::warning, .title = "t", .why = "w"};

TEST(Report, SortsByFileAndPlace) {
  Report report;
  report.add(odd, "b", {.line = 1}, "third");
  report.add(odd, "a", {.line = 2, .column = 1}, "second");
  report.add(bad, "a", {.line = 1, .column = 9}, "first");
  EXPECT_TRUE(report.has_errors());
  const auto findings = report.take();
  ASSERT_EQ(findings.size(), 3U);
  EXPECT_EQ(findings[0].message, "first");
  EXPECT_EQ(findings[2].message, "third");
}

TEST(Report, NeverLosesTheErrorsAmongManyWarnings) {
  Report report;
  for (int i = 0; i < 500; ++i) report.add(odd, "a", {.line = i + 1}, "odd");
  report.add(bad, "b", {}, "bad");
  const auto findings = report.take();
  EXPECT_EQ(findings.size(), Report::most + 2);
  EXPECT_TRUE(has_error(findings));
  EXPECT_EQ(findings.back().rule, "findings-left-out");
  EXPECT_EQ(findings.back().message, "400 more findings are not shown");
}

}  // namespace
}  // namespace baryon::bundle::lint
