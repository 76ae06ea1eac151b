// SPDX-License-Identifier: Apache-2.0
// The handlers that watchers ask: alive, ready, figures.
#pragma once

#include "control/api.hpp"

namespace control {

/// 200 as long as the process answers.
base::http::Response showHealth(Call& call);
/// 200 when requests can be served, else 503 with the reasons.
base::http::Response showReadiness(Call& call);
/// Prometheus text.
base::http::Response showMetrics(Call& call);

}  // namespace control
