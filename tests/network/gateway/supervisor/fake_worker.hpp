// SPDX-License-Identifier: Apache-2.0
// A worker without a meeting: the test program run again, speaking the link as a real one does.
#pragma once

namespace gateway {

/// The argument that makes the test program a worker.
constexpr const char* kFakeWorkerArgument = "--fake-worker";

/// Reads the job from stdin and streams until stopped. The job's title says how it behaves:
/// `well`; `mute` says hello and no more; `stubborn` ignores a stop; `ends` ends after its first
/// part; `shy` never connects.
int runFakeWorker();

}  // namespace gateway
