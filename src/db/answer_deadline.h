#pragma once

#include <chrono>
#include <cstdint>

namespace baryon::db {

/// As long as one lives, the peer of a socket owes an answer; when it has not come in time, the socket is shut down, so
/// that whoever waits for it reads its end. PostgreSQL's library waits for ever: the kernel of the other machine keeps
/// a connection up though the server behind it hangs, and Bitbucket does not wait that long. Thread-safe.
///
///     const AnswerDeadline deadline(PQsocket(connection), std::chrono::seconds(5));
///     PQexec(connection, sql);   // "server closed the connection unexpectedly", at the latest a moment after that
class AnswerDeadline {
 public:
  /// The socket has to stay open as long as this lives.
  AnswerDeadline(int socket, std::chrono::milliseconds patience);
  ~AnswerDeadline();
  AnswerDeadline(AnswerDeadline&&) = delete;
  AnswerDeadline& operator=(AnswerDeadline&&) = delete;
  AnswerDeadline(const AnswerDeadline&) = delete;
  AnswerDeadline& operator=(const AnswerDeadline&) = delete;

 private:
  std::uint64_t call_;
};

}  // namespace baryon::db
