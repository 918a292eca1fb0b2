#include "registry/proton/remote_library.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "net/http_server.h"
#include "unit/registry/library_suite.h"
#include "unit/registry/proton/no_pauses.h"
#include "unit/support/manual_clock.h"

namespace baryon::registry::proton {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

constexpr std::string_view account = "arn:aws:proton:eu-west-1:123456789012:";

std::string template_text(const std::string& name) {
  return R"({"arn":")" + std::string(account) + "environment-template/" + name + R"(","name":")" + name +
         R"(","createdAt":1,"lastModifiedAt":1})";
}

/// A library whose other side says what a test has put down for it.
class AnswersOfAnotherRegistry : public testing::Test {
 protected:
  AnswersOfAnotherRegistry() {
    auto opened = net::HttpServer::open({.listen = "127.0.0.1:0"}, [this](net::Request request, net::Reply reply) {
      const std::lock_guard lock(mutex_);
      bodies_.push_back(std::move(request.body));
      auto answer = answers_.empty() ? std::string("{}") : std::move(answers_.front());
      if (!answers_.empty()) answers_.pop_front();
      reply(net::Response::json(200, std::move(answer)));
    });
    EXPECT_TRUE(opened.has_value());
    server_ = *std::move(opened);
    server_->start();
    client_ = std::make_unique<Client>(ClientOptions{.endpoint = {.url = "http://" + server_->address()}}, credentials_,
                                       pauses_, clock_);
    library_ = std::make_unique<RemoteLibrary>(*client_);
  }

  void will_answer(std::string body) { answers_.push_back(std::move(body)); }
  std::vector<std::string> bodies() {
    const std::lock_guard lock(mutex_);
    return bodies_;
  }

  std::unique_ptr<RemoteLibrary> library_;

 private:
  test::ManualClock clock_;
  test::NoPauses pauses_;
  aws::FixedCredentials credentials_{{.access_key_id = "NEAR", .secret = Secret("secret")}};
  std::mutex mutex_;
  std::vector<std::string> bodies_;
  std::deque<std::string> answers_;
  std::unique_ptr<net::HttpServer> server_;
  std::unique_ptr<Client> client_;
};

TEST_F(AnswersOfAnotherRegistry, AreReadPageByPageAndPutInOrder) {
  will_answer(R"({"templates":[)" + template_text("c") + "," + template_text("a") + R"(],"nextToken":"more"})");
  will_answer(R"({"templates":[)" + template_text("b") + "]}");
  const auto found = library_->list_templates(TemplateKind::environment, "a", 10).value();
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].name, "b");
  EXPECT_EQ(found[1].name, "c");
  EXPECT_THAT(bodies(), ElementsAre(R"({"maxResults":100})", R"({"maxResults":100,"nextToken":"more"})"));
}

TEST_F(AnswersOfAnotherRegistry, EndWhereATokenComesTwice) {
  const auto page = R"({"templates":[],"nextToken":"same"})";
  for (int i = 0; i < 3; ++i) will_answer(page);
  EXPECT_TRUE(library_->list_templates(TemplateKind::service, "", 10).has_value());
  EXPECT_THAT(bodies(), SizeIs(2));
}

TEST_F(AnswersOfAnotherRegistry, AreRefusedWhereTheyNeverEnd) {
  for (std::size_t i = 0; i < RemoteLibrary::most_pages; ++i)
    will_answer(R"({"templates":[],"nextToken":")" + std::to_string(i) + "\"}");
  EXPECT_EQ(code_of(library_->list_templates(TemplateKind::service, "", 10)), ErrorCode::too_large);
}

TEST_F(AnswersOfAnotherRegistry, AreNamedWhereTheyAreWrong) {
  will_answer(R"({"environmentTemplate":{"name":"vpc"}})");
  const auto refused = library_->template_of(vpc);
  EXPECT_EQ(refused.error().code, ErrorCode::corrupt);
  EXPECT_THAT(refused.error().message,
              HasSubstr("to GetEnvironmentTemplate: environmentTemplate.createdAt is missing"));
  const auto empty = library_->version_of(vpc, {.major = 1, .minor = 0});
  EXPECT_THAT(empty.error().message, HasSubstr("environmentTemplateVersion is missing"));
}

TEST_F(AnswersOfAnotherRegistry, TellTheAccountThatTagsAreFor) {
  will_answer(R"({"environmentTemplate":)" + template_text("vpc") + "}");
  will_answer(R"({"tags":[{"key":"a","value":"b"}]})");
  will_answer("{}");
  EXPECT_THAT(*library_->list_tags({.template_key = vpc}, "", 10), SizeIs(1));
  ASSERT_TRUE(
      library_
          ->tag({.template_key = web, .version = VersionNumber{.major = 2, .minor = 3}}, {{.key = "a", .value = "b"}})
          .has_value());
  EXPECT_THAT(bodies().at(1), HasSubstr(std::string(account) + "environment-template/vpc\""));
  EXPECT_THAT(bodies().at(2), HasSubstr(std::string(account) + "service-template/web:2.3\""));
}

TEST_F(AnswersOfAnotherRegistry, WithTheNameOfSomethingElseAreNotUsed) {
  will_answer(R"({"environmentTemplate":)" + template_text("other") + "}");
  EXPECT_EQ(code_of(library_->list_tags({.template_key = vpc}, "", 10)), ErrorCode::corrupt);
}

TEST_F(AnswersOfAnotherRegistry, AreAskedForWithATokenOfTheirOwn) {
  const NewVersion wanted{.template_key = vpc, .source = {.bucket = "objects", .key = "k"}};
  for (int i = 0; i < 2; ++i) EXPECT_FALSE(library_->begin_version(wanted).has_value());
  EXPECT_THAT(bodies().at(0), HasSubstr("clientToken"));
  EXPECT_NE(bodies().at(0), bodies().at(1));
}

TEST_F(AnswersOfAnotherRegistry, CannotBeGivenFromHere) {
  EXPECT_TRUE(library_->pending_versions(10)->empty());
  const PendingVersion pending{.template_key = vpc, .number = {.major = 1, .minor = 0}, .source = {}};
  EXPECT_EQ(code_of(library_->finish_version(pending, bundle_of(vpc, "digest"), "key")), ErrorCode::unsupported);
  EXPECT_EQ(code_of(library_->fail_version(pending, "no")), ErrorCode::unsupported);
  EXPECT_THAT(bodies(), SizeIs(0));
}

}  // namespace
}  // namespace baryon::registry::proton
