#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/ssl.hpp>

/// The streams that requests come over.
namespace baryon::net::server {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using beast::error_code;

using PlainStream = beast::tcp_stream;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;
template <class T>
using Task = asio::awaitable<T>;

inline beast::tcp_stream& lowest(PlainStream& stream) { return stream; }
inline beast::tcp_stream& lowest(TlsStream& stream) { return stream.next_layer(); }

}  // namespace baryon::net::server
