// The document of an event, as the Runtime API hands it over.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "lambda/event.h"

namespace {

using namespace baryon::lambda;

void require(bool condition) {
  if (!condition) std::abort();
}

void check(const HttpEvent& event) {
  require(!event.request.method.empty());
  require(event.request.path.starts_with('/'));
  const auto answer = write_http_answer(event.shape, {.headers = event.request.headers, .body = event.request.body});
  require(baryon::is_utf8(answer));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto event = read_event({reinterpret_cast<const char*>(data), size});
  if (!event) {
    require(!event.error().message.empty() && baryon::is_utf8(event.error().message));
    return 0;
  }
  if (const auto* const http = std::get_if<HttpEvent>(&*event)) check(*http);
  if (const auto* const broken = std::get_if<BrokenRequest>(&*event)) require(baryon::is_utf8(broken->error.message));
  if (const auto* const batch = std::get_if<QueueBatch>(&*event))
    for (const auto& message : batch->messages) require(!message.id.empty());
  return 0;
}
