// SPDX-License-Identifier: Apache-2.0
// DiskThread: all reading and writing of segments, so that nobody else waits for a disk.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace gateway {

class DiskThread {
 public:
  DiskThread();
  DiskThread(const DiskThread&) = delete;
  DiskThread& operator=(const DiskThread&) = delete;
  ~DiskThread();  ///< Does what was posted, then ends.

  /// Jobs run in order. @return False when too many wait: the disk does not keep up. @thread any
  bool post(std::function<void()> job);
  /// Waits until all that was posted before is done. @thread any but its own
  void drain();

 private:
  void run();

  std::mutex mutex_;  // guards the next two
  std::condition_variable bell_;
  std::deque<std::function<void()>> jobs_;
  bool isEnding_ = false;
  std::thread thread_;  // Last: starts when all else is there.
};

}  // namespace gateway
