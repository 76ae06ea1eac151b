// SPDX-License-Identifier: Apache-2.0
// Embeds the OpenAPI file: the assembler includes it, found like any header from the tree's root.
#include "control/openapi_text.hpp"

// Neither build sees this dependency: a test compares the two texts and says to touch this file.
__asm__(
    ".section .rodata\n"
    "amphi_openapi_begin:\n"
    ".incbin \"control/openapi.yaml\"\n"
    "amphi_openapi_end:\n"
    ".byte 0\n"
    ".previous\n");

extern "C" const char amphi_openapi_begin[];
extern "C" const char amphi_openapi_end[];

namespace control {

std::string_view openapiText() {
  return {amphi_openapi_begin, static_cast<size_t>(amphi_openapi_end - amphi_openapi_begin)};
}

base::http::Response showOpenapi(Call&) {
  base::http::Response response;
  response.contentType = "application/yaml";
  response.headers = {{"cache-control", "no-cache"}, {"x-content-type-options", "nosniff"}};
  response.chunks = {base::http::body(std::string(openapiText()))};
  return response;
}

}  // namespace control
