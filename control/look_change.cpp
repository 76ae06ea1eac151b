// SPDX-License-Identifier: Apache-2.0
// Members of a look.
#include "control/look_change.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace control {
namespace {

constexpr std::array<std::string_view, 4> kMembers = {"layout", "paused", "title_shown",
                                                      "logo_shown"};

base::Error invalid(const std::string& sentence) {
  return {base::Fault::Caller, sentence, "invalid_stream"};
}

std::string listOfLayouts() {
  std::string list(base::kLayoutWords);
  for (size_t at = list.find('|'); at != std::string::npos; at = list.find('|', at + 2))
    list.replace(at, 1, ", ");
  return list;
}

base::Result<std::optional<bool>> readBoolean(const base::Json& body, const char* key) {
  const base::Json& member = base::memberAt(body, key);
  if (member.is_null()) return std::optional<bool>();
  if (!member.is_boolean()) return invalid(std::string(key) + " must be true or false");
  return std::optional(member.get<bool>());
}

}  // namespace

base::StreamLook LookChange::of(base::StreamLook look) const {
  if (layout) look.layout = *layout;
  if (isPaused) look.isPaused = *isPaused;
  if (hasTitle) look.hasTitle = *hasTitle;
  if (hasLogo) look.hasLogo = *hasLogo;
  return look;
}

bool isLookMember(const std::string& key) {
  return std::find(kMembers.begin(), kMembers.end(), key) != kMembers.end();
}

base::Result<LookChange> readLookChange(const base::Json& body) {
  LookChange change;
  const base::Json& layout = base::memberAt(body, "layout");
  if (!layout.is_null()) {
    change.layout = base::textAt(body, "layout");
    if (!base::isLayoutWord(*change.layout))
      return invalid("layout must be one of " + listOfLayouts());
  }
  for (const auto& [key, field] : {std::pair{"paused", &change.isPaused},
                                   {"title_shown", &change.hasTitle},
                                   {"logo_shown", &change.hasLogo}}) {
    auto read = readBoolean(body, key);
    if (!read) return std::move(read).error();
    *field = *read;
  }
  return change;
}

base::Result<LookChange> readStreamChange(const base::Json& body) {
  constexpr size_t kMostShown = 63;
  if (!body.is_object()) return invalid("the body must be a JSON object");
  for (const auto& [key, value] : body.items())
    if (!isLookMember(key))
      return invalid("there is no member '" + key.substr(0, kMostShown) +
                     "' that can be changed while the stream runs");
  return readLookChange(body);
}

}  // namespace control
