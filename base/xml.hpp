// SPDX-License-Identifier: Apache-2.0
// XML in: a small tree of elements, read by name. The door of libxml2.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace base::xml {

/// One element. `text` is all character data directly inside it (CDATA too), blanks at both ends
/// cut.
struct Element {
  std::string name;
  std::string text;
  std::vector<std::pair<std::string, std::string>> attributes;
  std::vector<Element> children;

  /// The first child of that name, or nullptr.
  const Element* child(std::string_view childName) const;
  /// The text of the first child of that name, or "".
  std::string textOf(std::string_view childName) const;
  /// The attribute, or "".
  std::string attribute(std::string_view key) const;
};

/// What becomes of a document with a type declaration: refused, or read as if it had none, as long
/// as it declares no entity.
enum class Doctype { Refused, Ignored };

/// Parses a foreign document and gives its root. Nothing outside the text is read and no entity is
/// expanded. Fault::Peer: code `not_xml`, `too_long`, `too_deep`.
Result<Element> parse(std::string_view document, size_t maxBytes = 4u << 20,
                      Doctype doctype = Doctype::Refused);

/// `text` with & < > " ' and control characters made safe inside an element or an attribute.
std::string escape(std::string_view text);

}  // namespace base::xml
