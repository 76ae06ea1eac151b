// SPDX-License-Identifier: Apache-2.0
// Settings from TOML; the only file that includes toml++.
#include "base/config.hpp"

// Debian's shared toml++ is built with exceptions; ours is compiled here, without.
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <vector>

namespace base {
namespace {

constexpr std::string_view kDigestWords = "sha1|sha256|sha384|sha512";
constexpr std::string_view kLevelWords = "debug|info|warn|error";
constexpr size_t kMaxFileBytes = 1u << 20;

/// The place of `word` among `words`, or nothing.
std::optional<size_t> wordIndex(std::string_view word, std::string_view words) {
  for (size_t index = 0; !words.empty(); ++index) {
    const auto bar = words.find('|');
    if (words.substr(0, bar) == word) return index;
    words = bar == std::string_view::npos ? "" : words.substr(bar + 1);
  }
  return std::nullopt;
}

std::string listed(std::string_view words) {
  std::string out(words);
  for (size_t at = 0; (at = out.find('|', at)) != std::string::npos; at += 2)
    out.replace(at, 1, ", ");
  return out;
}

bool isHttpUrl(std::string_view text) {
  for (const std::string_view scheme : {"http://", "https://"})
    if (text.starts_with(scheme) && text.size() > scheme.size() && text[scheme.size()] != '/')
      return text.find_first_of(" \t\n\"<>") == std::string_view::npos;
  return false;
}

/// Reads one file's values into a Config and gathers what is wrong with them.
class Reader {
 public:
  Reader(const toml::table& root, std::string name) : root_(root), name_(std::move(name)) {}

  Config read(const Environment& environment) {
    Config config;
    eachKey(config, [&](const char* section, const char* key, auto& field, const KeyRule& rule) {
      known_.emplace_back(section, key);
      if (const toml::node* node = find(section, key)) take(*node, section, key, field, rule);
      if (rule.isSecret) override(section, key, field, environment);
    });
    refuseUnknown();
    checkTogether(config);
    return config;
  }

  const std::vector<std::string>& faults() const { return faults_; }

 private:
  const toml::node* find(const char* section, const char* key) const {
    const toml::table* table = root_[section].as_table();
    return table == nullptr ? nullptr : table->get(key);
  }

  void fault(const toml::node* where, const std::string& sentence) {
    std::string place = name_;
    if (where != nullptr && where->source().begin)
      place += ":" + std::to_string(where->source().begin.line) + ":" +
               std::to_string(where->source().begin.column);
    faults_.push_back(place + ": " + sentence);
  }

  template <class Field>
  void take(const toml::node& node, const char* section, const char* key, Field& field,
            const KeyRule& rule) {
    const std::string wrong = set(node, field, rule);
    if (!wrong.empty()) fault(&node, std::string(section) + "." + key + " " + wrong);
  }

  static std::string set(const toml::node& node, std::string& field, const KeyRule& rule) {
    const auto value = node.value_exact<std::string>();
    if (!value) return "must be a text in quotes";
    if (rule.isRequired && value->empty()) return "must not be empty";
    if (!rule.words.empty() && !wordIndex(*value, rule.words))
      return "must be one of " + listed(rule.words);
    if (rule.isUrl && !value->empty() && !isHttpUrl(*value))
      return "must be a URL that starts with http:// or https://";
    field = *value;
    while (rule.isUrl && field.ends_with('/')) field.pop_back();
    return "";
  }

  static std::string set(const toml::node& node, std::vector<std::string>& field,
                         const KeyRule& rule) {
    const toml::array* list = node.as_array();
    if (list == nullptr) return "must be a list of texts, [\"…\", \"…\"]";
    std::vector<std::string> words;
    for (const toml::node& member : *list) {
      const auto word = member.value_exact<std::string>().value_or("");
      if (!wordIndex(word, rule.words)) return "must hold none but " + listed(rule.words);
      words.push_back(word);
    }
    field = std::move(words);
    return "";
  }

  static std::string set(const toml::node& node, bool& field, const KeyRule&) {
    const auto value = node.value_exact<bool>();
    if (!value) return "must be true or false";
    field = *value;
    return "";
  }

  static std::string set(const toml::node& node, int& field, const KeyRule& rule) {
    const auto value = node.value_exact<int64_t>();
    if (!value) return "must be a whole number";
    if (*value < rule.least || *value > rule.most)
      return "must be from " + std::to_string(rule.least) + " to " + std::to_string(rule.most);
    field = static_cast<int>(*value);
    return "";
  }

  static std::string set(const toml::node& node, std::chrono::seconds& field, const KeyRule& rule) {
    int count = 0;
    std::string wrong = set(node, count, rule);
    if (wrong.empty()) field = std::chrono::seconds(count);
    return wrong;
  }

  static std::string set(const toml::node& node, DigestKind& field, const KeyRule&) {
    const auto index = wordIndex(node.value_or(std::string()), kDigestWords);
    if (!index) return "must be one of " + listed(kDigestWords);
    field = static_cast<DigestKind>(*index);
    return "";
  }

  static std::string set(const toml::node& node, log::Level& field, const KeyRule&) {
    const auto index = wordIndex(node.value_or(std::string()), kLevelWords);
    if (!index) return "must be one of " + listed(kLevelWords);
    field = static_cast<log::Level>(*index);
    return "";
  }

  template <class Field>
  static void override(const char* section, const char* key, Field& field,
                       const Environment& environment) {
    std::string variable = std::string("AMPHI_") + section + "_" + key;
    std::transform(variable.begin(), variable.end(), variable.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    if constexpr (std::is_same_v<Field, std::string>)
      if (const auto value = environment(variable)) field = *value;
  }

  bool isKnown(std::string_view section, std::string_view key) const {
    return std::any_of(known_.begin(), known_.end(), [&](const auto& one) {
      return one.first == section && (key.empty() || one.second == key);
    });
  }

  void refuseUnknown() {
    for (const auto& [section, node] : root_) {
      const toml::table* table = node.as_table();
      if (!isKnown(section.str(), "")) {
        fault(&node, "there is no section [" + std::string(section.str()) + "]");
      } else if (table == nullptr) {
        fault(&node, std::string(section.str()) + " must be a section, [" +
                         std::string(section.str()) + "]");
      } else {
        refuseUnknownKeys(section.str(), *table);
      }
    }
  }

  void refuseUnknownKeys(std::string_view section, const toml::table& table) {
    for (const auto& [key, node] : table)
      if (!isKnown(section, key.str()))
        fault(&node, "there is no key " + std::string(section) + "." + std::string(key.str()));
  }

  void checkTogether(const Config& config) {
    if (config.server.certificate.empty() != config.server.key.empty())
      fault(root_.get("server"), "server.certificate and server.key must be set both or neither");
    if (!config.bbb.url.empty() && config.bbb.secret.empty())
      fault(root_.get("bbb"),
            "bbb.secret is missing: set it here or in the environment, AMPHI_BBB_SECRET");
    if (config.stream.width % 2 != 0 || config.stream.height % 2 != 0)
      fault(root_.get("stream"), "stream.width and stream.height must be even");
  }

  const toml::table& root_;
  std::string name_;
  std::vector<std::pair<std::string, std::string>> known_;
  std::vector<std::string> faults_;
};

std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const auto& line : lines) out += (out.empty() ? "" : "\n") + line;
  return out;
}

}  // namespace

Environment processEnvironment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr) return std::nullopt;
    return value;
  };
}

Result<Config> parseConfig(std::string_view text, const std::string& name,
                           const Environment& environment) {
  const toml::parse_result parsed = toml::parse(text, name);
  if (!parsed) {
    const auto& at = parsed.error().source().begin;
    return Error{Fault::Config,
                 name + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + ": " +
                     std::string(parsed.error().description()),
                 "toml"};
  }
  Reader reader(parsed.table(), name);
  Config config = reader.read(environment);
  if (!reader.faults().empty()) return Error{Fault::Config, joined(reader.faults()), "config"};
  return config;
}

Result<Config> loadConfig(const std::string& path, const Environment& environment) {
  std::ifstream file(path, std::ios::binary);
  std::string text;
  // A directory opens, but gives nothing: peek() tells.
  if (file && (file.peek(), !file.bad())) {
    std::ostringstream all;
    all << file.rdbuf();
    text = all.str();
  } else {
    return Error{Fault::Config, path + ": the config file cannot be read", "unreadable"};
  }
  if (text.size() > kMaxFileBytes)
    return Error{Fault::Config, path + ": the config file is over 1 MiB", "too_long"};
  return parseConfig(text, path, environment);
}

}  // namespace base
