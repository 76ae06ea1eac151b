// SPDX-License-Identifier: Apache-2.0
// Whatever annotations say is a drawing or nothing, in either dialect, never a crash.
//
// The input is a list of rows as BBB sends them: {"annotationId":…,"annotationInfo":…}.
#include <cstdint>
#include <string_view>

#include "gateway/bbb/board.hpp"
#include "pipelines/stage/cairo.hpp"
#include "pipelines/whiteboard/painter.hpp"

namespace {

constexpr int kWidth = 64, kHeight = 48;
constexpr double kPageWidth = 640;
constexpr size_t kMostRows = 50;

void play(const base::Json& rows, gateway::BoardDialect dialect) {
  const auto surface = pipelines::makeSurface(kWidth, kHeight);
  const pipelines::CairoContext context(cairo_create(surface.get()));
  cairo_scale(context.get(), kWidth / kPageWidth, kWidth / kPageWidth);
  const pipelines::Box page{0, 0, kPageWidth, kPageWidth * kHeight / kWidth};
  pipelines::WhiteboardPainter painter;
  gateway::Board board(dialect);
  auto before = board.snapshot();
  size_t count = 0;
  for (const base::Json& row : rows) {
    if (++count > kMostRows) break;
    board.apply(base::textAt(row, "annotationId"), base::memberAt(row, "annotationInfo"));
    const auto after = board.snapshot();
    static_cast<void>(painter.differenceOf(before.get(), after.get()));
    before = after;
  }
  painter.paint(context.get(), *before, page);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto rows = base::parseJson({reinterpret_cast<const char*>(data), size});
  if (!rows || !rows->is_array()) return 0;
  play(*rows, gateway::BoardDialect::V1);
  play(*rows, gateway::BoardDialect::V2);
  return 0;
}
