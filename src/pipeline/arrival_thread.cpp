#include "pipeline/arrival_thread.h"

#include <utility>

#include "base/log.h"

namespace baryon::pipeline {

ArrivalThread::ArrivalThread(ArrivalLooks& looks, ArrivalThreadOptions options)
    : looks_(looks), options_(std::move(options)) {}

void ArrivalThread::start() {
  thread_.start([this] { work(); });
}

void ArrivalThread::wake() { thread_.wake(); }

void ArrivalThread::stop() { thread_.stop(); }

void ArrivalThread::work() {
  bool goes_on = true;
  while (goes_on) goes_on = thread_.pause(look_at_one() ? std::chrono::milliseconds(0) : options_.poll);
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

}  // namespace baryon::pipeline
