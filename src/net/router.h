#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "net/message.h"

namespace baryon::net {

/// Finds the handler for a request: 404 where no route has the path, 405 with `Allow` where none has the method.
///
///     router.add("GET", "/healthz", health);
///     router.add("GET", "/api/v1/templates/{name}", get_template);   // request.path holds the name
///
/// `{...}` stands for one segment, `{...*}` at the end for the rest. HEAD is answered as GET without the body. Routes
/// are added before the first request; after that thread-safe.
class Router {
 public:
  void add(std::string method, std::string pattern, Handler handler);

  void handle(Request request, Reply reply) const;

  /// The parts of `path` that stand for the placeholders of `pattern`, in order; nothing where it does not match.
  [[nodiscard]] static std::optional<std::vector<std::string>> match(std::string_view pattern, std::string_view path);

 private:
  struct Route {
    std::string method;
    std::string pattern;
    Handler handler;
  };
  std::vector<Route> routes_;
};

}  // namespace baryon::net
