// SPDX-License-Identifier: Apache-2.0
// The boxes, written by hand: mp4mux cannot make parts of LL-HLS (hls.md §2.11).
#include "pipelines/package/mp4.hpp"

#include "base/check.hpp"
#include "pipelines/grid.hpp"
#include "pipelines/package/box_writer.hpp"

namespace pipelines {
namespace {

constexpr uint32_t kTrackId = 1;  // Equal in tkhd, trex and tfhd, or MSE refuses the append.
constexpr uint32_t kMovieTimescale = 1000;
constexpr uint32_t kUndetermined = 0x55c4;         // Language "und", 5 bits a letter.
constexpr uint32_t kSyncSample = 0x02000000;       // Depends on no other.
constexpr uint32_t kDependentSample = 0x01010000;  // Depends on others, is not a sync sample.

void writeMatrix(BoxWriter& out) {
  for (const uint32_t value : {0x10000u, 0u, 0u, 0u, 0x10000u, 0u, 0u, 0u, 0x40000000u}) {
    out.u32(value);
  }
}

void writeFileType(BoxWriter& out) {
  out.box("ftyp", [&] {
    out.bytes("cmf2");
    out.u32(0);
    out.bytes("iso6cmfccmf2mp41");
  });
}

void writeMovieHeader(BoxWriter& out) {
  out.fullBox("mvhd", 0, 0, [&] {
    out.zeros(8);  // Creation and modification: not known.
    out.u32(kMovieTimescale);
    out.u32(0);  // Duration: live.
    out.u32(0x00010000);
    out.u16(0x0100);
    out.zeros(10);
    writeMatrix(out);
    out.zeros(24);
    out.u32(kTrackId + 1);
  });
}

struct TrackShape {
  uint32_t timescale;
  std::string_view handler;  // vide or soun
  std::string_view name;
  uint32_t width = 0;  // Pixels; 0 for sound.
  uint32_t height = 0;
};

void writeTrackHeader(BoxWriter& out, const TrackShape& shape) {
  const bool isSound = shape.handler == "soun";
  out.fullBox("tkhd", 0, 0x000003, [&] {  // Enabled, in the movie.
    out.zeros(8);
    out.u32(kTrackId);
    out.zeros(4 + 4 + 8);  // Reserved, duration, reserved.
    out.zeros(4);          // Layer, alternate group.
    out.u16(isSound ? 0x0100 : 0);
    out.u16(0);
    writeMatrix(out);
    out.u32(shape.width << 16);
    out.u32(shape.height << 16);
  });
}

void writeMediaHeaders(BoxWriter& out, const TrackShape& shape) {
  out.fullBox("mdhd", 0, 0, [&] {
    out.zeros(8);
    out.u32(shape.timescale);
    out.u32(0);
    out.u16(kUndetermined);
    out.u16(0);
  });
  out.fullBox("hdlr", 0, 0, [&] {
    out.u32(0);
    out.bytes(shape.handler);
    out.zeros(12);
    out.bytes(shape.name);
    out.u8(0);
  });
}

void writeMediaKind(BoxWriter& out, const TrackShape& shape) {
  if (shape.handler == "soun") {
    out.fullBox("smhd", 0, 0, [&] { out.zeros(4); });
  } else {
    out.fullBox("vmhd", 0, 1, [&] { out.zeros(8); });
  }
  out.box("dinf", [&] {
    out.fullBox("dref", 0, 0, [&] {
      out.u32(1);
      out.fullBox("url ", 0, 1, [] {});  // In this very file.
    });
  });
}

template <class Entry>
void writeSampleTable(BoxWriter& out, Entry&& entry) {
  out.box("stbl", [&] {
    out.fullBox("stsd", 0, 0, [&] {
      out.u32(1);
      entry();
    });
    out.fullBox("stts", 0, 0, [&] { out.u32(0); });
    out.fullBox("stsc", 0, 0, [&] { out.u32(0); });
    out.fullBox("stsz", 0, 0, [&] { out.zeros(8); });
    out.fullBox("stco", 0, 0, [&] { out.u32(0); });
  });
}

void writeMovieExtends(BoxWriter& out) {
  out.box("mvex", [&] {
    out.fullBox("trex", 0, 0, [&] {
      out.u32(kTrackId);
      out.u32(1);  // Sample description.
      out.zeros(12);
    });
  });
}

template <class Entry>
std::string writeInit(const TrackShape& shape, Entry&& entry) {
  BoxWriter out;
  writeFileType(out);
  out.box("moov", [&] {
    writeMovieHeader(out);
    out.box("trak", [&] {
      writeTrackHeader(out, shape);
      out.box("mdia", [&] {
        writeMediaHeaders(out, shape);
        out.box("minf", [&] {
          writeMediaKind(out, shape);
          writeSampleTable(out, [&] { entry(out); });
        });
      });
    });
    writeMovieExtends(out);
  });
  return out.take();
}

bool isHighProfile(uint8_t profile) {
  return profile == 100 || profile == 110 || profile == 122 || profile == 144;
}

void writeAvcConfiguration(BoxWriter& out, const PictureTrack& track) {
  const auto spsByte = [&](size_t i) { return static_cast<uint8_t>(track.sps[i]); };
  out.box("avcC", [&] {
    out.u8(1);
    for (size_t i = 1; i <= 3; ++i) out.u8(spsByte(i));  // Profile, compatibility, level.
    out.u8(0xfc | 3);                                    // Lengths of four bytes.
    out.u8(0xe0 | 1);
    out.u16(static_cast<uint32_t>(track.sps.size()));
    out.bytes(track.sps);
    out.u8(1);
    out.u16(static_cast<uint32_t>(track.pps.size()));
    out.bytes(track.pps);
    if (isHighProfile(spsByte(1))) {  // GStreamer 1.22 forgets these four (hls.md §2.3).
      out.u8(0xfc | 1);               // 4:2:0
      out.u8(0xf8);                   // 8 bit luma
      out.u8(0xf8);                   // 8 bit chroma
      out.u8(0);
    }
  });
}

void writePictureEntry(BoxWriter& out, const PictureTrack& track) {
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

// Returns where data_offset stands: it is known only when the moof has ended.
size_t writeRun(BoxWriter& out, const std::vector<Mp4Sample>& samples) {
  constexpr uint32_t kDataOffset = 0x1, kDuration = 0x100, kSize = 0x200, kFlags = 0x400;
  size_t offsetPlace = 0;
  out.fullBox("trun", 1, kDataOffset | kDuration | kSize | kFlags, [&] {
    out.u32(static_cast<uint32_t>(samples.size()));
    offsetPlace = out.size();
    out.u32(0);
    for (const auto& sample : samples) {
      out.u32(sample.durationTicks);
      out.u32(static_cast<uint32_t>(sample.bytes.size()));
      out.u32(sample.sync ? kSyncSample : kDependentSample);
    }
  });
  return offsetPlace;
}

}  // namespace

std::string initSection(const PictureTrack& track) {
  base::check(track.sps.size() >= 4 && !track.pps.empty(), "an encoder has parameter sets");
  const TrackShape shape{kVideoTimescale, "vide", "Amphi picture",
                         static_cast<uint32_t>(track.width), static_cast<uint32_t>(track.height)};
  return writeInit(shape, [&](BoxWriter& out) { writePictureEntry(out, track); });
}

std::string initSection(const AacTrack& track) {
  const TrackShape shape{kSoundRate, "soun", "Amphi sound"};
  return writeInit(shape, [&](BoxWriter& out) { writeSoundEntry(out, track); });
}

std::string fragmentBytes(const Mp4Fragment& fragment) {
  size_t payload = 0;
  for (const auto& sample : fragment.samples) payload += sample.bytes.size();
  BoxWriter out;
  out.reserve(payload + 128 + 12 * fragment.samples.size());
  size_t offsetPlace = 0;
  out.box("moof", [&] {
    out.fullBox("mfhd", 0, 0, [&] { out.u32(fragment.sequence); });
    out.box("traf", [&] {
      out.fullBox("tfhd", 0, 0x020000, [&] { out.u32(kTrackId); });  // Base is the moof.
      out.fullBox("tfdt", 1, 0, [&] { out.u64(fragment.decodeTime); });
      offsetPlace = writeRun(out, fragment.samples);
    });
  });
  constexpr size_t kBoxHeader = 8;
  out.patch(offsetPlace, static_cast<uint32_t>(out.size() + kBoxHeader));
  out.box("mdat", [&] {
    for (const auto& sample : fragment.samples) out.bytes(sample.bytes);
  });
  return out.take();
}

}  // namespace pipelines
