// SPDX-License-Identifier: Apache-2.0
// The console's module that shows the slide's ink and draws with the mouse.
#include "tests/sim/console/page.hpp"

namespace sim {

const char* const kBoardScript = R"js(
/** As often as BBB's own client sends a stroke that grows (bbb-session.md §1.2). */
const sendEvery = 60;
const colors = {
  black: "#1d1d1d", blue: "#4263eb", green: "#099268", red: "#e03131", orange: "#f76707",
  yellow: "#ffc078", violet: "#ae3ec9", grey: "#adb5bd",
};
const widths = { s: 2, m: 3.5, l: 5, xl: 10 };
const svgNames = "http://www.w3.org/2000/svg";

/** An SVG over the slide, in page units. */
export class Board {
  /** @param svg  the element  @param command  posts a command */
  constructor(svg, command) {
    this.svg = svg;
    this.command = command;
    this.tool = "draw";
    this.style = { color: "red", size: "m" };
    this.stroke = null;
    this.lastSent = 0;
    this.queue = Promise.resolve();
    this.waiting = 0;
    svg.addEventListener("pointerdown", (event) => this.begin(event));
    svg.addEventListener("pointermove", (event) => this.move(event));
    svg.addEventListener("pointerup", () => this.end());
    svg.addEventListener("pointercancel", () => this.end());
    svg.addEventListener("pointerleave", () => this.leave());
  }

  setPage(width, height) {
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  }

  /** Shows what /sim/board tells; the stroke under the pen stays on top. */
  show(shapes) {
    const drawn = shapes.filter((shape) => shape.id !== this.stroke?.id).map(pictureOf);
    this.svg.replaceChildren(...drawn);
    if (this.stroke) this.svg.append(this.stroke.element);
  }

  pointOf(event) {
    const point = new DOMPoint(event.clientX, event.clientY);
    const { x, y } = point.matrixTransform(this.svg.getScreenCTM().inverse());
    return [Math.round(x * 10) / 10, Math.round(y * 10) / 10];
  }

  begin(event) {
    if (this.tool === "point" || event.button !== 0) return;
    this.svg.setPointerCapture(event.pointerId);
    const element = lineOf(this.style.color, widths[this.style.size], this.tool === "highlight");
    this.stroke = {
      id: `shape:${Math.random().toString(36).slice(2, 12)}`,
      points: [this.pointOf(event)],
      element,
    };
    this.svg.append(element);
    this.send(false);
  }

  move(event) {
    const [x, y] = this.pointOf(event);
    if (this.stroke) {
      this.stroke.points.push([x, y]);
      this.stroke.element.setAttribute("points", this.stroke.points.join(" "));
    }
    if (performance.now() - this.lastSent < sendEvery || this.waiting > 0) return;
    if (this.stroke) this.send(false);
    else this.point(x, y);
  }

  end() {
    if (!this.stroke) return;
    this.send(true);
    this.stroke = null;
  }

  leave() {
    if (!this.stroke) this.point(-1, -1);
  }

  point(x, y) {
    this.post({ do: "cursor", x, y });
  }

  send(complete) {
    const { id, points } = this.stroke;
    this.post({ do: "ink", id, points: [...points], complete, kind: this.tool, ...this.style });
    if (!complete) this.point(...points.at(-1));
  }

  /** One after the other, or an older state of a stroke could come last. */
  post(command) {
    this.lastSent = performance.now();
    this.waiting += 1;
    this.queue = this.queue.then(() => this.command(command, true)).then(() => {
      this.waiting -= 1;
    });
  }
}

function lineOf(color, width, highlight) {
  const line = document.createElementNS(svgNames, "polyline");
  line.setAttribute("stroke", colors[color] ?? "#1d1d1d");
  line.setAttribute("stroke-width", highlight ? width * 6 : width);
  line.setAttribute("opacity", highlight ? 0.35 : 1);
  return line;
}

/** Ink as lines; everything else as a box with its kind, which is enough for who presents. */
function pictureOf(shape) {
  const { type, x, y, props } = shape;
  if (type === "draw" || type === "highlight") {
    const line = lineOf(props.color, widths[props.size], type === "highlight");
    const points = (props.segments ?? []).flatMap((segment) => segment.points);
    line.setAttribute("points", points.map((p) => [x + p.x, y + p.y]).join(" "));
    return line;
  }
  const group = document.createElementNS(svgNames, "g");
  const box = document.createElementNS(svgNames, "rect");
  const size = { x, y, width: props?.w ?? 200, height: props?.h ?? 100 };
  Object.entries(size).forEach(([name, value]) => box.setAttribute(name, value));
  const label = document.createElementNS(svgNames, "text");
  label.setAttribute("x", x + 8);
  label.setAttribute("y", y + 28);
  label.textContent = type === "poll" ? `Poll: ${props.questionText}` : (props?.text || type);
  group.append(box, label);
  return group;
}
)js";

}  // namespace sim
