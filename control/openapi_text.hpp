// SPDX-License-Identifier: Apache-2.0
// control/openapi.yaml, inside the program.
#pragma once

#include <string_view>

#include "control/api.hpp"

namespace control {

/// The text of control/openapi.yaml as it was when this was built.
std::string_view openapiText();

/// GET /api/v1/openapi.yaml
base::http::Response showOpenapi(Call& call);

}  // namespace control
