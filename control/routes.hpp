// SPDX-License-Identifier: Apache-2.0
// The table of the REST API: path to handler, one line each. control/openapi.yaml says the same to
// clients.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/http/server.hpp"
#include "control/api.hpp"

namespace control {

enum class Access { Read, Write };

struct Route {
  std::string_view method;
  std::string_view path;  ///< With {slug} where a stream's name stands, {id} at its end or not.
  Access access;
  base::http::Response (*handle)(Call& call);
  std::vector<int> statuses;  ///< All it may answer with; a test holds openapi.yaml against them.
};

std::span<const Route> routes();

/// The {slug} of `path` when it matches the route's path; "" for a route without one; nothing
/// otherwise.
std::optional<std::string> matchPath(std::string_view route, std::string_view path);

}  // namespace control
