// SPDX-License-Identifier: Apache-2.0
// A small GraphQL reader: one operation, its root fields, arguments and selections.
#include "tests/sim/graphql/document.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <map>

namespace sim {
namespace {

constexpr int kDeepest = 32;

/// Walks the text once; the first fault is kept and everything after it is skipped.
class Reader {
 public:
  Reader(std::string_view text, const Json& variables) : text_(text), variables_(variables) {}

  base::Result<Document> document() {
    Document document;
    skip();
    if (peek() != '{') header(document);
    if (fault_.empty()) document.fields = selection(1, document.depth);
    skip();
    if (fault_.empty() && at_ < text_.size()) fault("unexpected text after the operation");
    if (!fault_.empty()) return base::Error{base::Fault::Peer, fault_, "validation-failed"};
    return document;
  }

 private:
  void header(Document& document) {
    const std::string kind = name();
    if (kind == "subscription") {
      document.kind = Document::Kind::Subscription;
    } else if (kind == "mutation") {
      document.kind = Document::Kind::Mutation;
    } else if (kind != "query") {
      fault("not a valid graphql query");
      return;
    }
    skip();
    if (isNameStart(peek())) document.name = name();
    skip();
    if (peek() == '(') declarations();
  }

  /// `($a: Int!, $b: String = "x")`: the defaults count, the types do not.
  void declarations() {
    ++at_;
    for (skip(); fault_.empty() && peek() == '$'; skip()) {
      ++at_;
      const std::string variable = name();
      declared_[variable] = member(variables_, variable);
      expect(':');
      type(declared_[variable].is_null());
      skip();
      if (peek() != '=') continue;
      ++at_;
      const Json preset = value(0);
      if (declared_[variable].is_null()) declared_[variable] = preset;
    }
    expect(')');
  }

  void type(bool missing) {
    skip();
    if (peek() == '[') {
      ++at_;
      type(false);
      expect(']');
    } else {
      name();
    }
    skip();
    if (peek() != '!') return;
    ++at_;
    if (missing) fault("expecting a value for non-nullable variable");
  }

  std::vector<Field> selection(int level, int& deepest) {
    std::vector<Field> fields;
    deepest = std::max(deepest, level);
    if (level > kDeepest) fault("the query is too deep");
    expect('{');
    for (skip(); fault_.empty() && peek() != '}'; skip()) {
      fields.push_back(field(level, deepest));
    }
    expect('}');
    if (fault_.empty() && fields.empty()) fault("missing selection set");
    return fields;
  }

  Field field(int level, int& deepest) {
    Field field;
    field.name = name();
    field.alias = field.name;
    skip();
    if (peek() == ':') {
      ++at_;
      skip();
      field.name = name();
      skip();
    }
    if (peek() == '(') field.arguments = arguments();
    skip();
    if (peek() == '{') field.children = selection(level + 1, deepest);
    return field;
  }

  Json arguments() {
    Json all = Json::object();
    ++at_;
    for (skip(); fault_.empty() && peek() != ')'; skip()) {
      const std::string key = name();
      expect(':');
      all[key] = value(0);
    }
    expect(')');
    return all;
  }

  Json value(int level) {
    if (level > kDeepest) fault("a value is too deep");
    skip();
    const char first = peek();
    if (!fault_.empty()) return nullptr;
    if (first == '$') return variable();
    if (first == '"') return string();
    if (first == '[') return list(level);
    if (first == '{') return object(level);
    if (first == '-' || std::isdigit(static_cast<unsigned char>(first)) != 0) return number();
    const std::string word = name();
    if (word == "true" || word == "false") return word == "true";
    if (word == "null") return nullptr;
    return word;
  }

  Json variable() {
    ++at_;
    const std::string key = name();
    const auto known = declared_.find(key);
    if (known != declared_.end()) return known->second;
    fault("unbound variable \"" + key + "\"");
    return nullptr;
  }

  Json string() {
    const std::size_t start = at_++;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    expect('"');
    if (!fault_.empty()) return nullptr;
    const Json parsed = parseJson(text_.substr(start, at_ - start));
    if (!parsed.is_string()) fault("a string is not well formed");
    return parsed.is_string() ? parsed : Json();
  }

  Json number() {
    std::size_t end = at_;
    while (end < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[end])) != 0 ||
                                  text_[end] == '-' || text_[end] == '.' || text_[end] == '+')) {
      ++end;
    }
    const Json parsed = parseJson(text_.substr(at_, end - at_));
    at_ = end;
    if (!parsed.is_number()) fault("a number is not well formed");
    return parsed.is_number() ? parsed : Json();
  }

  Json list(int level) {
    Json items = Json::array();
    ++at_;
    for (skip(); fault_.empty() && peek() != ']'; skip()) items.push_back(value(level + 1));
    expect(']');
    return items;
  }

  Json object(int level) {
    Json items = Json::object();
    ++at_;
    for (skip(); fault_.empty() && peek() != '}'; skip()) {
      const std::string key = name();
      expect(':');
      items[key] = value(level + 1);
    }
    expect('}');
    return items;
  }

  static bool isNameStart(char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_';
  }

  std::string name() {
    skip();
    std::size_t end = at_;
    if (isNameStart(peek())) {
      while (end < text_.size() && (isNameStart(text_[end]) ||
                                    std::isdigit(static_cast<unsigned char>(text_[end])) != 0)) {
        ++end;
      }
    }
    if (end == at_) fault("not a valid graphql query");
    std::string word(text_.substr(at_, end - at_));
    at_ = end;
    return word;
  }

  void expect(char wanted) {
    skip();
    if (peek() == wanted) {
      ++at_;
    } else {
      fault(std::string("not a valid graphql query: expected '") + wanted + "'");
    }
  }

  /// Blanks, commas and comments mean nothing in GraphQL.
  void skip() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (c == ',' || std::isspace(static_cast<unsigned char>(c)) != 0) {
        ++at_;
      } else {
        return;
      }
    }
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void fault(const std::string& what) {
    if (fault_.empty()) fault_ = what;
    at_ = text_.size();
  }

  std::string_view text_;
  const Json& variables_;
  std::map<std::string, Json> declared_;
  std::size_t at_ = 0;
  std::string fault_;
};

}  // namespace

base::Result<Document> parseDocument(std::string_view text, const Json& variables) {
  return Reader(text, variables).document();
}

}  // namespace sim
