// The operation on a line, then the body, from a caller who may do everything: validation and dispatch on a library in
// memory that holds a template of each kind with a version, and on a database for what is synced, emptied each time.
// The answer's token, where there is one, is sent back.
#include <boost/json.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/log.h"
#include "faces/proton/proton_api.h"
#include "unit/faces/proton/library_double.h"

namespace {

using namespace baryon;
namespace json = boost::json;

void require(bool condition) {
  if (!condition) std::abort();
}

/// In a directory of its own, which stays behind.
std::unique_ptr<db::Database> make_database() {
  auto directory = (std::filesystem::temp_directory_path() / "baryon-fuzz-XXXXXX").string();
  require(::mkdtemp(directory.data()) != nullptr);
  auto opened = db::Database::open("sqlite:" + directory + "/fuzz.db");
  require(opened.has_value());
  return *std::move(opened);
}

db::Database& emptied_database() {
  static const auto database = make_database();
  const auto emptied = database->writer().write([](db::Session& session) -> Result<void> {
    BARYON_CHECK(session.execute("DELETE FROM template_syncs"));
    BARYON_CHECK(session.execute("DELETE FROM repository_links"));
    return {};
  });
  require(emptied.has_value());
  return *database;
}

class Caller {
 public:
  Caller() {
    for (const std::string kind : {"Environment", "Service"}) {
      require(send("Create" + kind + "Template", R"({"name":"vpc","tags":[{"key":"a","value":"b"}]})").status == 200);
      require(send("Create" + kind + "TemplateVersion",
                   R"({"templateName":"vpc","source":{"s3":{"bucket":"objects","key":"k"}},)"
                   R"("compatibleEnvironmentTemplates":[{"templateName":"vpc","majorVersion":"1"}]})")
                  .status == 200);
    }
  }

  [[nodiscard]] net::Response send(const std::string& operation, std::string body) const {
    net::Request request;
    request.method = "POST";
    request.path = "/";
    request.headers = {{"X-Amz-Target", "AwsProton20200720." + operation}};
    request.body = std::move(body);
    request.remote = "127.0.0.1";
    return api_.handle(request);
  }

 private:
  test::LibraryDouble library_;
  db::Database& database_ = emptied_database();
  pipeline::SyncConfigs sync_configs_{database_, system_clock(), {.forge = "bitbucket"}};
  pipeline::LinkedRepositories repositories_{database_, system_clock(), "bitbucket"};
  pipeline::SyncStatuses sync_statuses_{database_, "bitbucket"};
  faces::proton::ProtonApi api_{{},
                                {.library = library_,
                                 .sync_configs = sync_configs_,
                                 .repositories = repositories_,
                                 .sync_statuses = sync_statuses_,
                                 .tokens = faces::proton::PageTokens(Secret("key")),
                                 .on_version_begun = [] {}}};
};

/// The members of an answer that is as all answers have to be.
json::object members_of(const net::Response& response) {
  require(response.status == 200 || response.status == 400 || response.status == 404);
  require(response.headers.count("x-amzn-RequestId") == 1);
  boost::system::error_code error;
  const auto body = json::parse(response.body, error);
  require(!error && body.is_object());
  const bool is_exception = body.as_object().contains("__type");
  require(is_exception == (response.status != 200));
  require(is_exception == (response.headers.count("x-amzn-ErrorType") == 1));
  return body.as_object();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  log::configure(log::Level::error, log::Format::text);
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto end = std::min(input.find('\n'), input.size());
  const std::string operation(input.substr(0, end));
  const std::string body(input.substr(std::min(end + 1, input.size())));
  const Caller caller;
  const auto answer = members_of(caller.send(operation, body));
  if (const auto* const token = answer.if_contains("nextToken")) {
    auto again = json::parse(body).as_object();
    again["nextToken"] = *token;
    const auto next = members_of(caller.send(operation, json::serialize(again)));
    require(!next.contains("__type") && (!next.contains("nextToken") || next.at("nextToken") != *token));
  }
  return 0;
}
