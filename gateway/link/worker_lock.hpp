// SPDX-License-Identifier: Apache-2.0
// One worker per stream: a lock file beside the socket, whose holder the kernel names.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "base/result.hpp"
#include "base/unique_fd.hpp"

namespace gateway {

/// Held by a worker for its whole life; the kernel drops it with the process, however that dies.
/// @return Fault::Caller, code `held`, when another worker serves the stream.
base::Result<base::UniqueFd> holdWorkerLock(const std::string& socketPath, const std::string& slug);

/// The worker that holds the stream now, if any: a restarted server finds it before it says hello.
std::optional<pid_t> workerLockHolder(const std::string& socketPath, const std::string& slug);

}  // namespace gateway
