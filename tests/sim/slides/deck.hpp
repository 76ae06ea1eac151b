// SPDX-License-Identifier: Apache-2.0
// A presentation as BBB serves it: pages as SVG files with their natural size.
#pragma once

#include "base/result.hpp"

#include <memory>
#include <string>

namespace sim {

/// One page: an SVG file and the size that its root says, in px.
struct SlidePage {
  std::string svg;
  double width = 960;
  double height = 540;
};

/// A deck of pages, numbered from 1.
class Deck {
 public:
  Deck() = default;
  Deck(const Deck&) = delete;
  Deck& operator=(const Deck&) = delete;
  virtual ~Deck() = default;

  virtual int pages() const = 0;
  /// A page; blank when `number` is out of range or its conversion failed, as BBB does.
  virtual const SlidePage& page(int number) = 0;
  /// The file's name, e.g. `default.pdf`.
  virtual std::string name() const = 0;
};

/// Six French slides made in code.
std::unique_ptr<Deck> builtinDeck();

/// A PDF whose pages are converted with `pdftocairo -svg` when first asked for.
base::Result<std::unique_ptr<Deck>> pdfDeck(const std::string& file);

/// Reads width and height of an SVG root (`px`, `pt` or bare), 960x540 when there are none.
void readSvgSize(SlidePage& page);

}  // namespace sim
