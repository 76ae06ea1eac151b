// SPDX-License-Identifier: Apache-2.0
// PostgreSQL: connections, bound parameters, rows and transactions. The door of libpq.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

struct pg_conn;  // libpq's own names; only postgres.cpp sees inside
struct pg_result;

namespace base::postgres {

/// One $n of a statement, in PostgreSQL's text form, or NULL.
struct Parameter {
  Parameter(std::string value) : text(std::move(value)) {}
  Parameter(std::string_view value) : text(value) {}
  Parameter(const char* value) : text(value) {}
  Parameter(std::same_as<bool> auto value) : text(value ? "true" : "false") {}
  Parameter(std::integral auto value) requires(!std::same_as<decltype(value), bool>)
      : text(std::to_string(value)) {}
  Parameter(std::nullopt_t) {}
  template <class T>
  Parameter(const std::optional<T>& value) {
    if (value) text = Parameter(*value).text;
  }
  std::optional<std::string> text;
};
using Parameters = std::vector<Parameter>;

/// What a statement gave back. A column is read by its place in the select list.
class Rows {
 public:
  int count() const;
  bool isEmpty() const { return count() == 0; }
  /// Rows inserted, updated or deleted by a statement without a select list.
  int64_t affected() const;
  /// What the server says it did: "COMMIT", "INSERT 0 1".
  std::string tag() const;
  bool isNull(int row, int column) const;
  /// "" for NULL.
  std::string text(int row, int column) const;
  std::optional<std::string> optionalText(int row, int column) const;
  /// 0 for NULL.
  int64_t integer(int row, int column) const;
  bool boolean(int row, int column) const;

 private:
  friend class Connection;
  struct Clear {
    void operator()(pg_result* result) const;
  };
  explicit Rows(pg_result* result) : result_(result) {}
  std::unique_ptr<pg_result, Clear> result_;
};

struct ConnectionOptions {
  std::string url;  ///< libpq's: a postgresql:// URL or "key=value …". A secret: never logged.
  std::string applicationName = "amphi";
  Millis connectLimit{5000};     ///< connect_timeout; libpq knows whole seconds, at least 2.
  Millis statementLimit{10000};  ///< statement_timeout; 0: none.
};

/// One connection, for one thread at a time. An Error's `code` is the SQLSTATE (08006 when there
/// was none).
class Connection {
 public:
  /// Fault::Store when the server is away or refuses.
  static Result<Connection> open(const ConnectionOptions& options);

  /// Runs one statement. Its text is a constant of ours; values come only through `parameters`.
  Result<Rows> run(const char* statement, const Parameters& parameters = {});
  /// Runs a text of several statements: migrations only.
  Result<void> runScript(const std::string& statements);
  /// False once the server went away; then open another.
  bool isUsable() const;

 private:
  struct Finish {
    void operator()(pg_conn* connection) const;
  };
  explicit Connection(pg_conn* connection) : connection_(connection) {}
  Error errorOf(const pg_result* result) const;
  std::unique_ptr<pg_conn, Finish> connection_;
};

/// Everything between begin() and commit() happens, or nothing: leaving without commit rolls back.
class Transaction {
 public:
  static Result<Transaction> begin(Connection& connection);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  Transaction(Transaction&& other) noexcept
      : connection_(std::exchange(other.connection_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  Connection& connection() { return *connection_; }
  Result<void> commit();

 private:
  explicit Transaction(Connection& connection) : connection_(&connection) {}
  Connection* connection_;  ///< The caller's; outlives us. Null once committed or moved from.
};

/// SQLSTATE 23505: a row with that key is already there.
inline bool isDuplicate(const Error& error) {
  return error.code == "23505";
}
/// SQLSTATE classes 08, 57P, 53: the server is gone, going, or full; later may work.
bool isAway(const Error& error);

}  // namespace base::postgres
