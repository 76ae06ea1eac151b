// SPDX-License-Identifier: Apache-2.0
// EncoderPipeline: appsrc → an encoder → appsink, as fast as buffers come; no clock of its own.
#pragma once

#include "pipelines/gst.hpp"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace pipelines {

struct EncoderPlan {
  std::string name;
  std::string inputCaps;
  std::vector<base::Ref<GstElement>> elements;  ///< Linked in this order.
  std::string outputCaps;
};

struct EncoderEvents {
  std::function<void(GstSample&)> onSample;    ///< @thread streaming of the encoder
  std::function<void(base::Error)> onFailure;  ///< At most once; Fault::Media. @thread streaming
};

class EncoderPipeline {
 public:
  static base::Result<std::unique_ptr<EncoderPipeline>> start(EncoderPlan plan,
                                                              EncoderEvents events);
  EncoderPipeline(const EncoderPipeline&) = delete;
  EncoderPipeline& operator=(const EncoderPipeline&) = delete;
  ~EncoderPipeline();  ///< Stops; no event afterwards.

  /// Queues a buffer; never blocks. @thread any, one caller
  void push(base::Ref<GstBuffer> buffer);

  /// Waits until all that was pushed has left; nothing is pushed afterwards. Fault::Media when the
  /// encoder failed, or gives nothing for half a minute.
  base::Result<void> finish();

  /// Where buffers leave the source, for probes.
  base::Ref<GstPad> inputPad() const;

 private:
  explicit EncoderPipeline(EncoderEvents events) : events_(std::move(events)) {}
  base::Result<void> build(EncoderPlan& plan);
  void fail(base::Error error);
  static GstFlowReturn pulled(GstAppSink* sink, gpointer self) noexcept;
  static void ended(GstAppSink* sink, gpointer self) noexcept;
  static GstBusSyncReply heard(GstBus* bus, GstMessage* message, gpointer self) noexcept;

  EncoderEvents events_;
  std::atomic<bool> failed_{false};
  std::mutex mutex_;  // guards hasEnded_
  std::condition_variable bell_;
  bool hasEnded_ = false;
  base::Ref<GstElement> source_;
  base::Ref<GstElement> sink_;
  base::Ref<GstElement> pipeline_;
};

/// Running time of a sample's buffer: x264enc's timestamps start at 1000 hours, its segment does
/// too (hls.md §2.5).
GstClockTime runningTime(GstSample& sample);

}  // namespace pipelines
