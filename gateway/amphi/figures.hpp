// SPDX-License-Identifier: Apache-2.0
// What /metrics shows of the whole server.
#pragma once

#include <string>

#include "base/http/server.hpp"
#include "control/chat_archive.hpp"
#include "control/pool.hpp"
#include "control/status_board.hpp"
#include "gateway/chat/hub.hpp"
#include "gateway/origin/origin.hpp"
#include "gateway/supervisor/supervisor.hpp"

namespace gateway {

/// Where the figures come from; all are only read.
struct FigureSources {
  base::http::ServerCounters door;
  control::Pool::Counters pool;
  control::ChatArchive::Counters archive;
  const control::StatusBoard& board;
  OriginCounters origin;
  HubCounters hub;
  const Supervisor* supervisor;  ///< May be absent.
};

/// Prometheus text. @thread any
std::string figuresText(const FigureSources& from);

}  // namespace gateway
