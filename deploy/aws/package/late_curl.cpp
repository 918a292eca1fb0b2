// libcurl, loaded with the first request that is sent.
#define CURL_DISABLE_TYPECHECK  // its macros would stand in the way of the definitions below

#include <curl/curl.h>
#include <unistd.h>

#include <cstdarg>
#include <initializer_list>

#include "late.h"

#undef curl_easy_setopt
#undef curl_easy_getinfo

namespace {

constexpr const char* library = "libcurl.so.4";

// Where systems keep the authorities they trust; libcurl knows only the place of the one that it was built on.
void trust(CURL* easy) {
  for (const char* const file : {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"})
    if (access(file, R_OK) == 0) {
      curl_easy_setopt(easy, CURLOPT_CAINFO, file);
      return;
    }
}

}  // namespace

#define LATE(result, name, parameters, arguments) BARYON_LATE(library, result, name, parameters, arguments)

// libcurl declares its enumerations here, which are passed as the integers they are.
#pragma GCC diagnostic ignored "-Wvarargs"

extern "C" {

LATE(CURLcode, curl_global_init, (long flags), (flags))
LATE(time_t, curl_getdate, (const char* text, const time_t* unused), (text, unused))
LATE(curl_slist*, curl_slist_append, (curl_slist * list, const char* text), (list, text))
LATE(void, curl_slist_free_all, (curl_slist * list), (list))
LATE(void, curl_easy_cleanup, (CURL * easy), (easy))
LATE(CURLcode, curl_easy_perform, (CURL * easy), (easy))
LATE(const char*, curl_easy_strerror, (CURLcode code), (code))
LATE(CURLM*, curl_multi_init, (), ())
LATE(CURLMcode, curl_multi_cleanup, (CURLM * multi), (multi))
LATE(CURLMcode, curl_multi_add_handle, (CURLM * multi, CURL* easy), (multi, easy))
LATE(CURLMcode, curl_multi_remove_handle, (CURLM * multi, CURL* easy), (multi, easy))
LATE(CURLMcode, curl_multi_perform, (CURLM * multi, int* running), (multi, running))
LATE(CURLMcode, curl_multi_poll, (CURLM * multi, curl_waitfd* extra, unsigned count, int timeout, int* ready),
     (multi, extra, count, timeout, ready))
LATE(CURLMcode, curl_multi_wakeup, (CURLM * multi), (multi))
LATE(CURLMsg*, curl_multi_info_read, (CURLM * multi, int* left), (multi, left))

CURL* curl_easy_init() {
  static auto* const real = baryon::late::find<decltype(curl_easy_init)>(library, "curl_easy_init");
  CURL* const easy = real();
  if (easy != nullptr) trust(easy);
  return easy;
}

void curl_easy_reset(CURL* easy) {
  static auto* const real = baryon::late::find<decltype(curl_easy_reset)>(library, "curl_easy_reset");
  real(easy);
  trust(easy);
}

// One argument each, a pointer or an integer of its size (curl_easy_setopt(3)): the same register on every 64-bit
// system.
CURLcode curl_easy_setopt(CURL* easy, CURLoption option, ...) {
  static auto* const real = baryon::late::find<decltype(curl_easy_setopt)>(library, "curl_easy_setopt");
  va_list arguments;
  va_start(arguments, option);
  void* const value = va_arg(arguments, void*);
  va_end(arguments);
  return real(easy, option, value);
}

CURLcode curl_easy_getinfo(CURL* easy, CURLINFO info, ...) {
  static auto* const real = baryon::late::find<decltype(curl_easy_getinfo)>(library, "curl_easy_getinfo");
  va_list arguments;
  va_start(arguments, info);
  void* const value = va_arg(arguments, void*);
  va_end(arguments);
  return real(easy, info, value);
}

}  // extern "C"
