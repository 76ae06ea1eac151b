// SPDX-License-Identifier: Apache-2.0
// From the header table of libwebsockets to our Request.
#pragma once

#include <cstdint>
#include <string>

#include "base/http/server.hpp"

struct lws;

namespace base::http {

/// A request whose body has not come yet.
struct RequestHead {
  Request request;
  int64_t bodyBytes = 0;  ///< Announced.
  bool isHead = false;
  bool wantsContinue = false;  ///< It waits for "100 Continue" before it sends its body.
  int refusal = 0;             ///< Not 0: the status it deserves.
};

/// Reads the head of the request on `wsi`. Bodies without a length, broken lengths, paths with
/// ".." or
/// NUL and methods we do not serve are refused. @thread front door, while the header table is there
RequestHead readHead(lws* wsi, const std::string& remote);

}  // namespace base::http
