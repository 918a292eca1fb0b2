#pragma once

#include <boost/json/object.hpp>

#include <cstdint>
#include <optional>
#include <string>

#include "base/error.h"

namespace baryon::aws::sns {

enum class MessageType : std::uint8_t { notification, subscription_confirmation, unsubscribe_confirmation };

/// The envelope that SNS posts. Source: Amazon SNS Developer Guide, "Parsing Amazon SNS message formats".
struct Message {
  MessageType type = MessageType::notification;
  std::string id;
  std::string topic;  ///< its ARN
  std::optional<std::string> subject;
  std::string text;
  std::string timestamp;
  std::string signature_version;
  std::string signature;           ///< base64
  std::string certificate_url;     ///< of the certificate whose key signed it
  std::string token = {};          ///< of a confirmation
  std::string subscribe_url = {};  ///< of a confirmation

  /// What SNS signs: names and values of some members, in the order of the names, each on a line of its own.
  [[nodiscard]] std::string signed_text() const;
};

/// Whether an object is meant as such an envelope, however broken.
[[nodiscard]] bool is_message(const boost::json::object& body);

/// Errors: invalid, which names the member.
[[nodiscard]] Result<Message> read_message(const boost::json::object& body);

}  // namespace baryon::aws::sns
