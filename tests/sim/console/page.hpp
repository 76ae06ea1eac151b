// SPDX-License-Identifier: Apache-2.0
// The console: a page on which a person plays the presenter.
#pragma once

#include "tests/sim/http.hpp"

#include <optional>
#include <string>

namespace sim {

/// The page, its style and its script; nothing for other paths.
std::optional<HttpReply> consoleFile(const std::string& path);

extern const char* const kPage;
extern const char* const kStyle;
extern const char* const kScript;

}  // namespace sim
