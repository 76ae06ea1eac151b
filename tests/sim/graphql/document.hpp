// SPDX-License-Identifier: Apache-2.0
// A small GraphQL reader: one operation, its root fields, arguments and selections.
#pragma once

#include "base/result.hpp"
#include "tests/sim/json.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// One selected field.
struct Field {
  std::string alias;  ///< The key in the answer; equals `name` when none was written.
  std::string name;
  Json arguments = Json::object();  ///< Variables already put in.
  std::vector<Field> children;
};

/// One operation.
struct Document {
  enum class Kind { Query, Subscription, Mutation };
  Kind kind = Kind::Query;
  std::string name;
  std::vector<Field> fields;
  int depth = 0;  ///< Levels of braces.
};

/// Reads one operation; fragments and directives are not part of what clients of BBB need here.
/// @param variables  An object; values of `$name` come from it, or from the default.
/// @return Fault::Peer with the sentence for the error frame.
base::Result<Document> parseDocument(std::string_view text, const Json& variables);

}  // namespace sim
