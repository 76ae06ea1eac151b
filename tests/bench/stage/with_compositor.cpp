// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/stage/with.hpp"

#include "pipelines/stage/backdrop.hpp"
#include "tests/bench/stage/footage.hpp"

#include <gst/app/gstappsrc.h>

#include <cstring>
#include <limits>

namespace bench {
namespace {

using namespace pipelines;

std::string i420Caps(int width, int height) {
  return "caps=\"video/x-raw,format=I420,width=" + std::to_string(width) +
         ",height=" + std::to_string(height) + ",framerate=25/1,colorimetry=bt709\" ";
}

std::string place(size_t pad, const Rectangle& area) {
  const std::string sink = " sink_" + std::to_string(pad) + "::";
  return sink + "xpos=" + std::to_string(area.x) + sink + "ypos=" + std::to_string(area.y) + sink +
         "width=" + std::to_string(area.width) + sink + "height=" + std::to_string(area.height);
}

std::string pipelineOf(const Play& play, const Layout& layout) {
  std::string places,
      sources = " appsrc name=slide format=time is-live=true do-timestamp=true " +
                i420Caps(kWidth, kHeight) +
                "! imagefreeze is-live=true ! video/x-raw,framerate=25/1 ! mix.sink_0";
  const std::string live = " format=time is-live=true do-timestamp=true ";
  for (size_t i = 0; i < play.sources.size(); ++i) {
    const auto& [id, width, height] = play.sources[i];
    places += place(
        i + 1, id == "screen" ? fitInside(layout.content, width, height) : layout.cameras[i].tile);
    sources += " appsrc name=" + id + live + i420Caps(width, height) + "! queue ! mix.sink_" +
               std::to_string(i + 1);
  }
  if (play.hands > 0) {
    places += place(1, layout.content);
    sources += " appsrc name=board" + live +
               "caps=\"video/x-raw,format=BGRx,width=" + std::to_string(layout.content.width) +
               ",height=" + std::to_string(layout.content.height) +
               ",framerate=25/1\" ! queue ! mix.sink_1";
  }
  // As in pipelines/encode.
  return "compositor name=mix background=black" + places +
         " ! video/x-raw,format=I420,width=" + std::to_string(kWidth) +
         ",height=" + std::to_string(kHeight) +
         ",framerate=25/1 ! x264enc speed-preset=veryfast "
         "tune=zerolatency pass=qual quantizer=23 qp-min=14 vbv-buf-capacity=1000 bframes=0 "
         "threads=1 key-int-max=48 option-string=scenecut=0 bitrate=" +
         std::to_string(kKilobitsPerSecond) +
         " ! fakesink async=false sync=false"
         " audiotestsrc is-live=true wave=silence samplesperbuffer=1024 ! "
         "audio/x-raw,rate=48000,channels=2 ! avenc_aac bitrate=" +
         std::to_string(kSoundKilobitsPerSecond * 1000) + " ! fakesink async=false sync=false" +
         sources;
}

class Running {
 public:
  explicit Running(base::Ref<GstElement> pipeline) : pipeline_(std::move(pipeline)) {
    gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running() { gst_element_set_state(pipeline_.get(), GST_STATE_NULL); }

  base::Ref<GstElement> source(const std::string& name) {
    return base::Ref<GstElement>::adopt(
        gst_bin_get_by_name(GST_BIN(pipeline_.get()), name.c_str()));
  }
  bool hasFailed() {
    const auto bus = base::Ref<GstBus>::adopt(gst_element_get_bus(pipeline_.get()));
    GstMessage* message = gst_bus_pop_filtered(bus.get(), GST_MESSAGE_ERROR);
    if (message != nullptr) gst_message_unref(message);
    return message != nullptr;
  }

 private:
  base::Ref<GstElement> pipeline_;
};

void push(GstElement* source, base::Ref<GstBuffer> buffer) {
  gst_app_src_push_buffer(GST_APP_SRC(source), buffer.release());
}

// The same memory under a new header: each push gets its own time.
base::Ref<GstBuffer> again(GstSample& sample) {
  return base::Ref<GstBuffer>::adopt(gst_buffer_copy(gst_sample_get_buffer(&sample)));
}

// The page with all its ink, drawn whole.
class Board {
 public:
  Board(const SlideView& view, const Rectangle& place)
      : view_(view), place_(place), surface_(makeSurface(place.width, place.height)) {}

  base::Ref<GstBuffer> draw(const Whiteboard& board) {
    const CairoContext context(cairo_create(surface_.get()));
    cairo_set_source_surface(context.get(), slides_.drawn(view_, place_.width, place_.height), 0,
                             0);
    cairo_paint(context.get());
    cairo_scale(context.get(), place_.width / view_.viewWidth, place_.height / view_.viewHeight);
    constexpr double kFar = std::numeric_limits<double>::max();
    painter_.paint(context.get(), board, Box{-kFar, -kFar, kFar, kFar});
    cairo_surface_flush(surface_.get());
    const auto size = static_cast<gsize>(cairo_image_surface_get_stride(surface_.get())) *
                      static_cast<gsize>(place_.height);
    auto buffer = base::Ref<GstBuffer>::adopt(gst_buffer_new_allocate(nullptr, size, nullptr));
    gst_buffer_fill(buffer.get(), 0, cairo_image_surface_get_data(surface_.get()), size);
    return buffer;
  }

 private:
  SlideView view_;
  Rectangle place_;
  CairoSurface surface_;
  SlideStore slides_;
  WhiteboardPainter painter_;
};

base::Error failure(const std::string& what) {
  return {base::Fault::Media, "the compositor's pipeline " + what, ""};
}

}  // namespace

base::Result<void> playWithCompositor(const Play& play, const Beat& beat) {
  BackdropPainter painter(kWidth, kHeight);
  const auto still = painter.paint(play.scene);
  GError* error = nullptr;
  auto made = base::Ref<GstElement>::sink(
      gst_parse_launch(pipelineOf(play, still->layout).c_str(), &error));
  if (error != nullptr) {
    const std::string why = error->message;
    g_clear_error(&error);
    return failure("cannot be built: " + why);
  }
  Running running(std::move(made));
  push(running.source("slide").get(), bufferOf(still->patches.at(0).picture));
  std::vector<base::Ref<GstElement>> inputs;
  std::vector<std::vector<base::Ref<GstSample>>> footage;
  for (const auto& source : play.sources) {
    inputs.push_back(running.source(source.id));
    footage.push_back(footageOf(source.width, source.height));
  }
  const auto page = running.source("board");
  std::optional<Board> board;
  if (page) board.emplace(*play.scene.slide, still->layout.content);
  Hands hands(play.hands);
  beat([&](int count) {
    for (size_t i = 0; i < inputs.size(); ++i) {
      push(inputs[i].get(),
           again(*footage[i][static_cast<size_t>(count) % footage[i].size()].get()));
    }
    if (board && isInkBeat(count)) push(page.get(), board->draw(*hands.next()));
  });
  if (running.hasFailed()) return failure("failed");
  return {};
}

}  // namespace bench
