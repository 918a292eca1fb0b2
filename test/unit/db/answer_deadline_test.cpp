#include "db/answer_deadline.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

namespace baryon::db {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

class AnswerDeadlines : public ::testing::Test {
 protected:
  AnswerDeadlines() { EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends_.data()), 0); }
  ~AnswerDeadlines() override {
    for (const int end : ends_) ::close(end);
  }

  [[nodiscard]] int ours() const { return ends_[0]; }
  [[nodiscard]] int peer() const { return ends_[1]; }

  /// Waits for an answer, as PostgreSQL's library does: what was read, 0 at the end.
  [[nodiscard]] ssize_t read_answer() const {
    std::array<char, 8> buffer{};
    return ::recv(ours(), buffer.data(), buffer.size(), 0);
  }

  void answer() const { EXPECT_EQ(::send(peer(), "yes", 3, 0), 3); }

 private:
  std::array<int, 2> ends_{-1, -1};
};

TEST_F(AnswerDeadlines, EndTheWaitForASilentPeer) {
  const AnswerDeadline deadline(ours(), milliseconds(1));
  EXPECT_EQ(read_answer(), 0);
}

TEST_F(AnswerDeadlines, LeaveAConnectionAloneWhoseAnswerCame) {
  {
    const AnswerDeadline deadline(ours(), hours(1));
  }
  std::array<int, 2> other{-1, -1};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, other.data()), 0);
  {
    const AnswerDeadline of_other(other[0], milliseconds(1));
    char byte = 0;
    EXPECT_EQ(::recv(other[0], &byte, 1, 0), 0);  // deadlines have been looked at since
  }
  for (const int end : other) ::close(end);
  answer();
  EXPECT_EQ(read_answer(), 3);
}

TEST_F(AnswerDeadlines, WatchSeveralConnectionsAtOnce) {
  const AnswerDeadline patient(ours(), hours(1));
  std::array<int, 2> other{-1, -1};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, other.data()), 0);
  {
    const AnswerDeadline impatient(other[0], milliseconds(1));
    char byte = 0;
    EXPECT_EQ(::recv(other[0], &byte, 1, 0), 0);
  }
  for (const int end : other) ::close(end);
  answer();
  EXPECT_EQ(read_answer(), 3);
}

}  // namespace
}  // namespace baryon::db
