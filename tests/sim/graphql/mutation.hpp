// SPDX-License-Identifier: Apache-2.0
// Mutations: read the way the middleware reads them, done the way the meeting core does them.
#pragma once

#include "base/result.hpp"
#include "tests/sim/meeting_state.hpp"

#include <string>
#include <string_view>

namespace sim {

/// A mutation as graphql-actions gets it.
struct Mutation {
  std::string name;
  Json values = Json::object();
};

/// The first word after `{` and the `name: value` pairs in its parentheses; `$x` comes from
/// `variables`, literals stay text without blanks (bbb-session.md §1.5).
base::Result<Mutation> readMutation(std::string_view document, const Json& variables);

/// What graphql-actions refuses, as the sentence of the error frame; "" when it is accepted.
std::string mutationRefusal(const Mutation& mutation, const User& user);

/// Applies an accepted mutation, or silently drops it as the core does.
void applyMutation(const Mutation& mutation, World& world, Meeting& meeting, User& user);

}  // namespace sim
