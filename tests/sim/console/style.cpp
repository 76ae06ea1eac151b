// SPDX-License-Identifier: Apache-2.0
// The console's style.
#include "tests/sim/console/page.hpp"

namespace sim {

const char* const kStyle = R"css(
:root { color-scheme: light; --ink: #1c2430; --quiet: #5b6675; --line: #d9dee6; --paper: #f4f6f9;
  --accent: #1f5fae; --on: #1b7a4b; --danger: #b3261e; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; font: 15px/1.45 system-ui, "DejaVu Sans", sans-serif; color: var(--ink);
  background: var(--paper); }
header { display: flex; flex-wrap: wrap; gap: .75rem 1rem; align-items: center;
  padding: .8rem 1.25rem; background: #fff; border-bottom: 1px solid var(--line); }
header > div { flex: 1 1 18rem; min-width: 0; }
h1 { margin: 0; font-size: 1.3rem; line-height: 1.2; }
h2 { margin: 0 0 .6rem; font-size: .95rem; }
.kind, .quiet { margin: 0; color: var(--quiet); font-size: .85rem; }
main { display: grid; grid-template-columns: minmax(0, 1fr) 23rem; gap: 1rem;
  padding: 1rem 1.25rem; max-width: 104rem; margin: 0 auto; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(13.5rem, 1fr)); gap: 1rem;
  margin-top: 1rem; align-items: start; }
figure { margin: 0; background: #fff; border: 1px solid var(--line); border-radius: .6rem;
  overflow: hidden; aspect-ratio: 16 / 9; position: relative; }
figure img, figure svg { position: absolute; width: 100%; height: 100%; }
figure img { object-fit: contain; }
figure svg { touch-action: none; cursor: crosshair; }
figure polyline { fill: none; stroke-linecap: round; stroke-linejoin: round; }
figure rect { fill: #fff9; stroke: #5b6675; stroke-width: 2; stroke-dasharray: 8 6; }
figure text { font-size: 24px; fill: #1c2430; }
.bar { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin-top: .7rem; }
.bar .bar { margin-top: 0; }
.bar .space { flex: 1; }
.rows label { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .3rem;
  align-items: center; }
.rows select { min-width: 0; }
details { margin-top: .7rem; }
summary { cursor: pointer; margin-bottom: .5rem; }
#page { min-width: 4rem; text-align: center; font-variant-numeric: tabular-nums; }
button, select, input { font: inherit; color: inherit; padding: .4rem .75rem;
  border-radius: .45rem; border: 1px solid #b9c2ce; background: #fff; min-height: 2.4rem; }
button { cursor: pointer; font-weight: 600; }
button:hover { border-color: var(--accent); }
button:disabled { opacity: .45; cursor: default; }
:focus-visible { outline: 3px solid #6aa5ea; outline-offset: 2px; }
.toggle::before { content: ""; display: inline-block; width: .65rem; height: .65rem;
  border-radius: 50%; margin-right: .45rem; background: #b9c2ce; }
[aria-pressed="true"] { border-color: var(--on); background: #eaf6ef; }
.toggle[aria-pressed="true"]::before { background: var(--on); }
.fault[aria-pressed="true"] { border-color: var(--danger); background: #fceeed; }
.fault[aria-pressed="true"]::before { background: var(--danger); }
.swatch { width: 2.4rem; padding: 0; }
.swatch::before { content: ""; display: block; width: 1.3rem; height: 1.3rem; margin: auto;
  border-radius: 50%; background: var(--swatch); }
.danger { color: #fff; background: var(--danger); border-color: var(--danger); }
.badge { padding: .25rem .7rem; border-radius: 1rem; font-size: .85rem; font-weight: 600;
  background: #e5e9ef; }
.badge.live { color: #fff; background: var(--on); }
.badge.ended { color: #fff; background: var(--quiet); }
aside { display: flex; flex-direction: column; gap: 1rem; min-width: 0; }
.card { background: #fff; border: 1px solid var(--line); border-radius: .6rem; padding: .9rem; }
.rows { display: grid; grid-template-columns: 1fr auto; gap: .45rem .6rem; align-items: center; }
.rows > .wide { grid-column: 1 / -1; }
.previews { display: flex; gap: .5rem; margin-top: .7rem; }
.previews video { width: 50%; aspect-ratio: 4 / 3; object-fit: contain; border-radius: .4rem;
  background: #10151c; }
.grid { display: grid; grid-template-columns: 1fr 1fr; gap: .45rem; }
.grid button { text-align: left; font-weight: 500; font-size: .85rem; min-height: 2.1rem; }
.chat ol { list-style: none; margin: 0 0 .7rem; padding: 0; height: 14rem; overflow-y: auto; }
.chat li { padding: .35rem 0; border-bottom: 1px solid #eef1f5; overflow-wrap: anywhere; }
.chat b { margin-right: .4rem; }
.chat time { color: var(--quiet); font-size: .8rem; }
.chat p { margin: 0; white-space: pre-wrap; }
form { display: grid; grid-template-columns: 1fr auto; gap: .5rem; }
form #name { grid-column: 1 / -1; }
input { width: 100%; min-width: 0; }
input[type="number"] { width: 6rem; }
#people { list-style: none; margin: 0; padding: 0; }
#people li { display: flex; gap: .45rem; align-items: center; padding: .2rem 0; }
#people span:first-child { flex: 1; min-width: 0; overflow-wrap: anywhere; }
#people button { font-size: .8rem; min-height: 1.9rem; padding: .1rem .5rem; font-weight: 500; }
.tag { font-size: .75rem; padding: .05rem .5rem; border-radius: 1rem; background: #e5e9ef; }
.tag.speaks { color: #fff; background: var(--on); }
.count { font-weight: 400; color: var(--quiet); }
meter { width: 100%; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .2rem .8rem; margin: 0 0 .7rem;
  font-size: .85rem; }
dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
#notice { position: fixed; left: 50%; bottom: 1rem; translate: -50%; margin: 0; color: #fff;
  background: var(--danger); padding: .6rem 1rem; border-radius: .5rem; }
#notice:empty { display: none; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
@media (max-width: 64rem) { main { grid-template-columns: minmax(0, 1fr); padding: .75rem; } }
)css";

}  // namespace sim
