#pragma once

#include <string>

#include "net/http_client.h"

namespace baryon::net {

inline std::string text_of(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

/// Collects what a download hands over.
struct Collected {
  std::string bytes;
  BodySink sink = [this](ByteView piece) -> Result<void> {
    bytes += text_of(piece);
    return {};
  };
};

}  // namespace baryon::net
