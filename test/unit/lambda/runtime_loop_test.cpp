#include "lambda/runtime_loop.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "net/http_server.h"

namespace baryon::lambda {
namespace {

// The Runtime API of a Lambda that has some events; then it ends the function.
class Runtime {
 public:
  Runtime() {
    auto opened = net::HttpServer::open({.listen = "127.0.0.1:0"},
                                        [this](net::Request request, net::Reply reply) { reply(answer(request)); });
    server_ = *std::move(opened);
    server_->start();
  }

  ~Runtime() { server_->stop(std::chrono::seconds(1)); }
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;

  void has(std::string event) { events_.push_back(std::move(event)); }
  void answers_reports_with(int status) { report_status_ = status; }
  void gives_no(const std::string& header) { left_out_ = header; }

  [[nodiscard]] std::string address() const { return server_->address(); }
  [[nodiscard]] std::vector<net::Request> posts() {
    const std::lock_guard lock(mutex_);
    return posts_;
  }

 private:
  net::Response answer(const net::Request& request) {
    const std::lock_guard lock(mutex_);
    if (request.method == "POST") {
      posts_.push_back(request);
      return net::Response::json(request.path.ends_with("/response") ? report_status_ : 202, R"({"status":"OK"})");
    }
    if (request.path != "/2018-06-01/runtime/invocation/next" || events_.empty())
      return net::Response::json(500, "no more");
    auto response = net::Response::json(200, events_.front());
    events_.pop_front();
    for (const auto& [name, value] : {std::pair<std::string, std::string>("Lambda-Runtime-Aws-Request-Id", "id-1"),
                                      {"Lambda-Runtime-Deadline-Ms", "1790000000123"},
                                      {"Lambda-Runtime-Trace-Id", "Root=1-5bef4de7;Sampled=1"},
                                      {"Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:1:function:b"}})
      if (name != left_out_) response.headers.add(name, value);
    return response;
  }

  std::mutex mutex_;
  std::deque<std::string> events_;
  std::vector<net::Request> posts_;
  std::string left_out_;
  int report_status_ = 202;
  std::unique_ptr<net::HttpServer> server_;
};

Error run(Runtime& runtime, const Work& work) {
  ::testing::internal::CaptureStderr();
  RuntimeApi api(runtime.address());
  auto error = run_loop(api, work);
  static_cast<void>(::testing::internal::GetCapturedStderr());
  return error;
}

std::string trace() {
  const char* const value = std::getenv("_X_AMZN_TRACE_ID");
  return value == nullptr ? "" : value;
}

TEST(RuntimeLoop, AnswersEventsUntilTheApiEndsIt) {
  Runtime runtime;
  runtime.has("1");
  runtime.has("2");
  const auto end = run(runtime, [](const Invocation& invocation) { return "[" + invocation.event + "]"; });
  EXPECT_EQ(end.code, ErrorCode::unavailable);
  const auto posts = runtime.posts();
  ASSERT_EQ(posts.size(), 2U);
  EXPECT_EQ(posts[0].path, "/2018-06-01/runtime/invocation/id-1/response");
  EXPECT_EQ(posts[0].body, "[1]");
  EXPECT_EQ(posts[1].body, "[2]");
}

TEST(RuntimeLoop, HandsOverWhatTheHeadersSay) {
  Runtime runtime;
  runtime.has("{}");
  Invocation seen;
  std::string traced;
  run(runtime, [&](const Invocation& invocation) {
    seen = invocation;
    traced = trace();
    return "{}";
  });
  EXPECT_EQ(seen.request_id, "id-1");
  EXPECT_EQ(to_millis(seen.deadline), 1790000000123);
  EXPECT_EQ(seen.function_arn, "arn:aws:lambda:eu-west-1:1:function:b");
  EXPECT_EQ(traced, "Root=1-5bef4de7;Sampled=1");
}

TEST(RuntimeLoop, ForgetsTheTraceOfTheEventBefore) {
  Runtime runtime;
  runtime.gives_no("Lambda-Runtime-Trace-Id");
  runtime.has("{}");
  ::setenv("_X_AMZN_TRACE_ID", "of before", 1);
  std::string traced = "nothing ran";
  run(runtime, [&](const Invocation&) {
    traced = trace();
    return "{}";
  });
  EXPECT_EQ(traced, "");
}

TEST(RuntimeLoop, ReportsErrorsAndGoesOn) {
  Runtime runtime;
  runtime.has("1");
  runtime.has("2");
  run(runtime, [](const Invocation& invocation) -> Result<std::string> {
    if (invocation.event == "2") return "fine";
    return fail(ErrorCode::invalid, "no such thing", "do another");
  });
  const auto posts = runtime.posts();
  ASSERT_EQ(posts.size(), 2U);
  EXPECT_EQ(posts[0].path, "/2018-06-01/runtime/invocation/id-1/error");
  EXPECT_EQ(posts[0].headers.find("Lambda-Runtime-Function-Error-Type"), "Baryon.invalid");
  EXPECT_EQ(posts[0].body,
            R"json({"errorMessage":"no such thing (do another)","errorType":"Baryon.invalid","stackTrace":[]})json");
  EXPECT_EQ(posts[1].body, "fine");
}

TEST(RuntimeLoop, ReportsExceptionsAsErrors) {
  Runtime runtime;
  runtime.has("1");
  run(runtime, [](const Invocation&) -> Result<std::string> { throw std::runtime_error("lost"); });
  ASSERT_EQ(runtime.posts().size(), 1U);
  EXPECT_NE(runtime.posts()[0].body.find("Baryon.internal"), std::string::npos);
}

TEST(RuntimeLoop, ReportsAnswersThatAreTooLarge) {
  Runtime runtime;
  runtime.has("1");
  run(runtime, [](const Invocation&) { return std::string(max_answer_bytes + 1, 'x'); });
  ASSERT_EQ(runtime.posts().size(), 1U);
  EXPECT_TRUE(runtime.posts()[0].path.ends_with("/error"));
  EXPECT_NE(runtime.posts()[0].body.find("Baryon.too_large"), std::string::npos);
}

TEST(RuntimeLoop, ReportsAnswersThatTheApiRefusesAsTooLarge) {
  Runtime runtime;
  runtime.has("1");
  runtime.answers_reports_with(413);
  run(runtime, [](const Invocation&) { return "{}"; });
  ASSERT_EQ(runtime.posts().size(), 2U);
  EXPECT_TRUE(runtime.posts()[1].path.ends_with("/error"));
}

TEST(RuntimeLoop, EndsWhenTheApiRefusesAnAnswer) {
  Runtime runtime;
  runtime.has("1");
  runtime.has("2");
  runtime.answers_reports_with(403);
  int count = 0;
  const auto end = run(runtime, [&](const Invocation&) {
    ++count;
    return "{}";
  });
  EXPECT_EQ(count, 1);
  EXPECT_NE(end.message.find("403"), std::string::npos);
}

TEST(RuntimeLoop, EndsOnEventsWithoutTheirHeaders) {
  for (const auto* const header : {"Lambda-Runtime-Aws-Request-Id", "Lambda-Runtime-Deadline-Ms"}) {
    Runtime runtime;
    runtime.gives_no(header);
    runtime.has("1");
    const auto end = run(runtime, [](const Invocation&) { return "{}"; });
    EXPECT_NE(end.message.find(header), std::string::npos) << end.message;
    EXPECT_TRUE(runtime.posts().empty());
  }
}

TEST(RuntimeApi, ReportsThatTheFunctionCannotStart) {
  Runtime runtime;
  RuntimeApi api(runtime.address());
  ASSERT_TRUE(api.report_start_error({.code = ErrorCode::configuration, .message = "no secret"}));
  ASSERT_EQ(runtime.posts().size(), 1U);
  EXPECT_EQ(runtime.posts()[0].path, "/2018-06-01/runtime/init/error");
}

TEST(RuntimeApi, SaysWhereItCannotBeReached) {
  const auto next = RuntimeApi("127.0.0.1:1").next();
  ASSERT_FALSE(next);
  EXPECT_EQ(next.error().code, ErrorCode::unavailable);
  EXPECT_NE(next.error().message.find("127.0.0.1:1"), std::string::npos);
  EXPECT_EQ(RuntimeApi("nowhere").next().error().code, ErrorCode::invalid);
}

}  // namespace
}  // namespace baryon::lambda
