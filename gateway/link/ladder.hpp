// SPDX-License-Identifier: Apache-2.0
// The ladder of a stream: from the words of the settings to sizes and ceilings, and over the link.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "pipelines/ladder.hpp"

namespace gateway {

using Ladder = std::vector<pipelines::PictureRendition>;

/// Renditions beside one of `width` × `height` pixels, `kilobits` a second at most.
/// @param words  "480p": that many lines, as many bits a pixel; "slides": all pixels, few pictures.
/// What is no smaller than the source, or no such word, is left out.
Ladder ladderFrom(const std::vector<std::string>& words, int width, int height, int kilobits);

base::Json toJson(const Ladder& ladder);
/// Nothing when a member is missing or out of range, or a name comes twice.
std::optional<Ladder> ladderOf(const base::Json& json);

}  // namespace gateway
