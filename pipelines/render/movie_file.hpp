// SPDX-License-Identifier: Apache-2.0
// MovieFile: encoded frames become one MP4 that players start at once: its tables stand in front.
#pragma once

#include "base/result.hpp"
#include "pipelines/encode/encoded_output.hpp"
#include "pipelines/package/track_boxes.hpp"
#include "pipelines/render/movie_plan.hpp"
#include "pipelines/render/partial_file.hpp"
#include "pipelines/render/sample_table.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace pipelines {

/// Why a file of our own and not GStreamer's mp4mux: that knows neither chapters nor subtitles that
/// come seldom, and rewrites the whole file to bring its tables to the front. Here the largest size
/// of the tables follows from the length, so room for them is left there (about 1 MB an hour).
class MovieFile : public EncodedOutput {
 public:
  /// Fault::Store when it cannot be written, Fault::Caller for a length that cannot be.
  static base::Result<std::unique_ptr<MovieFile>> create(MoviePlan plan);

  void pictureParameters(const ParameterSets& sets) override;
  base::Result<void> picture(int64_t grid, AccessUnit unit) override;
  void soundConfiguration(std::string audioSpecificConfig, int primingSamples) override;
  base::Result<void> soundFrame(std::string frame) override;

  /// Writes the tables and gives the file its name. @thread any, after the last frame
  base::Result<void> close();

  /// Positions of the grid that the movie lasts.
  int64_t gridFrames() const { return gridFrames_; }

 private:
  // A track's samples gather for a second, so that a player reads the file in large steps.
  struct Track {
    TrackShape shape;
    SampleTable table;
    struct Sample {
      uint32_t size, ticks;
      bool isSync;
    };
    std::vector<Sample> gathered;
    std::string bytes;
    uint32_t ticks = 0;
  };
  struct WaitingPicture {
    int64_t grid;
    AccessUnit unit;
  };

  MovieFile(MoviePlan plan, PartialFile file);
  base::Result<void> begin();
  base::Result<void> writeTexts();
  base::Result<void> add(Track& track, std::string_view bytes, uint32_t ticks, bool isSync);
  base::Result<void> flush(Track& track);
  base::Result<void> endPicture(int64_t nextGrid);
  uint64_t mostTableBytes() const;
  std::string tables();
  void writeTrack(BoxWriter& out, const Track& track);
  void writeSampleEntry(BoxWriter& out, const Track& track);

  const MoviePlan plan_;
  const int64_t gridFrames_;
  const uint32_t soundSamples_;  // The movie's length in its timescale.
  std::mutex mutex_;             // guards what follows
  PartialFile file_;
  uint64_t room_ = 0;  // For the tables, from roomAt_ on.
  uint64_t roomAt_ = 0;
  uint64_t mediaAt_ = 0;
  ParameterSets parameters_;
  std::string audioSpecificConfig_;
  uint32_t primingSamples_ = 0;
  std::optional<WaitingPicture> waiting_;  // Lasts until the next one comes.
  Track picture_, sound_;
  std::vector<Track> texts_;  // The chapters' first, when there are any.
};

}  // namespace pipelines
