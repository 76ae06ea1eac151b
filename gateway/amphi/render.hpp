// SPDX-License-Identifier: Apache-2.0
// `amphi render`: a published recording becomes one MP4.
#pragma once

#include <string>

namespace gateway {

/// As given on the command line; empty: the usual.
struct RenderArguments {
  std::string source;  ///< A folder, or an address.
  std::string output;
  std::string size;      ///< e.g. "1280x720"
  std::string layout;    ///< One of layoutNames().
  std::string from, to;  ///< e.g. "90", "1:30", "1:02:03.5"
  std::string caFile;    ///< PEM bundle trusted besides the system's.
  bool hasChatSubtitles = false;
};

/// "presentation, smart, …", for the help text.
std::string layoutNames();

/// Says on standard error how it goes and how it ended. @return The exit code of the program.
int render(const RenderArguments& arguments);

/// Exit codes besides 0, as `amphi render --help` lists them.
namespace render_exit {
constexpr int kUsage = 2;        ///< Something on the command line makes no sense.
constexpr int kNotFound = 3;     ///< No folder, no such recording, no media in it.
constexpr int kUnreadable = 4;   ///< A file of the recording cannot be read.
constexpr int kDisk = 5;         ///< The disk is full, or the file cannot be written.
constexpr int kUnreachable = 6;  ///< The server does not answer, or not with a recording.
constexpr int kBroken = 7;       ///< GStreamer lacks something, or an encoder failed.
constexpr int kStopped = 130;    ///< Ctrl-C, as shells have it.
}  // namespace render_exit

}  // namespace gateway
