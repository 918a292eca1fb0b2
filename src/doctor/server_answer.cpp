#include "doctor/server_answer.h"

#include <curl/curl.h>

namespace baryon::doctor {

ServerAnswer ask_server(forge::bitbucket::Rest& bitbucket, const Clock& clock) {
  const auto sent_at = clock.now();
  auto answer = bitbucket.get("/rest/api/latest/application-properties");
  return {.answer = std::move(answer), .sent_at = sent_at, .received_at = clock.now()};
}

std::optional<Timestamp> date_of(const net::Headers& headers) {
  const auto header = headers.find("Date");
  if (!header) return std::nullopt;
  const auto seconds = curl_getdate(std::string(*header).c_str(), nullptr);
  if (seconds < 0) return std::nullopt;
  return Timestamp(std::chrono::seconds(seconds));
}

std::optional<std::chrono::milliseconds> clock_lead(const ServerAnswer& answer) {
  using std::chrono::milliseconds;
  if (!answer.answer) return std::nullopt;
  const auto date = date_of(answer.answer->headers);
  if (!date) return std::nullopt;
  const auto second_ends = *date + std::chrono::seconds(1);
  if (answer.sent_at > second_ends) return answer.sent_at - second_ends;
  if (answer.received_at < *date) return answer.received_at - *date;
  return milliseconds(0);
}

}  // namespace baryon::doctor
