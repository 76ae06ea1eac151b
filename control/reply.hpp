// SPDX-License-Identifier: Apache-2.0
// Values and errors to HTTP answers: JSON, and problem+json (RFC 9457).
#pragma once

#include <string>

#include "base/http/server.hpp"
#include "base/json.hpp"
#include "base/result.hpp"

namespace control {

/// An answer with a JSON body; never cached.
base::http::Response reply(int status, const base::Json& body);
/// 204.
base::http::Response replyNothing();

/// A refusal: `code` for programs, `detail` a sentence for people.
base::http::Response problem(int status, const std::string& code, const std::string& detail);
/// The same for an error of ours, by the one table of statuses.
base::http::Response problem(const base::Error& error);
/// The HTTP status an error stands for.
int statusOf(const base::Error& error);

}  // namespace control
