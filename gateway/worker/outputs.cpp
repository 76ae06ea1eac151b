// SPDX-License-Identifier: Apache-2.0
// The difference between what is wanted and what is there.
#include "gateway/worker/outputs.hpp"

#include <algorithm>
#include <utility>

namespace gateway {
namespace {

constexpr base::Millis kWatchEvery{1000};

bool isIn(const std::vector<PushTarget>& targets, const PushTarget& one) {
  return std::any_of(targets.begin(), targets.end(), [&](const PushTarget& other) {
    return other.id == one.id && other.url == one.url && other.backupUrl == one.backupUrl;
  });
}

}  // namespace

Outputs::Outputs(base::Loop& loop, LinkWanted wanted, RecordPlace place,
                 std::function<void()> onChanged, PushPatience patience)
    : loop_(loop),
      wanted_(std::move(wanted)),
      place_(std::move(place)),
      onChanged_(std::move(onChanged)),
      patience_(patience) {}

void Outputs::open(pipelines::FrameFeed& feed) {
  feed_ = &feed;
  watch_ = loop_.every(kWatchEvery, [this] {
    for (const auto& push : pushes_) push->tick(base::steadyNow());
  });
  apply();
}

void Outputs::want(LinkWanted wanted) {
  wanted_ = std::move(wanted);
  if (feed_ != nullptr) apply();
}

void Outputs::apply() {
  std::erase_if(pushes_,
                [this](const auto& push) { return !isIn(wanted_.pushes, push->target()); });
  for (const auto& target : wanted_.pushes) {
    const bool isThere = std::any_of(pushes_.begin(), pushes_.end(), [&](const auto& push) {
      return push->target().id == target.id;
    });
    if (isThere) continue;
    pushes_.push_back(
        std::make_unique<Push>(loop_, *feed_, target, patience_, closing_, [this] { tellSoon(); }));
  }
  applyRecording();
  tellSoon();
}

void Outputs::applyRecording() {
  const bool records = wanted_.record && !place_.folder.empty();
  if (!records) return stopRecording(true);
  if (recorder_) return;
  pipelines::RecorderOptions options;
  options.folder = place_.folder;
  options.originUnixMillis = feed_->originUnixMillis();
  options.leastFreeBytes = static_cast<uint64_t>(place_.leastFreeBytes);
  recorder_ = std::make_shared<pipelines::Recorder>(std::move(options));
  feed_->attach(recorder_);
}

// Waits for the disk to have the last two seconds.
void Outputs::stopRecording(bool isOver) {
  if (!recorder_) return;
  feed_->detach(recorder_.get());
  if (isOver) recorder_->end();
  recorder_.reset();
}

void Outputs::close(bool isOver) {
  if (feed_ == nullptr) return;
  watch_.cancel();
  pushes_.clear();
  stopRecording(isOver);
  feed_ = nullptr;
}

LinkOutputs Outputs::report() const {
  LinkOutputs out;
  for (const auto& push : pushes_) out.pushes.push_back(push->report());
  if (!recorder_) return out;
  const auto status = recorder_->status();
  // The recorder's states are those of the link, but for the first.
  out.recording = {static_cast<RecordState>(static_cast<int>(status.state) + 1),
                   status.code,
                   status.detail,
                   status.id,
                   static_cast<int64_t>(status.bytes),
                   status.millis};
  return out;
}

void Outputs::tellSoon() {
  loop_.post(alive_, [this] { onChanged_(); });
}

}  // namespace gateway
