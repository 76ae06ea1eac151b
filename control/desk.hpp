// SPDX-License-Identifier: Apache-2.0
// A desk: what one thread of the control plane works with, a PostgreSQL connection of its own.
#pragma once

#include <optional>

#include "base/postgres.hpp"

namespace control {

/// @thread one
class Desk {
 public:
  explicit Desk(base::postgres::ConnectionOptions options) : options_(std::move(options)) {}

  /// The connection, opened (again) where needed. Fault::Store when the database is away. The
  /// pointer is good until the next call.
  base::Result<base::postgres::Connection*> database() {
    if (connection_ && connection_->isUsable()) return &*connection_;
    connection_.reset();
    auto opened = base::postgres::Connection::open(options_);
    if (!opened) return std::move(opened).error();
    connection_.emplace(std::move(*opened));
    return &*connection_;
  }

 private:
  base::postgres::ConnectionOptions options_;
  std::optional<base::postgres::Connection> connection_;
};

}  // namespace control
