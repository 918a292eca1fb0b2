#pragma once

#include "app/application.h"
#include "net/message.h"

namespace baryon::faces {

/// Pages for people, made on the server without scripts: `/` (templates, recent syncs and deliveries),
/// `/templates/{name}`, with `?kind=` where both kinds have the name, `/syncs/{id}`, `/ledger`. Thread-safe; blocks.
class Dashboard {
 public:
  /// Must outlive it.
  explicit Dashboard(app::Application& application) : application_(application) {}

  [[nodiscard]] net::Response home();
  [[nodiscard]] net::Response template_page(const registry::TemplateName& name);
  [[nodiscard]] net::Response sync_page(const std::string& id);
  [[nodiscard]] net::Response ledger_page();

 private:
  app::Application& application_;
};

}  // namespace baryon::faces
