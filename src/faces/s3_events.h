#pragma once

#include <boost/json/object.hpp>

#include <string>
#include <string_view>
#include <vector>

#include "app/metrics.h"
#include "aws/sns/receiver.h"
#include "base/log_pause.h"
#include "base/secret.h"
#include "net/address_list.h"
#include "net/message.h"
#include "pipeline/arrivals.h"
#include "store/events/notification.h"

namespace baryon::faces {

struct S3EventsOptions {
  std::vector<Secret> tokens;  ///< all live, none empty; without any nobody may send
  net::AddressList trusted_proxies = {};
};

/// `POST /events/s3`: what a server of objects says happened in the store's bucket, by itself or through Amazon SNS.
/// The sender shows a token: `?token=...`, `Authorization: Bearer ...`, or as the password of `Authorization: Basic`,
/// which a URL with user information becomes. A message of SNS has to be signed as well. The answers are those of
/// docs/s3-events.md; what is denied is not stored. Thread-safe; blocks.
class S3EventsFace {
 public:
  /// All must outlive it.
  S3EventsFace(pipeline::Arrivals& arrivals, aws::sns::Receiver& sns, app::Metrics& metrics, S3EventsOptions options);

  [[nodiscard]] net::Response handle(const net::Request& request);

 private:
  [[nodiscard]] bool has_token(const net::Request& request) const;
  [[nodiscard]] net::Response answer(int code, std::string_view status, std::string_view delivery,
                                     std::string_view reason) const;
  void log_denied(const std::string& remote);
  [[nodiscard]] net::Response invalid(const std::string& remote, const Error& error) const;
  [[nodiscard]] net::Response take_message(const net::Request& request, const std::string& remote,
                                           const boost::json::object& body);
  [[nodiscard]] net::Response take_notification(const net::Request& request, const std::string& remote,
                                                Result<store::events::Notification> notification,
                                                const std::string& request_id);

  pipeline::Arrivals& arrivals_;
  aws::sns::Receiver& sns_;
  app::Metrics& metrics_;
  S3EventsOptions options_;
  LogPause denied_;
};

}  // namespace baryon::faces
