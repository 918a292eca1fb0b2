#pragma once

#include <boost/json/object.hpp>

#include <string>
#include <string_view>

#include "faces/proton/exception.h"
#include "net/message.h"

namespace baryon::faces::proton {

/// A request of AWS JSON 1.0 with its body not yet looked into.
///
/// Source: Smithy 2.0, "AWS JSON 1.0 protocol".
inline constexpr std::string_view target_header = "X-Amz-Target";

/// `GetEnvironmentTemplate` of the target `AwsProton20200720.GetEnvironmentTemplate`; empty where the target is
/// another.
[[nodiscard]] std::string operation_of(const net::Request& request);

/// The body as a JSON object; otherwise `SerializationException`.
[[nodiscard]] Expected<boost::json::object> read_input(const net::Request& request);

/// 200. Numbers with a fraction are timestamps: seconds with three decimals.
[[nodiscard]] net::Response answer(const boost::json::object& members, std::string_view request_id);

[[nodiscard]] net::Response answer(const Exception& exception, std::string_view request_id);

/// A UUID of version 4 (RFC 9562), as AWS's services make them.
[[nodiscard]] std::string new_request_id();

}  // namespace baryon::faces::proton
