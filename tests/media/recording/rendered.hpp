// SPDX-License-Identifier: Apache-2.0
// Rendered: a made recording, rendered, and the decoded pixels and samples of the movie.
#pragma once

#include "base/json.hpp"
#include "base/result.hpp"
#include "gateway/recording/movie.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace rendered {

/// A folder of its own that goes with this.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

struct Pixel {
  int red = 0, green = 0, blue = 0;
};
std::ostream& operator<<(std::ostream& out, const Pixel& pixel);
bool isNear(const Pixel& pixel, const Pixel& expected);

constexpr Pixel kRed{255, 0, 0}, kGreen{0, 255, 0}, kBlue{0, 0, 255}, kWhite{255, 255, 255},
    kYellow{255, 255, 0}, kMagenta{255, 0, 255};

class Rendered {
 public:
  static constexpr int kWidth = 320, kHeight = 180;

  /// @param options  Of make_recording.py, e.g. "--bbb 2.7 --share".
  explicit Rendered(const std::string& options, const gateway::recording::MovieWish& wish = {});
  /// Without the render.
  struct Unrendered {};
  Rendered(Unrendered, const std::string& options) { make(options); }

  /// Renders once more, over what was there.
  base::Result<pipelines::RenderReport> render(gateway::recording::MovieWish wish);

  std::filesystem::path folder() const { return home_.path() / "recording"; }
  std::filesystem::path movie() const { return home_.path() / "movie.mp4"; }
  const pipelines::RenderReport& report() const { return report_; }

  /// Of the picture shown at that time. @param x, y  Shares of the canvas, 0..1.
  Pixel at(double seconds, double x, double y);
  size_t frames();
  std::vector<float> sound() const;  ///< The left channel, 48 kHz.
  base::Json probe(const std::string& entries) const;

 private:
  void make(const std::string& options);
  void decode();

  TemporaryFolder home_;
  pipelines::RenderReport report_;
  std::string pixels_;
};

}  // namespace rendered
