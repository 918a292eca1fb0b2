#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baryon::net {

/// Header fields in the order they came; names compare without regard to case (RFC 9110, 5.1).
class Headers {
 public:
  Headers() = default;
  Headers(std::initializer_list<std::pair<std::string, std::string>> fields) : fields_(fields) {}

  void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }

  /// The first value of that name.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;

  /// All values of that name as one list, in their order, separated by `, ` (RFC 9110, 5.3).
  [[nodiscard]] std::string joined(std::string_view name) const;

  /// How many fields have that name.
  [[nodiscard]] std::size_t count(std::string_view name) const;

  [[nodiscard]] auto begin() const { return fields_.begin(); }
  [[nodiscard]] auto end() const { return fields_.end(); }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

/// One request, whatever carried it: a socket or a Lambda event.
struct Request {
  std::string method;
  std::string path;   ///< decoded, begins with `/`
  std::string query;  ///< as sent, without `?`
  Headers headers;
  std::string body;    ///< raw bytes, at most the server's limit
  std::string remote;  ///< address of the sender, without port

  /// The decoded value of a query parameter.
  [[nodiscard]] std::optional<std::string> parameter(std::string_view name) const;
};

struct Response {
  int status = 200;
  Headers headers = {};
  std::string body = {};

  [[nodiscard]] static Response json(int status, std::string body);
  [[nodiscard]] static Response text(int status, std::string body);
  [[nodiscard]] static Response html(int status, std::string body);
};

/// Gives the answer, from any thread, exactly once.
using Reply = std::move_only_function<void(Response)>;

/// Answers a request; must not block when it is run on a server's event loop.
using Handler = std::function<void(Request, Reply)>;

}  // namespace baryon::net
