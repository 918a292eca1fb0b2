#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <netinet/tcp.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

#include "base/units.h"
#include "net/server/connection.h"

/// The definitions of Connection, for the files that compile it.
namespace baryon::net::server {

// After a refusal the sender may still be sending; closing at once would make it see a reset instead of the answer.
inline constexpr std::size_t linger_bytes = 64 * mib;
inline constexpr std::chrono::seconds linger_time(5);

// Longer reads for bodies: each costs a system call.
inline constexpr std::size_t body_piece = 16 * kib;
inline constexpr std::size_t first_piece = 4 * kib;  // most requests are shorter

// How long the last bytes from the peer have waited to be read: what no queue of ours shows when many connections have
// something to say at once. Zero where the system does not tell.
inline std::chrono::milliseconds time_since_arrival(tcp::socket& socket) {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (::getsockopt(socket.native_handle(), IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return {};
  return std::chrono::milliseconds(info.tcpi_last_data_recv);
}

// Waits in the coroutine for a handler that answers by callback, from whatever thread.
inline Task<Response> ask(const Handler& handler, Request request) {
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(Response)>(
      [&handler](auto completion, Request asked) {
        using Completion = decltype(completion);
        auto shared = std::make_shared<Completion>(std::move(completion));
        handler(std::move(asked), [shared](Response response) {
          const auto executor = asio::get_associated_executor(*shared);
          asio::post(executor, [shared, answer = std::move(response)]() mutable { (*shared)(std::move(answer)); });
        });
      },
      asio::use_awaitable, std::move(request));
}

template <class Stream>
Task<void> Connection<Stream>::serve() {
  bool keep_alive = true;
  while (keep_alive && !state_.stopping) {
    Parser parser;
    parser.header_limit(static_cast<std::uint32_t>(options_.max_header));
    parser.body_limit(options_.max_body);
    RequestMemory memory(state_.request_bytes, options_.max_memory);
    error_code error;
    co_await read_header(parser, memory, error);
    if (!error) co_await read_body(parser, memory, error);
    if (error) {
      if (error == http::error::body_limit) {
        parser.get().body().clear();
        options_.on_too_large(to_request(parser.get(), remote_));
      }
      if (auto response = refusal_for(error)) {
        co_await write(*std::move(response), false, false, error);
        co_await linger();
      }
      break;
    }
    keep_alive = parser.get().keep_alive();
    const bool is_head = parser.get().method() == http::verb::head;
    // Not those without a body: the answers of health checks should not depend on the load.
    const bool is_late =
        !parser.get().body().empty() && time_since_arrival(lowest(stream_).socket()) > options_.max_wait;
    Response response;  // GCC 12 ends the temporaries of a co_await inside ?: twice
    if (is_late)
      response = too_late();
    else
      response = co_await ask(state_.handler, to_request(parser.get(), remote_));
    keep_alive = keep_alive && !state_.stopping;
    co_await write(std::move(response), keep_alive, is_head, error);
    if (error) break;
    if (buffer_.size() == 0) buffer_.shrink_to_fit();  // an idle connection holds no memory for the next request
  }
  error_code ignored;
  lowest(stream_).socket().shutdown(tcp::socket::shutdown_send, ignored);
}

template <class Stream>
Task<void> Connection<Stream>::read_header(Parser& parser, RequestMemory& memory, error_code& error) {
  WaitingConnections::Entry waiting(state_.waiting, lowest(stream_));
  if (buffer_.size() == 0) co_await idle(error);
  if (error) co_return;
  waiting.begin_request();
  lowest(stream_).expires_after(options_.header_timeout);
  while (true) {  // piece by piece: also what is not a whole header yet counts
    if (buffer_.size() > 0) buffer_.consume(parser.put(buffer_.data(), error));
    if (error == http::error::need_more) error = {};
    if (error || parser.is_header_done()) co_return;
    const auto count = co_await stream_.async_read_some(buffer_.prepare(first_piece),
                                                        asio::redirect_error(asio::use_awaitable, error));
    buffer_.commit(count);
    if (!error && !memory.add(count)) error = asio::error::no_buffer_space;
    if (error) co_return;
  }
}

// Waits for the first byte of a request, as long as idling is allowed.
template <class Stream>
Task<void> Connection<Stream>::idle(error_code& error) {
  if constexpr (std::is_same_v<Stream, PlainStream>) {
    stream_.expires_never();  // the server looks after it
    co_await stream_.socket().async_wait(tcp::socket::wait_read, asio::redirect_error(asio::use_awaitable, error));
  } else {  // the next request may have been decrypted already, so the socket cannot tell
    lowest(stream_).expires_after(options_.idle_timeout);
    const auto count = co_await stream_.async_read_some(buffer_.prepare(first_piece),
                                                        asio::redirect_error(asio::use_awaitable, error));
    buffer_.commit(count);
  }
}

template <class Stream>
Task<void> Connection<Stream>::read_body(Parser& parser, RequestMemory& memory, error_code& error) {
  if (parser.is_done()) co_return;
  const auto length = parser.content_length();
  if (length && *length > options_.max_body) {
    error = http::error::body_limit;
    co_return;
  }
  const auto begin = std::chrono::steady_clock::now();
  lowest(stream_).expires_at(begin + options_.body_timeout);
  if (beast::iequals(parser.get()[http::field::expect], "100-continue")) {
    http::response<http::empty_body> go_on(http::status::continue_, 11);
    co_await http::async_write(stream_, go_on, asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return;
  }
  if (!length || *length > first_piece) buffer_.reserve(body_piece);
  std::uint64_t received = 0;
  while (!error && !parser.is_done()) {
    const std::chrono::milliseconds earned(received * 1000 / options_.min_body_rate);
    lowest(stream_).expires_at(begin + options_.body_timeout + earned);
    const auto count =
        co_await http::async_read_some(stream_, buffer_, parser, asio::redirect_error(asio::use_awaitable, error));
    received += count;
    if (!error && !memory.add(count)) error = asio::error::no_buffer_space;
  }
}

template <class Stream>
Task<void> Connection<Stream>::write(Response response, bool keep_alive, bool is_head, error_code& error) {
  auto message = to_message(std::move(response), keep_alive, is_head);
  lowest(stream_).expires_after(options_.write_timeout);
  if (is_head) {
    http::response_serializer<http::string_body> serializer(message);
    co_await http::async_write_header(stream_, serializer, asio::redirect_error(asio::use_awaitable, error));
  } else {
    co_await http::async_write(stream_, message, asio::redirect_error(asio::use_awaitable, error));
  }
}

template <class Stream>
Task<void> Connection<Stream>::linger() {
  error_code error;
  if constexpr (std::is_same_v<Stream, PlainStream>) stream_.socket().shutdown(tcp::socket::shutdown_send, error);
  lowest(stream_).expires_after(linger_time);
  std::array<char, 16 * kib> discarded{};
  for (std::size_t total = 0; total < linger_bytes && !error;)
    total +=
        co_await stream_.async_read_some(asio::buffer(discarded), asio::redirect_error(asio::use_awaitable, error));
}

}  // namespace baryon::net::server
