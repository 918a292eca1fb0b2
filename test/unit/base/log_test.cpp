#include "base/log.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

namespace baryon::log {
namespace {

// What is written to standard error while it lives.
class Log : public ::testing::Test {
 protected:
  void SetUp() override { ::testing::internal::CaptureStderr(); }
  void TearDown() override {
    configure(Level::info, Format::text);
    if (!is_taken_) static_cast<void>(::testing::internal::GetCapturedStderr());
  }

  std::string taken() {
    is_taken_ = true;
    return ::testing::internal::GetCapturedStderr();
  }

 private:
  bool is_taken_ = false;
};

TEST_F(Log, WritesOneLineWithFields) {
  configure(Level::info, Format::text);
  info("sync finished", {{"sync", "01j"}, {"attempt", 2}, {"reason", "all is well"}, {"hint", ""}});
  const auto line = taken();
  EXPECT_TRUE(line.ends_with(" info sync finished sync=01j attempt=2 reason=\"all is well\" hint=\"\"\n")) << line;
  EXPECT_EQ(line.find('Z'), 23U) << line;
}

TEST_F(Log, EscapesControlCharactersSoThatNobodyForgesLines) {
  configure(Level::info, Format::text);
  info("delivery", {{"remote", std::string("a\nb\r\tc\x1B[31m\x00", 12)}});
  const auto line = taken();
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  for (const char control : {'\r', '\t', '\x1B', '\0'}) EXPECT_EQ(line.find(control), std::string::npos);
  EXPECT_TRUE(line.contains(R"(remote="a\nb\r\tc\u001b[31m)")) << line;
}

TEST_F(Log, EscapesTheDeleteCharacter) {
  configure(Level::info, Format::text);
  info("delivery", {{"remote", "a\x7F"}});
  EXPECT_EQ(taken().find('\x7F'), std::string::npos);
}

TEST_F(Log, QuotesWhatWouldReadLikeAnotherField) {
  configure(Level::info, Format::text);
  info("x", {{"a", "b=c"}, {"d", "\"e\""}});
  EXPECT_TRUE(taken().contains(R"(a="b=c" d="\"e\"")"));
}

TEST_F(Log, WritesAJsonObjectALine) {
  configure(Level::info, Format::json);
  warning("odd \"thing\"", {{"text", "a\nb"}, {"count", 3}});
  const auto object = boost::json::parse(taken()).as_object();
  EXPECT_EQ(object.at("level").as_string(), "warning");
  EXPECT_EQ(object.at("event").as_string(), "odd \"thing\"");
  EXPECT_EQ(object.at("text").as_string(), "a\nb");
  EXPECT_EQ(object.at("count").as_int64(), 3);
}

TEST_F(Log, KeepsQuietBelowItsLevel) {
  configure(Level::warning, Format::text);
  debug("no");
  info("no");
  warning("yes");
  error("yes");
  const auto lines = taken();
  EXPECT_FALSE(lines.contains("no"));
  EXPECT_EQ(std::ranges::count(lines, '\n'), 2);
}

TEST_F(Log, KeepsLinesOfThreadsApart) {
  configure(Level::info, Format::text);
  constexpr int each = 200;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([] {
        for (int i = 0; i < each; ++i) info("event", {{"text", std::string(100, 'x')}});
      });
  }
  const auto lines = taken();
  EXPECT_EQ(std::ranges::count(lines, '\n'), 4 * each);
  std::size_t begin = 0;
  while (begin < lines.size()) {
    const auto end = lines.find('\n', begin);
    EXPECT_TRUE(lines.substr(begin, end - begin).ends_with(" info event text=" + std::string(100, 'x')));
    begin = end + 1;
  }
}

TEST(LogWords, ReadsLevelsAndFormats) {
  EXPECT_EQ(parse_level("debug"), Level::debug);
  EXPECT_EQ(parse_level("error"), Level::error);
  EXPECT_FALSE(parse_level("loud").has_value());
  EXPECT_FALSE(parse_level("INFO").has_value());
  EXPECT_EQ(parse_format("json"), Format::json);
  EXPECT_FALSE(parse_format("xml").has_value());
  EXPECT_EQ(to_string(Level::warning), "warning");
}

}  // namespace
}  // namespace baryon::log
