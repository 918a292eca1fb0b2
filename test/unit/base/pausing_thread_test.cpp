#include "base/pausing_thread.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>

namespace baryon {
namespace {

constexpr std::chrono::hours for_ever(1);

TEST(PausingThread, StopEndsThePause) {
  std::promise<bool> went_on;
  PausingThread thread;
  thread.start([&] { went_on.set_value(thread.pause(for_ever)); });
  thread.stop();
  EXPECT_FALSE(went_on.get_future().get());
}

TEST(PausingThread, WakeEndsThePause) {
  std::promise<bool> went_on;
  PausingThread thread;
  thread.start([&] { went_on.set_value(thread.pause(for_ever)); });
  thread.wake();
  EXPECT_TRUE(went_on.get_future().get());
}

TEST(PausingThread, WakeDuringTheWorkEndsTheNextPauseOnly) {
  std::promise<void> is_woken;
  std::promise<void> has_paused;
  std::atomic<int> pauses = 0;
  PausingThread thread;
  thread.start([&] {
    is_woken.get_future().wait();
    while (thread.pause(for_ever)) {
      ++pauses;
      has_paused.set_value();
    }
  });
  thread.wake();
  thread.wake();
  is_woken.set_value();
  has_paused.get_future().wait();
  thread.stop();
  EXPECT_EQ(pauses, 1);
}

TEST(PausingThread, TellsItsWorkThatItIsStopping) {
  PausingThread thread;
  thread.start([&] {
    while (!thread.is_stopping()) thread.pause(std::chrono::milliseconds(1));
  });
  thread.stop();
  EXPECT_TRUE(thread.is_stopping());
}

TEST(PausingThread, StopsTwiceAndUnstarted) {
  PausingThread thread;
  thread.stop();
  thread.start([] {});
  thread.stop();
  thread.stop();
}

}  // namespace
}  // namespace baryon
