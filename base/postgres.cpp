// SPDX-License-Identifier: Apache-2.0
// PostgreSQL on libpq; the only file that includes it.
#include "base/postgres.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <charconv>

#include "base/log.hpp"

namespace base::postgres {
namespace {

constexpr const char* kNoState = "08006";  // connection_failure, where libpq gives no SQLSTATE

void logNotice(void*, const char* message) {
  std::string_view text(message);
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
  log::debug("postgres", text);
}

std::string oneLine(const char* message) {
  std::string text(message == nullptr ? "" : message);
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

}  // namespace

void Rows::Clear::operator()(pg_result* result) const {
  PQclear(result);
}
void Connection::Finish::operator()(pg_conn* connection) const {
  PQfinish(connection);
}

int Rows::count() const {
  return PQntuples(result_.get());
}

int64_t Rows::affected() const {
  const std::string_view text = PQcmdTuples(result_.get());
  int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::string Rows::tag() const {
  return PQcmdStatus(result_.get());
}

bool Rows::isNull(int row, int column) const {
  return PQgetisnull(result_.get(), row, column) != 0;
}

std::string Rows::text(int row, int column) const {
  const auto length = static_cast<size_t>(PQgetlength(result_.get(), row, column));
  return std::string(PQgetvalue(result_.get(), row, column), length);
}

std::optional<std::string> Rows::optionalText(int row, int column) const {
  if (isNull(row, column)) return std::nullopt;
  return text(row, column);
}

int64_t Rows::integer(int row, int column) const {
  const std::string value = text(row, column);
  int64_t number = 0;
  std::from_chars(value.data(), value.data() + value.size(), number);
  return number;
}

bool Rows::boolean(int row, int column) const {
  return text(row, column) == "t";
}

Result<Connection> Connection::open(const ConnectionOptions& options) {
  const auto seconds = std::max<int64_t>(2, (options.connectLimit.count() + 999) / 1000);
  const std::string limit = std::to_string(seconds);
  const std::string settings =
      "-c statement_timeout=" + std::to_string(options.statementLimit.count()) +
      " -c client_min_messages=warning -c timezone=UTC";
  // expand_dbname: the first value is a URL or a "key=value" text; what follows wins over it.
  const char* keys[] = {"dbname",  "application_name", "connect_timeout",
                        "options", "client_encoding",  nullptr};
  const char* values[] = {options.url.c_str(),
                          options.applicationName.c_str(),
                          limit.c_str(),
                          settings.c_str(),
                          "UTF8",
                          nullptr};
  Connection made(PQconnectdbParams(keys, values, 1));
  if (PQstatus(made.connection_.get()) != CONNECTION_OK)
    return Error{Fault::Store,
                 "cannot reach PostgreSQL: " + oneLine(PQerrorMessage(made.connection_.get())),
                 kNoState};
  PQsetNoticeProcessor(made.connection_.get(), logNotice, nullptr);
  return made;
}

Error Connection::errorOf(const pg_result* result) const {
  const char* state = result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const char* said =
      result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  if (said == nullptr) said = PQerrorMessage(connection_.get());
  return Error{Fault::Store, "PostgreSQL says: " + oneLine(said),
               state == nullptr ? kNoState : state};
}

Result<Rows> Connection::run(const char* statement, const Parameters& parameters) {
  std::vector<const char*> values;
  values.reserve(parameters.size());
  for (const auto& parameter : parameters)
    values.push_back(parameter.text ? parameter.text->c_str() : nullptr);
  Rows rows(PQexecParams(connection_.get(), statement, static_cast<int>(values.size()), nullptr,
                         values.data(), nullptr, nullptr, 0));
  const auto status = PQresultStatus(rows.result_.get());
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) return errorOf(rows.result_.get());
  return rows;
}

Result<void> Connection::runScript(const std::string& statements) {
  const Rows rows(PQexec(connection_.get(), statements.c_str()));
  const auto status = PQresultStatus(rows.result_.get());
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK && status != PGRES_EMPTY_QUERY)
    return errorOf(rows.result_.get());
  return {};
}

bool Connection::isUsable() const {
  return PQstatus(connection_.get()) == CONNECTION_OK;
}

Result<Transaction> Transaction::begin(Connection& connection) {
  if (auto begun = connection.run("begin"); !begun) return std::move(begun).error();
  return Transaction(connection);
}

Result<void> Transaction::commit() {
  check(connection_ != nullptr, "a transaction is committed once");
  auto done = std::exchange(connection_, nullptr)->run("commit");
  if (!done) return std::move(done).error();
  // PostgreSQL answers the commit of a failed transaction with success and the word ROLLBACK.
  if (done->tag() != "COMMIT")
    return Error{Fault::Store, "PostgreSQL rolled the transaction back", "40000"};
  return {};
}

Transaction::~Transaction() {
  if (connection_ == nullptr || !connection_->isUsable()) return;
  if (auto undone = connection_->run("rollback"); !undone)
    log::failure("postgres", "a transaction could not be rolled back", undone.error());
}

bool isAway(const Error& error) {
  const std::string_view code = error.code;
  return code.starts_with("08") || code.starts_with("57P") || code.starts_with("53");
}

}  // namespace base::postgres
