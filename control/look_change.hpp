// SPDX-License-Identifier: Apache-2.0
// A change of what a stream's picture looks like, as a client asks for it. Pure.
#pragma once

#include <optional>
#include <string>

#include "base/json.hpp"
#include "base/result.hpp"
#include "base/stream_look.hpp"

namespace control {

/// What is not set stays as it is.
struct LookChange {
  std::optional<std::string> layout;
  std::optional<bool> isPaused, hasTitle, hasLogo;

  base::StreamLook of(base::StreamLook look) const;
};

/// Whether a body's member is of a look: `layout`, `paused`, `title_shown`, `logo_shown`.
bool isLookMember(const std::string& key);

/// The members of a look in `body`; others are left alone.
/// Fault::Caller, code `invalid_stream`: the sentence names the member and says what it must be.
base::Result<LookChange> readLookChange(const base::Json& body);

/// The body of PATCH /api/v1/streams/{slug}: a look, and nothing else.
base::Result<LookChange> readStreamChange(const base::Json& body);

}  // namespace control
