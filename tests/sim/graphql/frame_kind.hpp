// SPDX-License-Identifier: Apache-2.0
// How the middleware sorts client frames: by byte patterns, not by parsing (bbb-session.md §1.5).
#pragma once

#include <string>
#include <string_view>

namespace sim {

enum class FrameKind { Init, Mutation, CursorStream, Subscription, Stream, Query, Other };

/// What the middleware takes a raw frame for.
/// @param raw    The frame's text as received.
/// @param type   Its `type` member.
/// @param query  Its `payload.query` member; may be "".
FrameKind classify(std::string_view raw, std::string_view type, std::string_view query);

/// True when results of this operation may be sent as JSON patches.
bool mayPatch(std::string_view operationName);

/// True for the operations that are served before the user has joined (bbb-session.md §1.8).
bool passesGate(std::string_view operationName);

}  // namespace sim
