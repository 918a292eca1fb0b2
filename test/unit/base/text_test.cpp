#include "base/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>

namespace baryon {
namespace {

TEST(Text, KnowsWellFormedUtf8) {
  for (const auto* const text : {"", "ascii", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                                 "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF", "a\xE6\x97\xA5z"})
    EXPECT_TRUE(is_utf8(text)) << text;
}

TEST(Text, KnowsIllFormedUtf8) {
  for (const auto* const text :
       {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2z", "\xE0\x9F\xBF", "\xE6\x97", "\xED\xA0\x80",
        "\xED\xBF\xBF", "\xF0\x8F\xBF\xBF", "\xF0\x90\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFE", "\xFF"})
    EXPECT_FALSE(is_utf8(text)) << text;
}

TEST(Text, FindsControlCharacters) {
  EXPECT_TRUE(has_control_character(std::string_view("a\0b", 3)));
  EXPECT_TRUE(has_control_character("a\x7F"));
  EXPECT_TRUE(has_control_character("a\n"));
  EXPECT_FALSE(has_control_character("a b\xC3\xA4"));
}

TEST(Text, EscapesWhatATerminalWouldObey) {
  EXPECT_EQ(escape_for_display("a\x1B[31m\\b\xFF\xC3\xA4"), "a\\x1b[31m\\x5cb\\xff\xC3\xA4");
}

TEST(Text, ShowsWhatWouldBeInvisibleOrTurnTheDirectionOfWriting) {
  EXPECT_EQ(escape_for_display("a\u202Eb"), "a\\xe2\\x80\\xaeb");
  EXPECT_EQ(escape_for_display("\u009B\u00AD\u061C"), "\\xc2\\x9b\\xc2\\xad\\xd8\\x9c");
  EXPECT_EQ(escape_for_display("\u200B\uFEFF"), "\\xe2\\x80\\x8b\\xef\\xbb\\xbf");
  EXPECT_EQ(escape_for_display("\U000E0041"), "\\xf3\\xa0\\x81\\x81");
  EXPECT_EQ(escape_for_display("\u00A0\u0627\u05D0\u2010\U0001F600"), "\u00A0\u0627\u05D0\u2010\U0001F600");
}

TEST(Text, ShortensLongText) {
  EXPECT_EQ(escape_for_display("abcdef", 6), "abcdef");
  EXPECT_EQ(escape_for_display("abcdefg", 6), "abcdef...");
  EXPECT_EQ(escape_for_display("abcde\xC3\xA4", 6), "abcde...");
}

RC_GTEST_PROP(Text, ShowsAnyBytesAsCleanUtf8, (const std::string& bytes)) {
  const auto shown = escape_for_display(bytes);
  RC_ASSERT(is_utf8(shown));
  RC_ASSERT(!has_control_character(shown));
  RC_ASSERT(shown.size() <= 203U);
}

}  // namespace
}  // namespace baryon
