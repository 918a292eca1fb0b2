#include "faces/proton/pattern.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <regex>
#include <string>
#include <vector>

namespace baryon::faces::proton {
namespace {

struct PatternCase {
  std::string name;
  const Pattern* pattern;
  std::string matching;  // separated by spaces
  std::string others;
};

class Patterns : public ::testing::TestWithParam<PatternCase> {};

std::vector<std::string> words(const std::string& text) {
  std::vector<std::string> out;
  std::string word;
  for (const char c : text + " ")
    if (c == ' ')
      out.push_back(std::exchange(word, ""));
    else
      word += c;
  return out;
}

TEST_P(Patterns, TakesWhatTheModelTakes) {
  const auto& pattern = *GetParam().pattern;
  for (const auto& word : words(GetParam().matching)) EXPECT_TRUE(pattern.matches(word)) << '\'' << word << '\'';
  for (const auto& word : words(GetParam().others)) EXPECT_FALSE(pattern.matches(word)) << '\'' << word << '\'';
}

TEST_P(Patterns, TakesNoLineEndBehindAValue) {
  // Where `$` also matches before a last line feed, as in Java, validators that search instead of match let it in.
  const auto& pattern = *GetParam().pattern;
  EXPECT_FALSE(pattern.matches(words(GetParam().matching)[0] + "\n"));
}

INSTANTIATE_TEST_SUITE_P(
    Model, Patterns,
    ::testing::Values(
        PatternCase{"resource_name", &patterns::resource_name, "a 0 Z a-b a_b 9-_ A1-",
                    " -a _a a.b a/b \xC3\xA4 a\xC3\xA4 a\tb"},
        PatternCase{"version_part", &patterns::version_part, "0 1 10 99999999999999999999",
                    " 00 01 -1 +1 1.0 a 1a \xD9\xA1"},
        PatternCase{"arn", &patterns::arn,
                    "arn:aws:proton:us-east-1:123456789012:environment-template/a "
                    "arn:aws-cn:proton::123456789012:a arn:aws-us-gov:kms:x:000000000000:a/b:c/d:1.0 "
                    "arn:aws:proton:us-east-1:123456789012:a+=,.@-_",
                    " arn arn:aws arn:azure:proton:us-east-1:123456789012:a arn:aws::us-east-1:123456789012:a "
                    "arn:aws:proton:us-east-1:12345678901:a arn:aws:proton:us-east-1:1234567890123:a "
                    "arn:aws:proton:us-east-1:123456789012: arn:aws:proton:us-east-1:123456789012:a/ "
                    "arn:aws:proton:us-east-1:123456789012:/a arn:aws:proton:us-east-1:123456789012:a//b "
                    "arn:aws:proton:us-east-1:123456789012:a::b arn:aws:proton:us_east:123456789012:a "
                    "xarn:aws:proton:us-east-1:123456789012:a arn:aws:proton:us-east-1:123456789012:a\xC3\xA4"},
        PatternCase{"client_token", &patterns::client_token, "! ~ aZ0!~", "\x7F \xC3\xA4 a\x01"},
        PatternCase{"bucket_name", &patterns::bucket_name, "abc a-b a.b 0-9 a..b", " ab A-b .ab ab. -ab ab- a_b"},
        PatternCase{"page_token", &patterns::page_token, "a A+/= ====", " - _ a-b a_b"},
        PatternCase{"tag_text", &patterns::tag_text, "a aZ0_.:/=+-@ \xC3\xA4", "# a&b a,b \x7F a\x01"}),
    [](const auto& tested) { return tested.param.name; });

TEST(Patterns, TakeAnEmptyClientTokenAndTagText) {
  EXPECT_TRUE(patterns::client_token.matches(""));
  EXPECT_FALSE(patterns::client_token.matches(" "));
  EXPECT_TRUE(patterns::tag_text.matches(""));
  EXPECT_TRUE(patterns::tag_text.matches("a b"));
}

/// Text made of the characters at which the patterns change their mind.
rc::Gen<std::string> near_miss() {
  return rc::gen::container<std::string>(rc::gen::elementOf(std::string("aZ09:/-_.+=@, 1arn")));
}

// The matchers against the pattern texts themselves, run as regular expressions on text that we made.
RC_GTEST_PROP(PatternProperty, AgreesWithARegularExpression, ()) {
  const auto text = *near_miss();
  for (const auto* const pattern : {&patterns::resource_name, &patterns::version_part, &patterns::client_token,
                                    &patterns::bucket_name, &patterns::page_token})
    RC_ASSERT(pattern->matches(text) == std::regex_match(text, std::regex(std::string(pattern->text))));
}

RC_GTEST_PROP(PatternProperty, AgreesOnTheResourceOfAnArn, ()) {
  const auto text = "arn:aws:proton:us-east-1:123456789012:" + *near_miss();
  RC_ASSERT(patterns::arn.matches(text) == std::regex_match(text, std::regex(std::string(patterns::arn.text))));
}

}  // namespace
}  // namespace baryon::faces::proton
