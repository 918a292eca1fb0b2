#include "net/http_client_pool.h"

#include <cstdlib>

namespace baryon::net {
namespace {

constexpr std::size_t max_idle_handles = 16;

void initialise_curl() {
  static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);  // once, before the first handle
  if (code != CURLE_OK) std::abort();
}

}  // namespace

CurlHandle::CurlHandle() {
  initialise_curl();
  easy_ = curl_easy_init();
  multi_ = curl_multi_init();
  if (easy_ == nullptr || multi_ == nullptr) std::abort();  // out of memory
}

CurlHandle::~CurlHandle() {
  curl_easy_cleanup(easy_);
  curl_multi_cleanup(multi_);
}

std::unique_ptr<CurlHandle> HttpClient::Pool::take() {
  const std::lock_guard lock(mutex_);
  if (idle_.empty()) return std::make_unique<CurlHandle>();
  auto handle = std::move(idle_.back());
  idle_.pop_back();
  return handle;
}

void HttpClient::Pool::give_back(std::unique_ptr<CurlHandle> handle) {
  curl_easy_reset(handle->easy());  // forgets options and secrets, keeps connections
  const std::lock_guard lock(mutex_);
  if (idle_.size() < max_idle_handles) idle_.push_back(std::move(handle));
}

}  // namespace baryon::net
