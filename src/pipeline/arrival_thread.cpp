#include "pipeline/arrival_thread.h"

#include <utility>

#include "base/log.h"

namespace baryon::pipeline {

ArrivalThread::ArrivalThread(ArrivalLooks& looks, ArrivalThreadOptions options)
    : looks_(looks), options_(std::move(options)) {}

ArrivalThread::~ArrivalThread() { stop(); }

void ArrivalThread::start() {
  thread_ = std::thread([this] { work(); });
}

void ArrivalThread::wake() {
  {
    const std::lock_guard lock(mutex_);
    is_woken_ = true;
  }
  changed_.notify_all();
}

void ArrivalThread::stop() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void ArrivalThread::work() {
  bool goes_on = true;
  while (goes_on) goes_on = pause(look_at_one() ? std::chrono::milliseconds(0) : options_.poll);
}

bool ArrivalThread::look_at_one() {
  const auto looked = looks_.run_due();
  if (!looked) {
    log::error("objects cannot be looked at", {{"reason", looked.error().message}, {"hint", looked.error().hint}});
    return false;
  }
  if (*looked == ArrivalLooks::Looked::queued) options_.on_queued();
  return *looked != ArrivalLooks::Looked::nothing_due;
}

bool ArrivalThread::pause(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, time, [this] { return is_woken_ || is_stopping_; });
  is_woken_ = false;
  return !is_stopping_;
}

}  // namespace baryon::pipeline
