// SPDX-License-Identifier: Apache-2.0
// `amphi worker`: one process that holds one stream, from the meeting to the parts it sends the
// server.
#pragma once

namespace gateway {

/// Runs one worker until its stream ended, was stopped (SIGTERM, SIGINT or the server's `stop`)
/// or failed for good.
///
/// @param jobFd  Where the job line (gateway/link/job.hpp) comes from; the supervisor gives 0.
/// Not closed.
/// @return The exit code: 0 after an orderly end or stop, 1 when the stream failed for good, 2
/// for a bad job.
/// @thread main; blocks. The log has been started. GStreamer is started inside.
int runWorker(int jobFd);

}  // namespace gateway
