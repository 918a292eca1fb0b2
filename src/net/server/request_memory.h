#pragma once

#include <cstddef>
#include <cstdint>

#include "net/http_server.h"

namespace baryon::net::server {

/// What one request holds, counted in a total of all. Of each, `HttpServer::small_request` bytes are free.
class RequestMemory {
 public:
  RequestMemory(std::uint64_t& total, std::uint64_t limit) : total_(total), limit_(limit) {}
  ~RequestMemory() { total_ -= counted_; }
  RequestMemory(RequestMemory&&) = delete;
  RequestMemory& operator=(RequestMemory&&) = delete;
  RequestMemory(const RequestMemory&) = delete;
  RequestMemory& operator=(const RequestMemory&) = delete;

  /// Whether so many bytes more may be held.
  [[nodiscard]] bool add(std::size_t bytes) {
    held_ += bytes;
    const auto counted = held_ > HttpServer::small_request ? held_ - HttpServer::small_request : 0;
    total_ += counted - counted_;
    counted_ = counted;
    return counted == 0 || total_ <= limit_;
  }

 private:
  std::uint64_t& total_;
  std::uint64_t limit_;
  std::uint64_t held_ = 0;
  std::uint64_t counted_ = 0;
};

}  // namespace baryon::net::server
