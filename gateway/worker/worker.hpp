// SPDX-License-Identifier: Apache-2.0
// `amphi worker`: one process that holds one stream, from the meeting to the parts it sends the server.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace gateway {

/// What a worker is told, as one JSON line on its standard input: a join URL is a secret, so never in argv.
struct WorkerJob {
  std::string slug;
  std::string title;    ///< Shown on slates until the meeting's own name is known.
  std::string joinUrl;  ///< Signed URL of the bot's join; the BBB secret itself never comes here.
  std::string socket;   ///< Path of the server's link socket.
  std::string language = "fr";  ///< Of the slates: "fr" or "en".
  int width = 1280, height = 720;
  std::string botName = "Amphi";  ///< The name the bot carries in the meeting.
};

/// Reads the job line. Fault::Caller names the member that is missing or out of range.
base::Result<WorkerJob> parseJob(std::string_view line);
/// The line for a worker's standard input, newline included.
std::string jobLine(const WorkerJob& job);

/// Runs one worker until its stream ended, was stopped (SIGTERM, SIGINT or the server's `stop`) or failed for good.
///
/// @param jobFd  Where the job line comes from; read to its newline, then closed. The supervisor gives 0.
/// @return The exit code: 0 after an orderly end or stop, 1 when the stream failed for good, 2 for a bad job.
/// @thread main; blocks. The log has been started; SIGPIPE is ignored inside.
int runWorker(int jobFd);

}  // namespace gateway
