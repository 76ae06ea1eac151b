// SPDX-License-Identifier: Apache-2.0
// From a webrtcbin's pad to decoded, dated pictures or sound.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "pipelines/gst.hpp"
#include "pipelines/media_input.hpp"

namespace pipelines {

/// What came of one kind since the start. @thread any
struct FlowCounters {
  std::atomic<uint64_t> packets{0}, bytes{0};
  std::atomic<uint64_t> frames{0};  ///< Decoded pictures, or blocks of sound.
};

/// What the streaming threads of one receiver and its loop share. The receiver closes it;
/// GStreamer's callbacks keep it alive for as long as they may run.
struct Flow {
  std::string name;
  bool isVideo = false;  ///< Judged by its pictures; else by its sound.

  FlowCounters pictures, sounds;
  std::atomic<int> width{0}, height{0};
  const FlowCounters& judged() const { return isVideo ? pictures : sounds; }

  /// Guards what follows; held while an input takes a frame or the loop takes an event.
  std::mutex mutex;
  std::function<void()> onFirstMedia;         ///< Of the judged kind. Streaming thread; posts.
  std::function<void(base::Error)> onFailed;  ///< Streaming thread; posts.
  std::shared_ptr<VideoInput> video;
  std::shared_ptr<SoundInput> sound;
  base::Ref<GstPad> videoPad;  ///< Where keyframes are asked for; none before video came.

  /// @thread streaming
  void tellFirstMedia() {
    const std::lock_guard lock(mutex);
    if (onFirstMedia) onFirstMedia();
  }
  /// @thread streaming
  void fail(base::Error error) {
    const std::lock_guard lock(mutex);
    if (onFailed) onFailed(std::move(error));
  }
  /// Nothing is pushed and nobody told once this returned: the loop may go. @thread any
  void close() {
    const std::lock_guard lock(mutex);
    onFirstMedia = nullptr;
    onFailed = nullptr;
    video.reset();
    sound.reset();
    videoPad.reset();
  }
};

/// Builds and links the chain for `pad` inside the pipeline, before it returns. @thread streaming
void attachDecodeChain(GstElement* pipeline, GstPad* pad, const std::shared_ptr<Flow>& flow);

/// Asks the sender for a keyframe (a PLI on the wire). False when no video came yet. @thread any
bool requestKeyframe(Flow& flow);

}  // namespace pipelines
