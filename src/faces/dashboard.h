#pragma once

#include "app/application.h"
#include "net/message.h"

namespace baryon::faces {

/// Pages for people, made on the server without scripts: `/` (templates, recent syncs and deliveries),
/// `/templates/{name}`, `/syncs/{id}`. Thread-safe; blocks.
class Dashboard {
 public:
  /// Must outlive it.
  explicit Dashboard(app::Application& application) : application_(application) {}

  [[nodiscard]] net::Response home();
  [[nodiscard]] net::Response template_page(const std::string& name);
  [[nodiscard]] net::Response sync_page(const std::string& id);

 private:
  app::Application& application_;
};

}  // namespace baryon::faces
