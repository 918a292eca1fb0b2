#include "net/router.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "net/message.h"

namespace baryon::net {
namespace {

using Parts = std::vector<std::string>;

class Routes : public ::testing::Test {
 protected:
  Routes() {
    add("GET", "/");
    add("POST", "/");
    add("GET", "/healthz");
    add("POST", "/hook");
    add("GET", "/templates/{name}");
    add("GET", "/api/{rest*}");
  }

  Response answer(const std::string& method, const std::string& path) {
    Response out;
    Request request;
    request.method = method;
    request.path = path;
    router_.handle(std::move(request), [&](Response response) { out = std::move(response); });
    return out;
  }

 private:
  void add(const std::string& method, const std::string& pattern) {
    router_.add(method, pattern,
                [name = method + " " + pattern](const Request&, Reply reply) { reply(Response::text(200, name)); });
  }

  Router router_;
};

TEST_F(Routes, FindTheHandlerByMethodAndPath) {
  EXPECT_EQ(answer("GET", "/").body, "GET /");
  EXPECT_EQ(answer("POST", "/").body, "POST /");
  EXPECT_EQ(answer("GET", "/templates/vpc").body, "GET /templates/{name}");
  EXPECT_EQ(answer("GET", "/api/v1/a/b").body, "GET /api/{rest*}");
}

TEST_F(Routes, AnswerHeadAsGet) { EXPECT_EQ(answer("HEAD", "/healthz").body, "GET /healthz"); }

TEST_F(Routes, SayThatThereIsNothing) {
  for (const auto* const path : {"/nothing", "/templates", "/templates/a/b", "/HEALTHZ", "", "/healthz/x"})
    EXPECT_EQ(answer("GET", path).status, 404) << path;
}

TEST_F(Routes, SayWhichMethodsThereAre) {
  const auto response = answer("GET", "/hook");
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(response.headers.find("Allow"), "POST");
  EXPECT_EQ(answer("DELETE", "/").headers.find("Allow"), "GET, POST");
  EXPECT_EQ(answer("HEAD", "/hook").status, 405);
}

TEST(RouterMatch, GivesThePartsInOrder) {
  EXPECT_EQ(Router::match("/t/{name}/v/{version}", "/t/vpc/v/1.0"), (Parts{"vpc", "1.0"}));
  EXPECT_EQ(Router::match("/t/{name}", "/t/vpc"), Parts{"vpc"});
  EXPECT_EQ(Router::match("/t", "/t"), Parts{});
  EXPECT_EQ(Router::match("/x/{what*}", "/x/PROJECT/repo"), Parts{"PROJECT/repo"});
}

TEST(RouterMatch, TakesNoEmptySegment) {
  EXPECT_EQ(Router::match("/t/{name}", "/t/"), std::nullopt);
  EXPECT_EQ(Router::match("/t/{name}/v", "/t//v"), std::nullopt);
  EXPECT_EQ(Router::match("/t/{name}", "/t"), std::nullopt);
  EXPECT_EQ(Router::match("/t/{name}", "/t/a/b"), std::nullopt);
}

TEST(Headers, CompareNamesWithoutRegardToCase) {
  Headers headers{{"X-One", "1"}, {"x-one", "2"}};
  EXPECT_EQ(headers.find("X-ONE"), "1");
  EXPECT_EQ(headers.count("x-One"), 2U);
  EXPECT_EQ(headers.find("X-Two"), std::nullopt);
}

TEST(RequestParameter, IsDecoded) {
  Request request;
  request.query = "state=dead&repo=PLAT%2Finfra%20x&empty=&state=other";
  EXPECT_EQ(request.parameter("state"), "dead");
  EXPECT_EQ(request.parameter("repo"), "PLAT/infra x");
  EXPECT_EQ(request.parameter("empty"), "");
  EXPECT_EQ(request.parameter("none"), std::nullopt);
  request.query = "a=%zz";
  EXPECT_EQ(request.parameter("a"), std::nullopt);
}

}  // namespace
}  // namespace baryon::net
