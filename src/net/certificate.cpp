#include "net/certificate.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <ctime>
#include <memory>
#include <string_view>

#include "net/http_client_error.h"
#include "net/http_client_pool.h"
#include "net/http_client_proxy.h"
#include "net/openssl_pointers.h"
#include "net/url.h"

namespace baryon::net {
namespace {

X509Pointer read(const std::string& pem) {
  const BioPointer bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  X509Pointer certificate(bio ? PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr) : nullptr);
  ERR_clear_error();
  return certificate;
}

Timestamp time_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
  return Timestamp(std::chrono::seconds(::timegm(&parts)));
}

std::string subject_of(const X509& certificate) {
  const BioPointer bio(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(bio.get(), X509_get_subject_name(&certificate), 0, XN_FLAG_RFC2253);
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

void configure(CURL* easy, const std::string& url, const Proxy& proxy, const HttpClientOptions& options) {
  const auto millis = [](auto time) { return static_cast<long>(time.count()); };
  curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "https");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
  curl_easy_setopt(easy, CURLOPT_CERTINFO, 1L);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, millis(options.connect_timeout));
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(easy, CURLOPT_PROXY, proxy.url.c_str());
  curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
  if (!proxy.user.empty()) {
    curl_easy_setopt(easy, CURLOPT_PROXYUSERNAME, proxy.user.c_str());
    curl_easy_setopt(easy, CURLOPT_PROXYPASSWORD, std::string(proxy.password.reveal()).c_str());
  }
  if (options.ca_file.empty()) return;
  curl_easy_setopt(easy, CURLOPT_CAINFO, options.ca_file.c_str());
  curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
  curl_easy_setopt(easy, CURLOPT_PROXY_CAINFO, options.ca_file.c_str());
}

// libcurl gives `Name:value` lines for each certificate, the server's own first.
std::string shown_pem(CURL* easy) {
  constexpr std::string_view name = "Cert:";
  curl_certinfo* info = nullptr;
  if (curl_easy_getinfo(easy, CURLINFO_CERTINFO, &info) != CURLE_OK || info == nullptr || info->num_of_certs < 1)
    return {};
  for (const auto* line = info->certinfo[0]; line != nullptr; line = line->next)
    if (const std::string_view text(line->data); text.starts_with(name)) return std::string(text.substr(name.size()));
  return {};
}

}  // namespace

bool Certificate::is_for(const std::string& host) const {
  const auto certificate = read(pem);
  if (!certificate) return false;
  if (X509_check_ip_asc(certificate.get(), host.c_str(), 0) == 1) return true;
  return X509_check_host(certificate.get(), host.data(), host.size(), 0, nullptr) == 1;
}

Result<Certificate> parse_certificate(const std::string& pem) {
  const auto certificate = read(pem);
  if (!certificate) return fail(ErrorCode::corrupt, "no certificate in PEM form");
  return Certificate{.subject = subject_of(*certificate),
                     .not_before = time_of(X509_get0_notBefore(certificate.get())),
                     .not_after = time_of(X509_get0_notAfter(certificate.get())),
                     .pem = pem};
}

Result<Certificate> fetch_certificate(const std::string& url, const HttpClientOptions& options) {
  BARYON_TRY(const auto proxy, parse_proxy(options.proxy));
  CurlHandle handle;
  std::array<char, CURL_ERROR_SIZE> detail{};
  configure(handle.easy(), url, proxy, options);
  curl_easy_setopt(handle.easy(), CURLOPT_ERRORBUFFER, detail.data());
  if (const auto code = curl_easy_perform(handle.easy()); code != CURLE_OK)
    return std::unexpected(
        transfer_error(code, handle.easy(), detail.data(), "CONNECT", shown_url(url), proxy, options, false));
  return parse_certificate(shown_pem(handle.easy()));
}

}  // namespace baryon::net
