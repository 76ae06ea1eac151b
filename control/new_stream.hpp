// SPDX-License-Identifier: Apache-2.0
// What a client may ask for when it makes a stream: every member checked. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "control/store/streams_table.hpp"

namespace control {

/// What a new stream needs to know of this server.
struct NewStreamDefaults {
  std::string language = "fr";
  base::StreamLook look;
  bool hasBbb = false;  ///< A BBB server is configured, so that a meeting id can be joined.
  int64_t nowMs = 0;    ///< Unix milliseconds.
  bool record = false;
};

/// A row ready to insert, from the body of POST /api/v1/streams.
/// Fault::Caller, code `invalid_stream`: the sentence names the member and says what it must be.
base::Result<StreamRow> readNewStream(const base::Json& body, const NewStreamDefaults& defaults);

/// 1 to 63 of a–z, 0–9 and inner hyphens: fit for a path and for a host name's label.
bool isSlug(std::string_view text);

}  // namespace control
