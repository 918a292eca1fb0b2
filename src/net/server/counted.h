#pragma once

#include <cstddef>

namespace baryon::net::server {

/// However a connection ends, it no longer counts.
class Counted {
 public:
  explicit Counted(std::size_t& count) : count_(count) { ++count_; }
  ~Counted() { --count_; }
  Counted(Counted&&) = delete;
  Counted& operator=(Counted&&) = delete;
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

 private:
  std::size_t& count_;
};

}  // namespace baryon::net::server
