#include "bundle/finding_json.h"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace baryon::bundle {
namespace {

TEST(FindingJson, GivesBackWhatItWrote) {
  const std::vector<Finding> findings{
      {.rule = "schema-unknown-type",
       .severity = Severity::error,
       .file = "schema/schema.yaml",
       .place = {.line = 3, .column = 7},
       .message = "type 'strng' with \"quotes\" and \xC3\xA4",
       .hint = "did you mean string?"},
      {.rule = "layout-customer-managed", .severity = Severity::note, .file = {}, .message = "no infrastructure"}};
  const auto read = findings_from_json(boost::json::serialize(to_json(findings)));
  ASSERT_TRUE(read.has_value()) << read.error().text();
  EXPECT_EQ(*read, findings);
}

TEST(FindingJson, LeavesNullWhatIsNotKnown) {
  const auto json = to_json(Finding{.rule = "r", .severity = Severity::warning, .file = {}, .message = "m"});
  EXPECT_EQ(boost::json::serialize(json),
            R"({"rule":"r","severity":"warning","file":null,"line":null,"column":null,"message":"m","hint":null})");
}

TEST(FindingJson, RefusesWhatIsDamaged) {
  for (const auto* const text : {"", "{}", "[1]", "[{}]", R"([{"rule":1}])", "[{\"rule\":\"r\""})
    EXPECT_EQ(findings_from_json(text).error().code, ErrorCode::corrupt) << text;
}

TEST(Finding, IsTextWithWhatIsKnownOfItsPlace) {
  Finding finding{.rule = "r", .file = {}, .message = "m"};
  EXPECT_EQ(finding.text(), "m");
  finding.file = "a.tf";
  EXPECT_EQ(finding.text(), "a.tf: m");
  finding.place = {.line = 2};
  EXPECT_EQ(finding.text(), "a.tf:2: m");
  finding.place = {.line = 2, .column = 5};
  EXPECT_EQ(finding.text(), "a.tf:2:5: m");
}

TEST(Finding, EscapesTheNameOfItsFile) {
  const Finding finding{.rule = "r", .file = "a\n\x1b[2J.tf", .message = "m"};
  EXPECT_EQ(finding.text(), "a\\x0a\\x1b[2J.tf: m");
}

}  // namespace
}  // namespace baryon::bundle
