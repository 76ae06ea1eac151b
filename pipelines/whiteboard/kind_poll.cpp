// SPDX-License-Identifier: Apache-2.0
// The result of a poll: a bar for each answer.
#include "pipelines/whiteboard/kinds.hpp"
#include "pipelines/whiteboard/words.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace pipelines {
namespace {

constexpr double kPadding = 12, kFontSize = 18;
// Of a row: the bar, and the letters beside it.
constexpr double kBarShare = 0.7, kLetterShare = 0.6;
// Of the box: what the answers' names may take.
constexpr double kNameShare = 0.4;

Path boxPath(const Box& box) {
  return polyline(
      {{box.left, box.top}, {box.right, box.top}, {box.right, box.bottom}, {box.left, box.bottom}},
      true);
}

Words wordsOf(std::string text, double size, Align align) {
  return {std::move(text), FontKind::Sans, size, colourOf(0x1d1d1d), align, Align::Middle};
}

std::string percentOf(const PollAnswer& answer, unsigned responders) {
  const double share = responders == 0 ? 0 : 100.0 * answer.votes / responders;
  return std::to_string(std::lround(share)) + " %";
}

// The columns that all rows share: the names, the bars, the figures.
struct Columns {
  double nameRight = 0, barLeft = 0, barRight = 0;
};

Columns columnsOf(const PollShape& poll, double letters) {
  double names = 0, figures = 0;
  for (const PollAnswer& answer : poll.answers) {
    const auto width = [&](std::string text) {
      return layoutBox(textLayer(wordsOf(std::move(text), letters, Align::Start), {})).width();
    };
    names = std::max(names, width(answer.key));
    figures = std::max(figures, width(percentOf(answer, poll.responders)));
  }
  names = std::min(names, kNameShare * poll.width);
  const double left = kPadding + names;
  return {left, left + kPadding, std::max(left, poll.width - kPadding - figures) - kPadding};
}

void addRow(const PollShape& poll, const PollAnswer& answer, const Columns& columns, const Box& row,
            std::vector<Layer>& layers) {
  const double letters = std::min(kFontSize, kLetterShare * row.height());
  const Box name{kPadding, row.top, columns.nameRight, row.bottom};
  layers.push_back(textLayerIn(wordsOf(answer.key, letters, Align::End), name));
  const double share =
      poll.responders == 0 ? 0 : std::min(1.0, double{1} * answer.votes / poll.responders);
  const double room = std::max(0.0, columns.barRight - columns.barLeft);
  const double half = kBarShare * row.height() / 2, middle = row.centre().y;
  const Box bar{columns.barLeft, middle - half, columns.barLeft + room * share, middle + half};
  if (bar.width() > 0) {
    layers.push_back(
        PathLayer{boxPath(bar), FillStyle{FillKind::Flat, poll.colour, {}}, {}, 1, {}});
  }
  const Box figure{columns.barRight, row.top, poll.width - kPadding, row.bottom};
  layers.push_back(
      textLayerIn(wordsOf(percentOf(answer, poll.responders), letters, Align::End), figure));
}

}  // namespace

Drawing draw(const PollShape& poll, const Shape&) {
  Drawing drawing;
  const FillStyle paper{FillKind::Flat, poll.ground, {}};
  drawing.layers.push_back(
      PathLayer{boxPath({0, 0, poll.width, poll.height}), paper, Pen{poll.colour, 1, {}}, 1, {}});
  double top = kPadding;
  const double inside = poll.width - 2 * kPadding;
  if (!poll.question.empty() && inside > 0) {
    TextLayer title = textLayer(wordsOf(poll.question, kFontSize, Align::Start), inside, true);
    moveBy(title, {kPadding, kPadding});
    top += layoutBox(title).height();
    drawing.layers.push_back(std::move(title));
  }
  const double room = poll.height - kPadding - top;
  if (room <= 0 || inside <= 0 || poll.answers.empty()) return drawing;
  const double height = room / static_cast<double>(poll.answers.size());
  const Columns columns = columnsOf(poll, std::min(kFontSize, kLetterShare * height));
  for (const PollAnswer& answer : poll.answers) {
    addRow(poll, answer, columns, {0, top, poll.width, top + height}, drawing.layers);
    top += height;
  }
  return drawing;
}

}  // namespace pipelines
