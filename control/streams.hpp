// SPDX-License-Identifier: Apache-2.0
// The handlers of /api/v1/streams.
#pragma once

#include "base/json.hpp"
#include "control/api.hpp"
#include "control/store/streams_table.hpp"

namespace control {

base::http::Response listStreams(Call& call);
base::http::Response createStream(Call& call);
base::http::Response showStream(Call& call);
base::http::Response changeStream(Call& call);
base::http::Response deleteStream(Call& call);
base::http::Response startStream(Call& call);
base::http::Response stopStream(Call& call);

/// A stream as the API shows it: never its join URL. `status` is fresher than the row's. Pure.
base::Json streamJson(const StreamRow& row, const base::StreamStatus& status,
                      const std::string& publicUrl, const std::string& hlsPath);

}  // namespace control
