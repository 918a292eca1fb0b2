#include "store/s3/documents.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "aws/signing_time.h"
#include "aws/xml.h"
#include "base/encoding.h"
#include "base/text.h"
#include "base/units.h"

namespace baryon::store::s3 {
namespace {

std::unexpected<Error> unreadable(std::string_view document, std::string_view why) {
  return fail_for_now(ErrorCode::corrupt, fmt::format("the server's {} cannot be read: {}", document, why));
}

Result<aws::XmlElement> read_document(std::string_view body, std::string_view name) {
  auto document = aws::parse_xml(body);
  if (!document) return unreadable(name, document.error().message);
  if (document->name != name)
    return unreadable(name, fmt::format("it is '{}'", escape_for_display(document->name, 60)));
  return document;
}

// With `encoding-type=url` names come encoded, so that characters that XML cannot hold come through. As in a form, a
// space may be `+`.
Result<std::string> decoded(const aws::XmlElement& document, std::string_view text) {
  if (document.text_of("EncodingType") != "url") return std::string(text);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i] == '+' ? ' ' : text[i];
      continue;
    }
    const auto byte = text.size() - i > 2 ? from_hex(text.substr(i + 1, 2)) : std::nullopt;
    if (!byte) return unreadable(document.name, "a key is encoded wrongly");
    out += static_cast<char>(byte->front());
    i += 2;
  }
  return out;
}

bool is_true(std::string_view text) { return text == "true"; }

Result<ObjectVersion> read_version(const aws::XmlElement& document, const aws::XmlElement& element) {
  const bool is_marker = element.name == "DeleteMarker";
  const auto size = parse_number(is_marker ? "0" : element.text_of("Size"));
  const auto modified_at = aws::parse_iso_time(element.text_of("LastModified"));
  if (!size || !modified_at) return unreadable(document.name, "a version has no size or time");
  BARYON_TRY(auto key, decoded(document, element.text_of("Key")));
  return ObjectVersion{.key = std::move(key),
                       .version_id = std::string(element.text_of("VersionId")),
                       .size = *size,
                       .is_latest = is_true(element.text_of("IsLatest")),
                       .is_delete_marker = is_marker,
                       .modified_at = *modified_at};
}

}  // namespace

Result<KeyPage> read_key_page(std::string_view body) {
  BARYON_TRY(const auto document, read_document(body, "ListBucketResult"));
  KeyPage page;
  for (const auto& element : document.children) {
    if (element.name != "Contents") continue;
    BARYON_TRY(auto key, decoded(document, element.text_of("Key")));
    page.keys.push_back(std::move(key));
  }
  if (!is_true(document.text_of("IsTruncated"))) return page;
  page.next = document.text_of("NextContinuationToken");
  if (page.next.empty()) return unreadable(document.name, "it does not say where it goes on");
  return page;
}

Result<VersionPage> read_version_page(std::string_view body) {
  BARYON_TRY(const auto document, read_document(body, "ListVersionsResult"));
  VersionPage page;
  for (const auto& element : document.children) {
    if (element.name != "Version" && element.name != "DeleteMarker") continue;
    BARYON_TRY(auto version, read_version(document, element));
    page.versions.push_back(std::move(version));
  }
  if (!is_true(document.text_of("IsTruncated"))) return page;
  BARYON_TRY(page.next_key, decoded(document, document.text_of("NextKeyMarker")));
  page.next_version = document.text_of("NextVersionIdMarker");
  if (page.next_key.empty()) return unreadable(document.name, "it does not say where it goes on");
  return page;
}

std::string write_deletion(std::span<const ObjectVersion> versions) {
  std::string body = "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Quiet>true</Quiet>";
  for (const auto& version : versions) {
    body += fmt::format("<Object><Key>{}</Key>", aws::escape_xml(version.key));
    if (!version.version_id.empty())
      body += fmt::format("<VersionId>{}</VersionId>", aws::escape_xml(version.version_id));
    body += "</Object>";
  }
  return body + "</Delete>";
}

Result<std::vector<DeletionFailure>> read_deletion(std::string_view body) {
  BARYON_TRY(const auto document, read_document(body, "DeleteResult"));
  std::vector<DeletionFailure> failures;
  for (const auto& element : document.children) {
    if (element.name != "Error") continue;
    failures.push_back({.key = std::string(element.text_of("Key")),
                        .refusal = {.status = 200,
                                    .code = escape_for_display(element.text_of("Code"), 100),
                                    .message = escape_for_display(element.text_of("Message"))}});
  }
  return failures;
}

Result<std::string> read_upload_id(std::string_view body) {
  BARYON_TRY(const auto document, read_document(body, "InitiateMultipartUploadResult"));
  std::string id(document.text_of("UploadId"));
  if (id.empty()) return unreadable(document.name, "it holds no id");
  return id;
}

std::string write_completion(std::span<const std::string> etags) {
  std::string body = "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">";
  for (std::size_t i = 0; i < etags.size(); ++i)
    body += fmt::format("<Part><PartNumber>{}</PartNumber><ETag>{}</ETag></Part>", i + 1, aws::escape_xml(etags[i]));
  return body + "</CompleteMultipartUpload>";
}

Result<std::string> read_versioning(std::string_view body) {
  BARYON_TRY(const auto document, read_document(body, "VersioningConfiguration"));
  return std::string(document.text_of("Status"));
}

Result<std::string> read_default_encryption(std::string_view body) {
  BARYON_TRY(const auto document, read_document(body, "ServerSideEncryptionConfiguration"));
  const auto* const rule = document.child("Rule");
  const auto* const by_default = rule == nullptr ? nullptr : rule->child("ApplyServerSideEncryptionByDefault");
  return std::string(by_default == nullptr ? "" : by_default->text_of("SSEAlgorithm"));
}

}  // namespace baryon::store::s3
