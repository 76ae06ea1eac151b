// SPDX-License-Identifier: Apache-2.0
// amphi-ink: the outlines that our pen draws, for a test that compares them with another's.
//
// Reads [{"points":[[x,y,pressure]…],"options":{…}}…] and writes an outline [[x,y]…] for each.
#include <iostream>
#include <iterator>

#include "base/json.hpp"
#include "pipelines/whiteboard/ink.hpp"

namespace {

using base::Json;

pipelines::InkOptions optionsFrom(const Json& json) {
  pipelines::InkOptions options;
  options.size = base::numberAt(json, "size", options.size);
  options.thinning = base::numberAt(json, "thinning", options.thinning);
  options.streamline = base::numberAt(json, "streamline", options.streamline);
  options.smoothing = base::numberAt(json, "smoothing", options.smoothing);
  options.simulatesPressure = base::boolAt(json, "simulatePressure", true);
  options.easing = pipelines::InkEasing::Linear;
  return options;
}

Json outlineOf(const Json& stroke) {
  const pipelines::InkOptions options = optionsFrom(base::memberAt(stroke, "options"));
  std::vector<pipelines::InkPoint> points;
  for (const Json& point : base::memberAt(stroke, "points")) {
    points.push_back({{point.at(0), point.at(1)}, point.at(2)});
  }
  Json outline = Json::array();
  for (const auto& point : inkOutline(inkSteps(points, options), options)) {
    outline.push_back({point.x, point.y});
  }
  return outline;
}

}  // namespace

int main() {
  const std::string text(std::istreambuf_iterator<char>(std::cin), {});
  const auto strokes = base::parseJson(text);
  if (!strokes) {
    std::cerr << strokes.error().what << '\n';
    return 1;
  }
  Json outlines = Json::array();
  for (const Json& stroke : *strokes) outlines.push_back(outlineOf(stroke));
  std::cout << base::compact(outlines) << '\n';
}
