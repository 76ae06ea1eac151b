// SPDX-License-Identifier: Apache-2.0
// PieceWriter, readPiece: a recording on disk, in fragments that each stand on their own. Pure but
// for the file that is read.
#pragma once

#include "base/result.hpp"
#include "pipelines/encode/frame_feed.hpp"
#include "pipelines/package/mp4.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace pipelines {

/// Makes one piece: what one process recorded, a fragmented MP4 of two tracks. A fragment is a
/// group of pictures and the sound that came with it. Times are those of the whole recording.
class PieceWriter {
 public:
  /// @param start  Of the recording's grid; a multiple of kFramesPerPart. Where the first picture
  /// stands.
  PieceWriter(FrameFormat format, int64_t start) : format_(std::move(format)), start_(start) {}

  std::string begin() const;  ///< The init section.
  /// The fragment that a keyframe closes. Pictures before the first keyframe are left out.
  std::optional<std::string> picture(const EncodedPicture& picture);
  void sound(const EncodedSound& sound);
  /// What has been gathered: the last fragment.
  std::optional<std::string> end();
  /// Of the recording's grid: up to where fragments were given.
  int64_t position() const { return position_; }

 private:
  std::string close(int64_t nextGrid);

  const FrameFormat format_;
  const int64_t start_;
  std::optional<int64_t> firstGrid_;  // Of the production's grid.
  std::vector<EncodedPicture> pictures_;
  std::vector<EncodedSound> sounds_;
  uint32_t sequence_ = 0;
  int64_t position_ = 0;
};

/// A sample of a piece, at its time in the whole recording.
struct RecordedSample {
  bool isPicture = false;
  bool isSync = false;
  int64_t time = 0;  ///< Grid position of a picture; of sound, samples at 48 kHz.
  std::string bytes;
};

/// Reads a piece to its last whole fragment; a torn one at the end is passed over.
/// @param onFormat  Once, first. Both may end the reading with an error.
/// @return Up to where it lasts, on the recording's grid; 0 when it holds no fragment. Fault::Store
///         when it cannot be read.
base::Result<int64_t> readPiece(
    const std::filesystem::path& path,
    const std::function<base::Result<void>(const FrameFormat&)>& onFormat,
    const std::function<base::Result<void>(RecordedSample)>& onSample);

}  // namespace pipelines
