// SPDX-License-Identifier: Apache-2.0
// Open, or closed until a keyframe finds room.
#include "pipelines/push/push_gate.hpp"

namespace pipelines {

bool PushGate::admitPicture(bool isKeyframe, std::chrono::nanoseconds time,
                            const Backlog& backlog) {
  if (isOpen_ && isFull(backlog)) isOpen_ = false;
  if (!isOpen_ && isKeyframe && hasRoom(backlog)) {
    isOpen_ = true;
    hasBegun_ = true;
    openedAt_ = time;
  }
  if (!isOpen_ && hasBegun_) ++droppedPictures_;
  return isOpen_;
}

bool PushGate::admitSound(std::chrono::nanoseconds time, const Backlog& backlog) {
  if (isOpen_ && isFull(backlog)) isOpen_ = false;
  return isOpen_ && time >= openedAt_;
}

}  // namespace pipelines
