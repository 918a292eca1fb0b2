#include "aws/metadata_http.h"

#include <utility>

namespace baryon::aws {

net::HttpClientOptions metadata_http_options(std::stop_token stop) {
  return {.connect_timeout = std::chrono::seconds(1),
          .first_byte_timeout = std::chrono::seconds(2),
          .stall_timeout = std::chrono::seconds(2),
          .stop = std::move(stop)};
}

Result<net::Response> ask_metadata(net::HttpClient& http, const net::ClientRequest& request) {
  auto answer = http.send(request);
  for (int tries = 1; tries < metadata_tries && (!answer || answer->status >= 500); ++tries)
    answer = http.send(request);
  return answer;
}

}  // namespace baryon::aws
