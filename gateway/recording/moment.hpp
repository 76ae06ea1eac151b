// SPDX-License-Identifier: Apache-2.0
// Moment: a time of a recording, and how its files write numbers.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

namespace gateway::recording {

/// Since the beginning of the published media.
using Moment = std::chrono::milliseconds;

/// A finite number, blanks around it allowed; nothing else.
std::optional<double> numberFrom(std::string_view text);
/// All numbers of a text, parted by blanks or commas; empty when one of them is none.
std::vector<double> numbersFrom(std::string_view text);

/// Seconds to a moment; nothing for what lies outside -1 s .. 1 000 000 s.
std::optional<Moment> momentOf(double seconds);
std::optional<Moment> momentFrom(std::string_view text);

/// "[[hours:]minutes:]seconds", each a number of its own; nothing for what is none, or below zero.
std::optional<Moment> clockTime(std::string_view text);

/// When something was undone: -1 and what is no number say never.
std::optional<Moment> undoneFrom(std::string_view text);

}  // namespace gateway::recording
