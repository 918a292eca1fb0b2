#pragma once

#include <curl/curl.h>

#include <memory>
#include <mutex>
#include <vector>

#include "net/http_client.h"

namespace baryon::net {

/// One transfer's libcurl handles. The multi handle is what can be woken from another thread, and what keeps the
/// connections of earlier transfers.
class CurlHandle {
 public:
  CurlHandle();
  ~CurlHandle();
  CurlHandle(const CurlHandle&) = delete;
  CurlHandle& operator=(const CurlHandle&) = delete;

  [[nodiscard]] CURL* easy() const { return easy_; }
  [[nodiscard]] CURLM* multi() const { return multi_; }

 private:
  CURL* easy_;
  CURLM* multi_;
};

/// Handles that wait for their next transfer. Thread-safe.
class HttpClient::Pool {
 public:
  /// Gives a handle for one transfer; the latest used first, so that its connection is still open.
  [[nodiscard]] std::unique_ptr<CurlHandle> take();
  void give_back(std::unique_ptr<CurlHandle> handle);

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<CurlHandle>> idle_;
};

}  // namespace baryon::net
