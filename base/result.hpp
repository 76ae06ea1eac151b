// SPDX-License-Identifier: Apache-2.0
// Result: a value or an Error, in place of exceptions.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "base/check.hpp"

namespace base {

/// Whose fault an error is: it decides HTTP status, retry and log level.
enum class Fault {
  Config,    ///< The administrator's settings.
  Caller,    ///< The one who asked.
  Peer,      ///< Somebody else's server: BBB, an RTMP destination, a mail server.
  Media,     ///< GStreamer, codecs, or a stream we were sent.
  Store,     ///< The database or the disk.
  Internal,  ///< Ours.
};

/// What went wrong, as a sentence somebody can act on.
struct Error {
  Fault fault = Fault::Internal;
  std::string what;  ///< A sentence; never holds a secret.
  std::string code;  ///< SQLSTATE, HTTP status or a peer's machine word; may be empty.

  /// The same error with "`prefix`: " put before the sentence.
  Error in(const std::string& prefix) && {
    what = prefix + ": " + what;
    return std::move(*this);
  }
};

/// A `T` or an `Error`; there is no third state. Named like std::expected so that it can become it.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  T& value() & {
    check(has_value(), "a Result is read only after it was tested");
    return std::get<0>(state_);
  }
  const T& value() const& {
    check(has_value(), "a Result is read only after it was tested");
    return std::get<0>(state_);
  }
  T&& value() && {
    check(has_value(), "a Result is read only after it was tested");
    return std::get<0>(std::move(state_));
  }
  T value_or(T fallback) && { return has_value() ? std::get<0>(std::move(state_)) : fallback; }

  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const& {
    check(!has_value(), "an Error is read only from a failed Result");
    return std::get<1>(state_);
  }
  Error&& error() && {
    check(!has_value(), "an Error is read only from a failed Result");
    return std::get<1>(std::move(state_));
  }

 private:
  std::variant<T, Error> state_;
};

/// Success without a value.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  bool has_value() const { return !error_; }
  explicit operator bool() const { return has_value(); }
  const Error& error() const& {
    check(error_.has_value(), "an Error is read only from a failed Result");
    return *error_;
  }
  Error&& error() && {
    check(error_.has_value(), "an Error is read only from a failed Result");
    return std::move(*error_);
  }

 private:
  std::optional<Error> error_;
};

}  // namespace base
