#pragma once

#include <string>
#include <string_view>

#include "net/message.h"

namespace baryon::faces {

/// Text fit to stand in HTML, in attributes too.
[[nodiscard]] std::string escape_html(std::string_view text);

/// A whole page with the common head; `body` is HTML. The answer forbids scripts and foreign content.
[[nodiscard]] net::Response html_page(int status, std::string_view title, std::string_view body);

}  // namespace baryon::faces
