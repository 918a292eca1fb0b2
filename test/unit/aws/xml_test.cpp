#include "aws/xml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace baryon::aws {
namespace {

using ::testing::HasSubstr;

TEST(Xml, ReadsElementsAndTheirText) {
  const auto root = parse_xml(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a:List xmlns:a=\"x\"><Key>one &amp; \xC3\xBC</Key>\n"
      "<Key>two</Key><Empty/></a:List>");
  ASSERT_TRUE(root) << root.error().text();
  EXPECT_EQ(root->name, "List");
  ASSERT_EQ(root->children.size(), 3);
  EXPECT_EQ(root->text_of("Key"), "one & \xC3\xBC");
  EXPECT_EQ(root->children[1].text, "two");
  EXPECT_EQ(root->text_of("Empty"), "");
  EXPECT_EQ(root->text_of("Absent"), "");
  EXPECT_EQ(root->child("Absent"), nullptr);
}

TEST(Xml, RefusesWhatIsNotXml) {
  for (const auto* text :
       {"", " ", "text", "<a>", "<a></b>", "<a/><b/>", "<a>&unknown;</a>", "<!doctype html><p>Hi<br>"})
    EXPECT_EQ(parse_xml(text).error().code, ErrorCode::invalid) << text;
}

TEST(Xml, RefusesDocumentTypesAndTheirEntities) {
  const auto bomb = parse_xml("<!DOCTYPE a [<!ENTITY x \"xxxx\"><!ENTITY y \"&x;&x;&x;\">]><a>&y;</a>");
  ASSERT_FALSE(bomb);
  EXPECT_THAT(bomb.error().message, HasSubstr("document type"));
  EXPECT_FALSE(parse_xml("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>"));
}

TEST(Xml, NamesTheLimitThatIsPassed) {
  std::string deep;
  for (int i = 0; i < 17; ++i) deep += "<a>";
  EXPECT_THAT(parse_xml(deep).error().message, HasSubstr("xml_depth"));
  EXPECT_THAT(parse_xml("<a><b/><b/></a>", {.xml_elements = 2}).error().message, HasSubstr("xml_elements"));
  EXPECT_THAT(parse_xml("<a>12345</a>", {.xml_bytes = 5}).error().message, HasSubstr("xml_bytes"));
  EXPECT_EQ(parse_xml("<a>12345</a>", {.xml_bytes = 5}).error().code, ErrorCode::too_large);
}

TEST(Xml, EscapedTextComesBack) {
  const std::string text = "a<b>&\"'\xC3\xBC]]>";
  EXPECT_EQ(parse_xml("<a>" + escape_xml(text) + "</a>")->text, text);
}

}  // namespace
}  // namespace baryon::aws
