#include "aws/xml.h"

#include <expat.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

namespace baryon::aws {
namespace {

struct ParserDeleter {
  void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};
using Parser = std::unique_ptr<std::remove_pointer_t<XML_Parser>, ParserDeleter>;

Error passes(std::string_view limit, std::size_t value) {
  return {.code = ErrorCode::too_large, .message = fmt::format("the XML passes the limit {} of {}", limit, value)};
}

/// Builds the tree from expat's events. The elements that are open lie on a stack of their own until they end.
class Builder {
 public:
  Builder(XML_Parser parser, const XmlLimits& limits) : parser_(parser), limits_(limits) {
    XML_SetUserData(parser, this);
    XML_SetElementHandler(
        parser, [](void* self, const char* name, const char**) { static_cast<Builder*>(self)->begin(name); },
        [](void* self, const char*) { static_cast<Builder*>(self)->end(); });
    XML_SetCharacterDataHandler(parser, [](void* self, const char* text, int size) {
      static_cast<Builder*>(self)->add_text({text, static_cast<std::size_t>(size)});
    });
    XML_SetStartDoctypeDeclHandler(parser, [](void* self, const char*, const char*, const char*, int) {
      static_cast<Builder*>(self)->stop({.code = ErrorCode::invalid, .message = "the XML has a document type"});
    });
  }

  Result<XmlElement> finish(XML_Status status) {
    if (error_) return std::unexpected(std::move(*error_));
    if (status == XML_STATUS_OK && root_) return *std::move(root_);
    return fail(ErrorCode::invalid, fmt::format("not valid XML: line {}: {}", XML_GetCurrentLineNumber(parser_),
                                                XML_ErrorString(XML_GetErrorCode(parser_))));
  }

 private:
  void begin(std::string_view name) {
    if (open_.size() == limits_.xml_depth) return stop(passes("xml_depth", limits_.xml_depth));
    if (++elements_ > limits_.xml_elements) return stop(passes("xml_elements", limits_.xml_elements));
    open_.push_back({.name = std::string(name.substr(name.find(':') + 1))});  // npos + 1 is 0: no prefix
  }

  void end() {
    auto element = std::move(open_.back());
    open_.pop_back();
    if (open_.empty()) {
      root_ = std::move(element);
    } else {
      open_.back().children.push_back(std::move(element));
    }
  }

  void add_text(std::string_view text) {
    if (!open_.empty()) open_.back().text += text;
  }

  void stop(Error error) {
    error_ = std::move(error);
    XML_StopParser(parser_, XML_FALSE);
  }

  XML_Parser parser_;
  const XmlLimits& limits_;
  std::vector<XmlElement> open_;
  std::optional<XmlElement> root_;
  std::size_t elements_ = 0;
  std::optional<Error> error_;
};

}  // namespace

const XmlElement* XmlElement::child(std::string_view wanted) const {
  const auto found = std::ranges::find(children, wanted, &XmlElement::name);
  return found == children.end() ? nullptr : &*found;
}

std::string_view XmlElement::text_of(std::string_view wanted) const {
  const auto* const found = child(wanted);
  return found == nullptr ? std::string_view() : std::string_view(found->text);
}

Result<XmlElement> parse_xml(std::string_view text, const XmlLimits& limits) {
  if (text.size() > limits.xml_bytes) return std::unexpected(passes("xml_bytes", limits.xml_bytes));
  const Parser parser(XML_ParserCreate("UTF-8"));
  if (!parser) return fail_for_now(ErrorCode::unavailable, "no memory is left to read XML");
  Builder builder(parser.get(), limits);
  return builder.finish(XML_Parse(parser.get(), text.data(), static_cast<int>(text.size()), XML_TRUE));
}

std::string escape_xml(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char character : text) {
    switch (character) {
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '&':
        escaped += "&amp;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&apos;";
        break;
      default:
        escaped += character;
    }
  }
  return escaped;
}

}  // namespace baryon::aws
