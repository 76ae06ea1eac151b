// SPDX-License-Identifier: Apache-2.0
// `amphi serve`: the whole server, put together, run, and taken down in order.
#pragma once

#include "base/config.hpp"
#include "base/result.hpp"

namespace gateway {

/// Serves until SIGTERM or SIGINT.
///
/// @param stopWorkersOnExit  End running streams, too; else they go on and come back to the next
/// server.
/// @return Fault::Config or Fault::Store, one sentence, when it cannot start.
/// @thread main; blocks. The log has been started.
base::Result<void> serve(const base::Config& config, bool stopWorkersOnExit);

}  // namespace gateway
