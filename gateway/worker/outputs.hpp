// SPDX-License-Identifier: Apache-2.0
// Outputs: where a broadcast goes besides the server; made, kept and let go as it is wanted.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "base/loop.hpp"
#include "gateway/worker/push.hpp"
#include "pipelines/record/recorder.hpp"

namespace gateway {

struct RecordPlace {
  std::string folder;  ///< Of the stream's recordings; empty: it cannot be recorded.
  int64_t leastFreeBytes = 0;
};

/// @thread loop
class Outputs {
 public:
  /// `loop` outlives it. @param onChanged  report() tells something new: posted, not called.
  Outputs(base::Loop& loop, LinkWanted wanted, RecordPlace place, std::function<void()> onChanged,
          PushPatience patience = {});
  Outputs(const Outputs&) = delete;
  Outputs& operator=(const Outputs&) = delete;

  /// The broadcast is there; until then nothing is connected. `feed` lives until close().
  void open(pipelines::FrameFeed& feed);
  /// Outputs that are no longer wanted go, others stay as they are, new ones begin.
  void want(LinkWanted wanted);
  /// @param isOver  The recording is over, too; else another worker may go on with it.
  void close(bool isOver);
  /// No connection is being said goodbye to.
  bool isQuiet() const { return *closing_ == 0; }

  LinkOutputs report() const;

 private:
  void apply();
  void applyRecording();
  void stopRecording(bool isOver);
  void tellSoon();

  base::Loop& loop_;
  LinkWanted wanted_;
  const RecordPlace place_;
  const std::function<void()> onChanged_;
  const PushPatience patience_;
  const ClosingCount closing_ = std::make_shared<std::atomic<int>>(0);
  pipelines::FrameFeed* feed_ = nullptr;
  std::vector<std::unique_ptr<Push>> pushes_;
  std::shared_ptr<pipelines::Recorder> recorder_;
  base::Timer watch_;
  base::Alive alive_;
};

}  // namespace gateway
