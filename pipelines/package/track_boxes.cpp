// SPDX-License-Identifier: Apache-2.0
// Headers of movies and tracks, and what a decoder must know of H.264 and AAC.
#include "pipelines/package/track_boxes.hpp"

#include "base/check.hpp"
#include "pipelines/grid.hpp"
#include "pipelines/package/h264.hpp"

namespace pipelines {
namespace {

constexpr uint32_t kEnabled = 1, kInMovie = 2;

void writeMatrix(BoxWriter& out) {
  for (const uint32_t value : {0x10000u, 0u, 0u, 0u, 0x10000u, 0u, 0u, 0u, 0x40000000u}) {
    out.u32(value);
  }
}

void writeAvcConfiguration(BoxWriter& out, const PictureTrack& track) {
  out.box("avcC", [&] { out.bytes(avcConfiguration({track.sps, track.pps})); });
}

// An MPEG-4 descriptor; all of ours are shorter than 128 bytes, so the length is one byte.
template <class Body>
std::string descriptor(uint32_t tag, Body&& body) {
  BoxWriter inner;
  body(inner);
  base::check(inner.size() < 128, "a descriptor's length fits in one byte");
  BoxWriter out;
  out.u8(tag);
  out.u8(static_cast<uint32_t>(inner.size()));
  out.bytes(inner.take());
  return out.take();
}

std::string decoderConfiguration(const AacTrack& track) {
  return descriptor(0x04, [&](BoxWriter& out) {
    out.u8(0x40);  // MPEG-4 audio.
    out.u8(0x15);  // Audio stream.
    out.u24(0);    // Buffer size: not stated.
    out.u32(static_cast<uint32_t>(track.bitsPerSecond));
    out.u32(static_cast<uint32_t>(track.bitsPerSecond));
    out.bytes(descriptor(0x05, [&](BoxWriter& in) { in.bytes(track.audioSpecificConfig); }));
  });
}

}  // namespace

void writeMovieHeader(BoxWriter& out, const MovieShape& movie) {
  out.fullBox("mvhd", 0, 0, [&] {
    out.zeros(8);  // Creation and modification: not known.
    out.u32(movie.timescale);
    out.u32(movie.duration);
    out.u32(0x00010000);
    out.u16(0x0100);
    out.zeros(10);
    writeMatrix(out);
    out.zeros(24);
    out.u32(movie.nextTrackId);
  });
}

void writeTrackHeader(BoxWriter& out, const TrackShape& track) {
  const bool isSound = track.handler == kSoundHandler;
  out.fullBox("tkhd", 0, kInMovie | (track.isEnabled ? kEnabled : 0), [&] {
    out.zeros(8);
    out.u32(track.id);
    out.zeros(4);
    out.u32(track.movieDuration);
    out.zeros(8);
    out.u16(0);  // Layer.
    out.u16(track.alternateGroup);
    out.u16(isSound ? 0x0100 : 0);
    out.u16(0);
    writeMatrix(out);
    out.u32(track.width << 16);
    out.u32(track.height << 16);
  });
}

void writeMediaHeaders(BoxWriter& out, const TrackShape& track) {
  base::check(track.language.size() == 3, "a language has three letters");
  out.fullBox("mdhd", 0, 0, [&] {
    out.zeros(8);
    out.u32(track.timescale);
    out.u32(track.mediaDuration);
    uint32_t packed = 0;
    for (const char letter : track.language) {
      packed = packed << 5 | (static_cast<uint32_t>(letter - 0x60) & 31);
    }
    out.u16(packed);
    out.u16(0);
  });
  out.fullBox("hdlr", 0, 0, [&] {
    out.u32(0);
    out.bytes(track.handler);
    out.zeros(12);
    out.bytes(track.name);
    out.u8(0);
  });
}

void writeMediaKind(BoxWriter& out, std::string_view handler) {
  if (handler == kSoundHandler) {
    out.fullBox("smhd", 0, 0, [&] { out.zeros(4); });
  } else if (handler == kPictureHandler) {
    out.fullBox("vmhd", 0, 1, [&] { out.zeros(8); });
  } else {
    out.fullBox("nmhd", 0, 0, [] {});
  }
  out.box("dinf", [&] {
    out.fullBox("dref", 0, 0, [&] {
      out.u32(1);
      out.fullBox("url ", 0, 1, [] {});  // In this very file.
    });
  });
}

void writePictureEntry(BoxWriter& out, const PictureTrack& track) {
  base::check(track.sps.size() >= 4 && !track.pps.empty(), "an encoder has parameter sets");
  out.box("avc1", [&] {
    out.zeros(6);
    out.u16(1);  // Data reference.
    out.zeros(16);
    out.u16(static_cast<uint32_t>(track.width));
    out.u16(static_cast<uint32_t>(track.height));
    out.u32(0x00480000);
    out.u32(0x00480000);
    out.u32(0);
    out.u16(1);  // One frame a sample.
    out.zeros(32);
    out.u16(24);
    out.u16(0xffff);
    writeAvcConfiguration(out, track);
    out.box("colr", [&] {
      out.bytes("nclx");
      for (int i = 0; i < 3; ++i) out.u16(1);  // BT.709 primaries, transfer, matrix.
      out.u8(0);                               // Limited range.
    });
    out.box("pasp", [&] {
      out.u32(1);
      out.u32(1);
    });
  });
}

void writeSoundEntry(BoxWriter& out, const AacTrack& track) {
  out.box("mp4a", [&] {
    out.zeros(6);
    out.u16(1);
    out.zeros(8);
    out.u16(kSoundChannels);
    out.u16(16);
    out.zeros(4);
    out.u32(static_cast<uint32_t>(kSoundRate) << 16);
    out.fullBox("esds", 0, 0, [&] {
      out.bytes(descriptor(0x03, [&](BoxWriter& in) {
        in.u16(0);
        in.u8(0);
        in.bytes(decoderConfiguration(track));
        in.bytes(descriptor(0x06, [](BoxWriter& last) { last.u8(2); }));
      }));
    });
  });
}

}  // namespace pipelines
