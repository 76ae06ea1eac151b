// SPDX-License-Identifier: Apache-2.0
// The console: a page on which a person plays the presenter.
#pragma once

#include "tests/sim/http.hpp"

#include <optional>
#include <string>

namespace sim {

/// The page, its style and its scripts; nothing for other paths.
std::optional<HttpReply> consoleFile(const std::string& path);

extern const char* const kPage;
extern const char* const kStyle;
extern const char* const kScript;         ///< script.js: state and controls.
extern const char* const kBoardScript;    ///< board.js: the ink on the slide.
extern const char* const kPublishScript;  ///< publish.js: camera, microphone, screen.

}  // namespace sim
