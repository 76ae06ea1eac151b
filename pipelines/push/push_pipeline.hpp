// SPDX-License-Identifier: Apache-2.0
// PushPipeline: one connection to one destination, from its first byte to its end; never a second.
#pragma once

#include "base/push_url.hpp"
#include "pipelines/encode/frame_feed.hpp"
#include "pipelines/gst.hpp"
#include "pipelines/push/push_gate.hpp"

#include <gst/app/gstappsrc.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace pipelines {

/// All on threads of GStreamer; must not block.
struct PushEvents {
  std::function<void()> onReady;  ///< It takes frames: attach it to the feed.
  std::function<void()> onLive;   ///< Once: the destination accepted the stream.
  /// Once: nothing leaves any more. Fault::Peer, code `unreachable`, `refused`, `closed`, `stalled`
  /// or `failed`; the sentence holds no part of the address.
  std::function<void(base::Error)> onEnded;
};

struct PushOptions {
  std::string name;  ///< Of its elements; no secret.
  base::PushUrl address;
  /// Added to a frame's time since grid position 0, so that the stream goes on where an earlier
  /// connection stood.
  std::chrono::nanoseconds shift{};
  BacklogLimit limit;
  /// A peer that answers nothing for so long is gone (hls.md §6.1). RTMP.
  std::chrono::seconds patience{10};
};

/// Figures of one connection. @thread any
struct PushCounters {
  uint64_t bytes = 0;  ///< Given to the sink.
  uint64_t droppedPictures = 0;
};

/// A pipeline of its own, because an error of its sink stops the whole of it (hls.md §6.2).
class PushPipeline : public FrameSink, public std::enable_shared_from_this<PushPipeline> {
 public:
  /// Connects in the background. Fault::Config when an element is missing.
  static base::Result<std::shared_ptr<PushPipeline>> open(PushOptions options, PushEvents events);
  PushPipeline(const PushPipeline&) = delete;
  PushPipeline& operator=(const PushPipeline&) = delete;
  ~PushPipeline() override;

  /// Says goodbye and lets go, in the background, within seconds; `done` comes last, on a thread of
  /// GStreamer. Detach it from the feed before. No other event afterwards.
  static void close(std::shared_ptr<PushPipeline> pipeline, std::function<void()> done);

  PushCounters counters() const;

  void format(const FrameFormat& format) override;
  void picture(const EncodedPicture& picture) override;
  void sound(const EncodedSound& sound) override;

 private:
  PushPipeline(PushOptions options, PushEvents events);
  base::Result<void> build();
  base::Result<void> buildRtmp();
  base::Result<void> buildSrt();
  base::Result<base::Ref<GstElement>> add(const char* factory, const char* role);
  void watchSink();
  bool isAccepted() const;
  void start();
  void stop();
  void fail(base::Error error);
  Backlog backlog() const;
  void push(GstElement* source, const std::shared_ptr<const std::string>& bytes,
            std::chrono::nanoseconds time, bool isKeyframe);
  static GstBusSyncReply heard(GstBus* bus, GstMessage* message, gpointer self) noexcept;
  static GstPadProbeReturn passed(GstPad* pad, GstPadProbeInfo* info, gpointer self) noexcept;

  const PushOptions options_;
  const PushEvents events_;
  std::mutex mutex_;  // guards what follows; events are called under it
  std::condition_variable bell_;
  bool isSilent_ = false;  // No event any more.
  bool hasEnded_ = false;  // The end of the stream has left the sink.

  // Of the feed's calls.
  FrameFormat format_;
  PushGate gate_;
  std::chrono::nanoseconds shift_;
  bool hasBegun_ = false;

  std::atomic<uint64_t> bytes_{0}, buffers_{0}, dropped_{0};
  std::atomic<bool> isLive_{false};
  base::Ref<GstElement> pictures_, sounds_, sink_, pipeline_;
};

}  // namespace pipelines
