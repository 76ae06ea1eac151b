// SPDX-License-Identifier: Apache-2.0
// XML on libxml2; the only file that includes it.
#include "base/xml.hpp"

#include <libxml/parser.h>
#include <libxml/tree.h>

#include <memory>
#include <mutex>

namespace base::xml {
namespace {

constexpr int kMaxDepth = 64;

struct FreeDocument {
  void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
};
using Document = std::unique_ptr<xmlDoc, FreeDocument>;

std::string textOf(const xmlChar* text) {
  return text == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(text));
}

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// False when the tree is deeper than kMaxDepth.
bool copy(const xmlNode* node, Element& into, int depth) {
  if (depth > kMaxDepth) return false;
  into.name = textOf(node->name);
  for (const xmlAttr* attribute = node->properties; attribute != nullptr;
       attribute = attribute->next)
    into.attributes.emplace_back(
        textOf(attribute->name),
        attribute->children == nullptr ? "" : textOf(attribute->children->content));
  for (const xmlNode* child = node->children; child != nullptr; child = child->next) {
    if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE)
      into.text += textOf(child->content);
    if (child->type != XML_ELEMENT_NODE) continue;
    into.children.emplace_back();
    if (!copy(child, into.children.back(), depth + 1)) return false;
  }
  into.text = trimmed(into.text);
  return true;
}

bool isAccepted(const xmlDtd* declaration, Doctype doctype) {
  if (declaration == nullptr) return true;
  return doctype == Doctype::Ignored && declaration->entities == nullptr;
}

}  // namespace

const Element* Element::child(std::string_view childName) const {
  for (const auto& one : children)
    if (one.name == childName) return &one;
  return nullptr;
}

std::string Element::textOf(std::string_view childName) const {
  const Element* found = child(childName);
  return found == nullptr ? std::string() : found->text;
}

std::string Element::attribute(std::string_view key) const {
  for (const auto& [name_, value] : attributes)
    if (name_ == key) return value;
  return "";
}

Result<Element> parse(std::string_view document, size_t maxBytes, Doctype doctype) {
  if (document.size() > maxBytes)
    return Error{Fault::Peer, "the XML document is too long", "too_long"};
  // libxml2 wants its tables made once before threads use it.
  static std::once_flag once;
  std::call_once(once, [] { xmlInitParser(); });
  constexpr int kOptions = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
  const Document parsed(xmlReadMemory(document.data(), static_cast<int>(document.size()), nullptr,
                                      nullptr, kOptions));
  const xmlNode* root = parsed ? xmlDocGetRootElement(parsed.get()) : nullptr;
  if (root == nullptr || !isAccepted(parsed->intSubset, doctype))
    return Error{Fault::Peer, "the text is not XML", "not_xml"};
  Element out;
  if (!copy(root, out, 0))
    return Error{Fault::Peer, "the XML document is nested too deeply", "too_deep"};
  return out;
}

std::string escape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? ' ' : c;
    }
  }
  return out;
}

}  // namespace base::xml
