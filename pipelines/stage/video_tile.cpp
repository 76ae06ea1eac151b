// SPDX-License-Identifier: Apache-2.0
// GstVideoConverter scales planes quickly as long as it need not touch colours: those are changed
// here, on the small result.
#include "pipelines/stage/video_tile.hpp"

#include "base/check.hpp"
#include "pipelines/stage/layout.hpp"

#include <algorithm>
#include <array>

namespace pipelines {
namespace {

constexpr int kMostPixelsAcross = 8192;  // A larger camera is a mistake or an attack.

bool isUsable(const GstVideoInfo& info) {
  return GST_VIDEO_INFO_FORMAT(&info) == GST_VIDEO_FORMAT_I420 && info.width >= 2 &&
         info.height >= 2 && info.width <= kMostPixelsAcross && info.height <= kMostPixelsAcross;
}

// BT.601 → BT.709, limited range, in 1/65536: Y' = Y + kYu·u + kYv·v and so on, u and v around 0.
// Both matrices share the grey axis, so luma counts once and chroma only mixes.
constexpr int kShift = 16;
constexpr int fixed(double value) {
  return static_cast<int>(value * (1 << kShift) + (value < 0 ? -0.5 : 0.5));
}
struct Weights {
  double red, blue;
  constexpr double green() const { return 1 - red - blue; }
};
constexpr Weights k601{0.299, 0.114}, k709{0.2126, 0.0722};
constexpr double kSpan = 224.0 / 219;  // Chroma's range over luma's.
// R = Y + rV·v; B = Y + bU·u; G follows from Y = wr·R + wg·G + wb·B (of BT.601).
constexpr double kRv = 2 * (1 - k601.red), kBu = 2 * (1 - k601.blue);
constexpr double kGu = -k601.blue * kBu / k601.green(), kGv = -k601.red * kRv / k601.green();
constexpr double kLumaU = k709.green() * kGu + k709.blue * kBu;
constexpr double kLumaV = k709.red * kRv + k709.green() * kGv;
constexpr int kYu = fixed(kLumaU / kSpan), kYv = fixed(kLumaV / kSpan);
constexpr int kUu = fixed((kBu - kLumaU) / (2 * (1 - k709.blue)));
constexpr int kUv = fixed(-kLumaV / (2 * (1 - k709.blue)));
constexpr int kVu = fixed(-kLumaU / (2 * (1 - k709.red)));
constexpr int kVv = fixed((kRv - kLumaV) / (2 * (1 - k709.red)));
constexpr int kRound = 1 << (kShift - 1);

uint8_t clampByte(int value) {
  return static_cast<uint8_t>(std::clamp(value, 0, 255));
}

}  // namespace

void convertBt601(Picture& picture) {
  for (int y = 0; y < picture.height() / 2; ++y) {
    uint8_t* u = picture.plane(1) + y * picture.stride(1);
    uint8_t* v = picture.plane(2) + y * picture.stride(2);
    uint8_t* upper = picture.plane(0) + 2 * y * picture.stride(0);
    uint8_t* lower = upper + picture.stride(0);
    for (int x = 0; x < picture.width() / 2; ++x) {
      const int du = u[x] - 128, dv = v[x] - 128;
      const int luma = (kYu * du + kYv * dv + kRound) >> kShift;
      for (uint8_t* pixel : {upper + 2 * x, upper + 2 * x + 1, lower + 2 * x, lower + 2 * x + 1}) {
        *pixel = clampByte(*pixel + luma);
      }
      u[x] = clampByte(128 + ((kUu * du + kUv * dv + kRound) >> kShift));
      v[x] = clampByte(128 + ((kVu * du + kVv * dv + kRound) >> kShift));
    }
  }
}

MappedPicture::MappedPicture(int width, int height) : picture_(width, height) {
  const size_t size = picture_.bytes().size();
  buffer_ = base::Ref<GstBuffer>::adopt(gst_buffer_new_wrapped_full(
      static_cast<GstMemoryFlags>(0), picture_.plane(0), size, 0, size, nullptr, nullptr));
  GstVideoInfo info;
  gst_video_info_set_format(&info, GST_VIDEO_FORMAT_I420, static_cast<guint>(width),
                            static_cast<guint>(height));
  gst_video_colorimetry_from_string(&info.colorimetry, GST_VIDEO_COLORIMETRY_BT709);
  base::check(info.size == size &&
                  gst_video_frame_map(&frame_, &info, buffer_.get(), GST_MAP_READWRITE) != FALSE,
              "pictures are laid out as GStreamer does");
}

MappedPicture::~MappedPicture() {
  gst_video_frame_unmap(&frame_);
}

void VideoTile::read(GstCaps* caps) {
  if (caps != nullptr && caps == caps_.get()) return;
  caps_ = base::Ref<GstCaps>::share(caps);
  converter_.reset();
  info_.reset();
  GstVideoInfo info;
  if (caps == nullptr || gst_video_info_from_caps(&info, caps) == FALSE || !isUsable(info)) return;
  info_ = info;
}

void VideoTile::aim(const Rectangle& area, Fit fit) {
  if (converter_ && area_ == area && fit_ == fit) return;
  area_ = area;
  fit_ = fit;
  const double pixelShape =
      info_->par_d > 0 && info_->par_n > 0 ? static_cast<double>(info_->par_n) / info_->par_d : 1;
  const Rectangle whole{0, 0, info_->width, info_->height};
  target_ = fit == Fit::Cover ? area : fitInside(area, whole.width * pixelShape, whole.height);
  const bool isCover = fit == Fit::Cover;
  prepare(isCover ? fitInside(whole, area.width / pixelShape, area.height) : whole);
}

void VideoTile::prepare(const Rectangle& from) {
  converter_.reset();
  if (target_.isEmpty() || from.isEmpty()) return;
  scaled_ = std::make_unique<MappedPicture>(target_.width, target_.height);
  const GstVideoInfo& to = scaled_->info();
  GstVideoInfo source = *info_;
  const bool isLimited = source.colorimetry.range != GST_VIDEO_COLOR_RANGE_0_255;
  isFromBt601_ = isLimited && source.colorimetry.matrix == GST_VIDEO_COLOR_MATRIX_BT601;
  if (isLimited) source.colorimetry = to.colorimetry;  // Then it only scales.
  source.chroma_site = to.chroma_site;
  source.fps_n = to.fps_n;  // The converter wants them equal and uses them for nothing.
  source.fps_d = to.fps_d;
  GstStructure* config = gst_structure_new(
      "config", GST_VIDEO_CONVERTER_OPT_SRC_X, G_TYPE_INT, from.x, GST_VIDEO_CONVERTER_OPT_SRC_Y,
      G_TYPE_INT, from.y, GST_VIDEO_CONVERTER_OPT_SRC_WIDTH, G_TYPE_INT, from.width,
      GST_VIDEO_CONVERTER_OPT_SRC_HEIGHT, G_TYPE_INT, from.height,
      GST_VIDEO_CONVERTER_OPT_RESAMPLER_METHOD, GST_TYPE_VIDEO_RESAMPLER_METHOD,
      GST_VIDEO_RESAMPLER_METHOD_LINEAR, nullptr);
  converter_.reset(gst_video_converter_new(&source, const_cast<GstVideoInfo*>(&to), config));
}

bool VideoTile::show(GstSample& sample, const Rectangle& area, Fit fit) {
  place_ = {};
  read(gst_sample_get_caps(&sample));
  GstBuffer* buffer = gst_sample_get_buffer(&sample);
  if (!info_ || buffer == nullptr || area.isEmpty()) return false;
  aim(area, fit);
  GstVideoFrame frame;
  if (!converter_ || gst_video_frame_map(&frame, &*info_, buffer, GST_MAP_READ) == FALSE) {
    return false;
  }
  gst_video_converter_frame(converter_.get(), &frame, scaled_->frame());
  gst_video_frame_unmap(&frame);
  if (isFromBt601_) convertBt601(scaled_->picture());
  place_ = target_;
  return true;
}

}  // namespace pipelines
