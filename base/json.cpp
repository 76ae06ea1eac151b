// SPDX-License-Identifier: Apache-2.0
// JSON helpers that never throw on foreign input.
#include "base/json.hpp"

#include <algorithm>

namespace base {
namespace {

constexpr int kMaxDepth = 64;

// Depth is counted before parsing, so that a hostile document costs no recursion.
bool tooDeep(std::string_view text) {
  int depth = 0;
  bool inString = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (inString) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        inString = false;
      continue;
    }
    if (c == '"') inString = true;
    if ((c == '{' || c == '[') && ++depth > kMaxDepth) return true;
    if (c == '}' || c == ']') --depth;
  }
  return false;
}

}  // namespace

Result<Json> parseJson(std::string_view text, size_t maxBytes) {
  if (text.size() > maxBytes) return Error{Fault::Peer, "the JSON text is too long", "too_long"};
  if (tooDeep(text)) return Error{Fault::Peer, "the JSON text is nested too deeply", "too_deep"};
  Json value = Json::parse(text, nullptr, false);
  if (value.is_discarded()) return Error{Fault::Peer, "the text is not JSON", "not_json"};
  return value;
}

std::string compact(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<Json> patched(const Json& document, const Json& patch) {
  const auto misfit = [](const std::string& why) {
    return Error{Fault::Peer, "the JSON patch does not fit: " + why, "bad_patch"};
  };
  if (!patch.is_array()) return misfit("it is not a list");
  for (const Json& step : patch) {
    if (textAt(step, "op") == "copy") return misfit("it copies");
    // A step reaches no deeper than a parsed document does, however many patches there were.
    const auto path = textAt(step, "path");
    if (std::count(path.begin(), path.end(), '/') > kMaxDepth) return misfit("it is too deep");
  }
  // The library's one way of saying no.
  try {
    return document.patch(patch);
  } catch (const Json::exception& error) {
    return misfit(error.what());
  }
}

const Json& memberAt(const Json& object, std::string_view key) {
  static const Json kNull;
  if (!object.is_object()) return kNull;
  const auto found = object.find(key);
  return found == object.end() ? kNull : *found;
}

std::string textAt(const Json& object, std::string_view key, std::string_view fallback) {
  const Json& member = memberAt(object, key);
  return member.is_string() ? member.get_ref<const std::string&>() : std::string(fallback);
}

int64_t integerAt(const Json& object, std::string_view key, int64_t fallback) {
  const Json& member = memberAt(object, key);
  if (member.is_number_integer()) return member.get<int64_t>();
  // A double is read only where every value converts without overflow.
  if (member.is_number_float() && std::abs(member.get<double>()) < 9e15)
    return static_cast<int64_t>(member.get<double>());
  return fallback;
}

double numberAt(const Json& object, std::string_view key, double fallback) {
  const Json& member = memberAt(object, key);
  return member.is_number() ? member.get<double>() : fallback;
}

bool boolAt(const Json& object, std::string_view key, bool fallback) {
  const Json& member = memberAt(object, key);
  return member.is_boolean() ? member.get<bool>() : fallback;
}

}  // namespace base
