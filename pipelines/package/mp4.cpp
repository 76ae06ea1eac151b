// SPDX-License-Identifier: Apache-2.0
// The boxes, written by hand: mp4mux cannot make parts of LL-HLS (hls.md §2.11).
#include "pipelines/package/mp4.hpp"

#include "pipelines/grid.hpp"
#include "pipelines/package/track_boxes.hpp"

namespace pipelines {
namespace {

// Equal in tkhd, trex and tfhd, or MSE refuses the append.
constexpr uint32_t kTrackId = 1;  // Of the first.
constexpr uint32_t kMovieTimescale = 1000;
constexpr uint32_t kSyncSample = 0x02000000;       // Depends on no other.
constexpr uint32_t kDependentSample = 0x01010000;  // Depends on others, is not a sync sample.

void writeFileType(BoxWriter& out) {
  out.box("ftyp", [&] {
    out.bytes("cmf2");
    out.u32(0);
    out.bytes("iso6cmfccmf2mp41");
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

void writeMovieExtends(BoxWriter& out, uint32_t tracks) {
  out.box("mvex", [&] {
    for (uint32_t id = kTrackId; id < kTrackId + tracks; ++id) {
      out.fullBox("trex", 0, 0, [&] {
        out.u32(id);
        out.u32(1);  // Sample description.
        out.zeros(12);
      });
    }
  });
}

template <class Entry>
void writeTrack(BoxWriter& out, const TrackShape& shape, Entry&& entry) {
  out.box("trak", [&] {
    writeTrackHeader(out, shape);
    out.box("mdia", [&] {
      writeMediaHeaders(out, shape);
      out.box("minf", [&] {
        writeMediaKind(out, shape.handler);
        writeSampleTable(out, [&] { entry(); });
      });
    });
  });
}

void writeTrack(BoxWriter& out, const PictureTrack& track, uint32_t id) {
  TrackShape shape{.id = id, .timescale = kVideoTimescale, .handler = kPictureHandler};
  shape.name = "Amphi picture";
  shape.width = static_cast<uint32_t>(track.width);
  shape.height = static_cast<uint32_t>(track.height);
  writeTrack(out, shape, [&] { writePictureEntry(out, track); });
}

void writeTrack(BoxWriter& out, const AacTrack& track, uint32_t id) {
  TrackShape shape{.id = id, .timescale = kSoundRate, .handler = kSoundHandler};
  shape.name = "Amphi sound";
  writeTrack(out, shape, [&] { writeSoundEntry(out, track); });
}

template <class... Tracks>
std::string writeInit(const Tracks&... tracks) {
  BoxWriter out;
  writeFileType(out);
  out.box("moov", [&] {
    constexpr uint32_t kCount = sizeof...(Tracks);
    writeMovieHeader(out, {kMovieTimescale, 0, kTrackId + kCount});  // Duration: live.
    uint32_t id = kTrackId;
    (writeTrack(out, tracks, id++), ...);
    writeMovieExtends(out, kCount);
  });
  return out.take();
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
  return writeInit(track);
}

std::string initSection(const AacTrack& track) {
  return writeInit(track);
}

std::string initSection(const PictureTrack& picture, const AacTrack& sound) {
  return writeInit(picture, sound);
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
      out.fullBox("tfhd", 0, 0x020000, [&] { out.u32(fragment.track); });  // Base is the moof.
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
