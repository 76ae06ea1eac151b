// SPDX-License-Identifier: Apache-2.0
// The AAC encoders of GStreamer, fed on their own frame grid.
#include "pipelines/encode/sound_encoder.hpp"

#include "base/log.hpp"
#include "pipelines/grid.hpp"

#include <utility>

namespace pipelines {
namespace {

// Measured by click tests, hls.md §2.7; GStreamer does not compensate for them.
constexpr int kLibavPriming = 1024;
constexpr int kVoPriming = 1600;

struct EncoderChoice {
  std::vector<base::Ref<GstElement>> elements;
  int priming = 0;
};

base::Result<EncoderChoice> chooseEncoder(int kilobitsPerSecond) {
  if (auto libav = makeElement("avenc_aac", "sound-encoder"); libav) {
    g_object_set(libav->get(), "bitrate", kilobitsPerSecond * 1000, nullptr);
    return EncoderChoice{{*libav}, kLibavPriming};
  }
  base::log::warn("encoder", "Debian package gstreamer1.0-libav is missing: sound by voaacenc");
  auto convert = makeElement("audioconvert", "sound-convert");
  if (!convert) return std::move(convert).error();
  auto vo = makeElement("voaacenc", "sound-encoder");
  if (!vo) return std::move(vo).error();
  g_object_set(vo->get(), "bitrate", kilobitsPerSecond * 1000, nullptr);
  return EncoderChoice{{*convert, *vo}, kVoPriming};
}

std::string bytesOf(GstBuffer* buffer) {
  std::string bytes(gst_buffer_get_size(buffer), '\0');
  gst_buffer_extract(buffer, 0, bytes.data(), bytes.size());
  return bytes;
}

std::string configurationOf(GstSample& sample) {
  GstCaps* caps = gst_sample_get_caps(&sample);
  if (caps == nullptr) return {};
  const GValue* value = gst_structure_get_value(gst_caps_get_structure(caps, 0), "codec_data");
  return value == nullptr ? std::string() : bytesOf(gst_value_get_buffer(value));
}

}  // namespace

base::Result<std::unique_ptr<SoundEncoder>> SoundEncoder::start(int kilobitsPerSecond,
                                                                SoundEncoderEvents events) {
  auto choice = chooseEncoder(kilobitsPerSecond);
  if (!choice) return std::move(choice).error();
  std::unique_ptr<SoundEncoder> made(new SoundEncoder(choice->priming, std::move(events)));
  if (auto built = made->build(std::move(choice->elements)); !built) {
    return std::move(built).error();
  }
  return made;
}

base::Result<void> SoundEncoder::build(std::vector<base::Ref<GstElement>> elements) {
  EncoderPlan plan{"sound",
                   "audio/x-raw,format=F32LE,layout=interleaved,rate=" +
                       std::to_string(kSoundRate) + ",channels=" + std::to_string(kSoundChannels),
                   std::move(elements), "audio/mpeg,mpegversion=4,stream-format=raw"};
  auto pipeline = EncoderPipeline::start(
      std::move(plan), {[this](GstSample& sample) { receive(sample); },
                        [this](base::Error error) { events_.onFailure(std::move(error)); }});
  if (!pipeline) return std::move(pipeline).error();
  pipeline_ = std::move(*pipeline);
  return {};
}

void SoundEncoder::encode(std::span<const float> interleaved) {
  auto buffer = base::Ref<GstBuffer>::adopt(
      gst_buffer_new_allocate(nullptr, interleaved.size_bytes(), nullptr));
  gst_buffer_fill(buffer.get(), 0, interleaved.data(), interleaved.size_bytes());
  const auto timeOf = [](int64_t block) {
    return gst_util_uint64_scale_int(static_cast<guint64>(block) * kSamplesPerAacFrame, GST_SECOND,
                                     kSoundRate);
  };
  GST_BUFFER_PTS(buffer.get()) = timeOf(blocks_);
  GST_BUFFER_DURATION(buffer.get()) = timeOf(blocks_ + 1) - timeOf(blocks_);
  ++blocks_;
  pipeline_->push(std::move(buffer));
}

void SoundEncoder::receive(GstSample& sample) {
  if (!isConfigured_) {
    auto configuration = configurationOf(sample);
    if (configuration.empty()) {
      events_.onFailure({base::Fault::Media, "the AAC encoder gave no configuration", "encoder"});
      return;
    }
    isConfigured_ = true;
    events_.onConfiguration(std::move(configuration));
  }
  events_.onFrame(bytesOf(gst_sample_get_buffer(&sample)));
}

}  // namespace pipelines
