#include "faces/proton/page_token.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <atomic>
#include <set>
#include <string>
#include <thread>

#include "faces/proton/pattern.h"
#include "unit/faces/proton/proton_support.h"

namespace baryon::faces::proton {
namespace {

using test::ProtonFixture;

PageTokens tokens() { return PageTokens(Secret("a key")); }

RC_GTEST_PROP(PageTokens, AreReadBackForTheSameOperationAndFilterAlone,
              (const std::string& place, const std::string& other)) {
  const auto token = tokens().seal("List", "filter", place);
  RC_ASSERT(is_page_token(token));
  RC_ASSERT(tokens().open("List", "filter", token) == place);
  RC_ASSERT(!tokens().open("Other", "filter", token));
  RC_ASSERT(!tokens().open("List", "filter2", token));
  RC_ASSERT(!PageTokens(Secret("another key")).open("List", "filter", token));
  if (other != place) RC_ASSERT(tokens().seal("List", "filter", other) != token);
}

RC_GTEST_PROP(PageTokens, AreNotBelievedWhenAnyCharacterIsChanged, ()) {
  auto token = tokens().seal("List", "filter", "vpc");
  const auto at = *rc::gen::inRange<std::size_t>(0, token.size());
  const auto other = *rc::gen::elementOf(std::string("ABCDEFGHabcdefgh0123+/="));
  RC_PRE(token[at] != other);
  token[at] = other;
  RC_ASSERT(!tokens().open("List", "filter", token));
}

TEST(PageTokens, DoNotMistakeOnePartForAnother) {
  const auto token = tokens().seal("List", "a", "b");
  EXPECT_FALSE(tokens().open("Lista", "", token));
  EXPECT_FALSE(tokens().open("List", "ab", token));
}

TEST(PageTokens, OfNonsenseAreNothing) {
  for (const auto* const text : {"", "a", "====", "AAAA", "AAAAAAAAAAAAAAAAAAAAAA==", "AAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    EXPECT_FALSE(tokens().open("List", "filter", text)) << text;
}

std::string name_of(int number) { return "t" + std::to_string(1000 + number); }

void make_templates(ProtonFixture& proton, int count) {
  for (int i = 0; i < count; ++i) proton.must("CreateServiceTemplate", R"({"name":")" + name_of(i) + "\"}");
}

std::string token_of(const test::ProtonAnswer& page) {
  const auto* const token = page.body.as_object().if_contains("nextToken");
  return token == nullptr ? "" : std::string(token->as_string());
}

/// The names of all pages, in order; checks that no token comes twice.
std::vector<std::string> walk(ProtonFixture& proton, int page_size) {
  std::vector<std::string> names;
  std::set<std::string> seen;
  std::string token;
  do {
    const auto page =
        proton.must("ListServiceTemplates", "{\"maxResults\":" + std::to_string(page_size) +
                                                (token.empty() ? "" : ",\"nextToken\":\"" + token + "\"") + "}");
    for (const auto& one : page.body.at("templates").as_array()) names.emplace_back(one.at("name").as_string());
    token = token_of(page);
    EXPECT_TRUE(token.empty() || seen.insert(token).second) << "a token was given twice";
  } while (!token.empty());
  return names;
}

TEST(Paging, ShowsEverythingOnceWhateverThePage) {
  ProtonFixture proton;
  make_templates(proton, 7);
  for (const int size : {1, 2, 3, 6, 7, 8, 100}) {
    const auto names = walk(proton, size);
    ASSERT_EQ(names.size(), 7U) << size;
    for (int i = 0; i < 7; ++i) EXPECT_EQ(names[static_cast<std::size_t>(i)], name_of(i)) << size;
  }
}

TEST(Paging, GivesNoTokenWithTheLastPage) {
  ProtonFixture proton;
  make_templates(proton, 4);
  EXPECT_EQ(token_of(proton.must("ListServiceTemplates", R"({"maxResults":4})")), "");
  EXPECT_NE(token_of(proton.must("ListServiceTemplates", R"({"maxResults":3})")), "");
}

TEST(Paging, ShowsAHundredItemsUnlessAskedForFewer) {
  ProtonFixture proton;
  make_templates(proton, 101);
  const auto page = proton.must("ListServiceTemplates", "{}");
  EXPECT_EQ(page.body.at("templates").as_array().size(), 100U);
  EXPECT_NE(token_of(page), "");
}

TEST(Paging, RefusesForgedAndForeignTokens) {
  ProtonFixture proton;
  make_templates(proton, 3);
  proton.must("CreateEnvironmentTemplate", R"({"name":"vpc"})");
  const auto token = token_of(proton.must("ListServiceTemplates", R"({"maxResults":1})"));
  auto forged = token;
  forged[3] = forged[3] == 'A' ? 'B' : 'A';
  const auto refused = [&](const std::string& operation, const std::string& body) {
    const auto answer = proton.call(operation, body);
    EXPECT_EQ(answer.exception(), "ValidationException") << operation << body;
    EXPECT_TRUE(answer.message().contains("nextToken")) << answer.message();
  };
  refused("ListServiceTemplates", R"({"nextToken":")" + forged + "\"}");
  refused("ListServiceTemplates", R"({"nextToken":"c2VydmljZQ=="})");
  refused("ListEnvironmentTemplates", R"({"nextToken":")" + token + "\"}");
  refused("ListServiceTemplateVersions", R"({"templateName":")" + name_of(0) + R"(","nextToken":")" + token + "\"}");
}

TEST(Paging, RefusesTokensOfAnotherTemplateMajorOrResource) {
  ProtonFixture proton;
  for (const auto* const name : {"vpc", "vpc2"}) {
    proton.must("CreateEnvironmentTemplate",
                std::string(R"({"name":")") + name + R"(","tags":[{"key":"a","value":""},{"key":"b","value":""}]})");
    for (int i = 0; i < 3; ++i)
      proton.must("CreateEnvironmentTemplateVersion",
                  std::string(R"({"templateName":")") + name +
                      R"(","source":{"s3":{"bucket":"objects","key":"k"}},"majorVersion":"1"})");
  }
  const auto versions = token_of(
      proton.must("ListEnvironmentTemplateVersions", R"({"templateName":"vpc","majorVersion":"1","maxResults":1})"));
  const auto with_token = [&](const std::string& members, const std::string& token) {
    return "{" + members + R"(,"nextToken":")" + token + "\"}";
  };
  EXPECT_EQ(
      proton.call("ListEnvironmentTemplateVersions", with_token(R"("templateName":"vpc","majorVersion":"1")", versions))
          .status,
      200);
  for (const auto* const members : {R"("templateName":"vpc2","majorVersion":"1")", R"("templateName":"vpc")"})
    EXPECT_EQ(proton.call("ListEnvironmentTemplateVersions", with_token(members, versions)).exception(),
              "ValidationException")
        << members;
  const std::string arn = "arn:aws:proton:us-east-1:000000000000:environment-template/";
  const auto tags =
      token_of(proton.must("ListTagsForResource", R"({"resourceArn":")" + arn + R"(vpc","maxResults":1})"));
  EXPECT_EQ(proton.call("ListTagsForResource", with_token(R"("resourceArn":")" + arn + "vpc\"", tags)).at("/tags"),
            R"([{"key":"b","value":""}])");
  EXPECT_EQ(proton.call("ListTagsForResource", with_token(R"("resourceArn":")" + arn + "vpc2\"", tags)).exception(),
            "ValidationException");
}

TEST(Paging, NeitherRepeatsNorLosesItemsWhileOthersAreMade) {
  ProtonFixture proton;
  make_templates(proton, 60);
  std::atomic<bool> is_done = false;
  std::thread maker([&] {  // before, between and behind those that are there
    for (int i = 0; i < 300 && !is_done; ++i)
      proton.must("CreateServiceTemplate", R"({"name":"t)" + std::to_string(900 + i) + "x\"}");
  });
  for (int round = 0; round < 5; ++round) {
    const auto names = walk(proton, 7);
    EXPECT_TRUE(std::ranges::is_sorted(names));
    EXPECT_EQ(std::ranges::adjacent_find(names), names.end());
    for (int i = 0; i < 60; ++i) EXPECT_TRUE(std::ranges::binary_search(names, name_of(i))) << name_of(i);
  }
  is_done = true;
  maker.join();
}

TEST(Paging, GoesOnBehindAnItemThatIsGone) {
  ProtonFixture proton;
  make_templates(proton, 3);
  const auto token = token_of(proton.must("ListServiceTemplates", R"({"maxResults":1})"));
  proton.must("DeleteServiceTemplate", R"({"name":")" + name_of(0) + "\"}");
  EXPECT_EQ(proton.must("ListServiceTemplates", R"({"nextToken":")" + token + "\"}").at("/templates/0/name"),
            '"' + name_of(1) + '"');
}

}  // namespace
}  // namespace baryon::faces::proton
