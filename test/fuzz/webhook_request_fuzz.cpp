// Header lines up to an empty one, then the body, which is signed here: everything behind the signature is reached.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <string_view>

#include "base/encoding.h"
#include "base/log.h"
#include "base/sha256.h"
#include "db/database.h"
#include "faces/webhook.h"

namespace {

using namespace baryon;

constexpr std::string_view secret = "s3cret";

void require(bool condition) {
  if (!condition) std::abort();
}

// A database in memory's file system where there is one: nothing here is worth a wait for the disk.
std::filesystem::path make_directory() {
  const std::filesystem::path memory("/dev/shm");
  auto pattern =
      ((std::filesystem::is_directory(memory) ? memory : std::filesystem::temp_directory_path()) / "baryon-fuzz-XXXXXX")
          .string();
  require(::mkdtemp(pattern.data()) != nullptr);
  return pattern;
}

class Receiver {
 public:
  Receiver() {
    log::configure(log::Level::error, log::Format::text);
    face_ = std::make_unique<faces::WebhookFace>(ingest_, metrics_, [] {
      faces::WebhookOptions options;
      options.secrets.emplace_back(std::string(secret));
      options.trusted_proxies = *net::AddressList::parse({"127.0.0.1"});
      return options;
    }());
  }
  ~Receiver() {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }
  Receiver(const Receiver&) = delete;
  Receiver& operator=(const Receiver&) = delete;

  net::Response send(net::Request request) {
    std::promise<net::Response> answer;
    face_->handle(std::move(request), [&](net::Response response) { answer.set_value(std::move(response)); });
    return answer.get_future().get();
  }

 private:
  std::filesystem::path directory_ = make_directory();
  std::unique_ptr<db::Database> database_ = *db::Database::open("sqlite:" + (directory_ / "fuzz.db").string());
  app::Metrics metrics_;
  pipeline::Ingest ingest_{*database_, system_clock(), {.rules = {}}};
  std::unique_ptr<faces::WebhookFace> face_;
};

net::Headers read_headers(std::string_view& input) {
  net::Headers headers;
  while (!input.empty()) {
    const auto end = std::min(input.find('\n'), input.size());
    const auto line = input.substr(0, end);
    input.remove_prefix(std::min(end + 1, input.size()));
    if (line.empty()) break;
    const auto colon = line.find(':');
    if (colon != std::string_view::npos)
      headers.add(std::string(line.substr(0, colon)), std::string(line.substr(colon + 1)));
  }
  return headers;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  net::Request request;
  request.method = "POST";
  request.remote = "127.0.0.1";
  request.headers = read_headers(input);
  request.headers.add("X-Hub-Signature", "sha256=" + to_hex(hmac_sha256(secret, input)));
  request.body = std::string(input);
  const bool holds_secret = std::string_view(reinterpret_cast<const char*>(data), size).contains(secret);
  const bool is_signed_once = request.headers.count("X-Hub-Signature") == 1;
  static Receiver
      receiver;  // made after the first use of OpenSSL, so that its thread ends before OpenSSL is cleaned up
  const auto response = receiver.send(std::move(request));
  require(response.status == 200 || response.status == 202 || response.status == 400 ||
          (response.status == 401 && !is_signed_once));
  require(holds_secret || !response.body.contains(secret));  // its own words may be repeated to the sender
  return 0;
}
