// SPDX-License-Identifier: Apache-2.0
// The console's page and its style.
#include "tests/sim/console/page.hpp"

namespace sim {
namespace {

HttpReply file(const char* type, const char* text) {
  return {200,
          type,
          text,
          {{"Cache-Control", "no-cache"},
           {"Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'"},
           {"X-Content-Type-Options", "nosniff"}}};
}

}  // namespace

std::optional<HttpReply> consoleFile(const std::string& path) {
  if (path == "/console" || path == "/console/") return file("text/html; charset=utf-8", kPage);
  if (path == "/favicon.ico") return HttpReply{204, "image/x-icon", "", {}};
  if (path == "/console/style.css") return file("text/css; charset=utf-8", kStyle);
  if (path == "/console/script.js") return file("text/javascript; charset=utf-8", kScript);
  return {};
}

const char* const kPage = R"html(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Presenter's console</title>
<link rel="stylesheet" href="/console/style.css">
<script type="module" src="/console/script.js"></script>
</head>
<body>
<header>
  <div>
    <p class="kind">Simulated BigBlueButton · presenter's console</p>
    <h1 id="title">…</h1>
  </div>
  <label class="pick" hidden>Meeting <select id="meeting"></select></label>
  <span id="state" class="badge" role="status">connecting</span>
  <button id="begin" type="button" hidden>Start a new meeting</button>
  <button id="end" class="danger" type="button">End meeting</button>
</header>
<main>
  <section class="stage" aria-labelledby="slides-title">
    <h2 id="slides-title" class="hidden">Slides</h2>
    <figure><img id="slide" alt=""></figure>
    <div class="bar">
      <button id="previous" type="button">← Previous</button>
      <span id="page" aria-live="polite">–</span>
      <button id="next" type="button">Next →</button>
    </div>
    <div class="bar devices" role="group" aria-label="Devices">
      <button id="camera" class="toggle" type="button" aria-pressed="false">Camera</button>
      <button id="camera2" class="toggle" type="button" aria-pressed="false">Second camera</button>
      <button id="microphone" class="toggle" type="button" aria-pressed="false">Microphone</button>
      <button id="screen" class="toggle" type="button" aria-pressed="false">Screen</button>
      <button id="lock" class="toggle" type="button" aria-pressed="false">Lock chat</button>
    </div>
  </section>
  <aside>
    <section class="card chat" aria-labelledby="chat-title">
      <h2 id="chat-title">Public chat</h2>
      <ol id="lines" tabindex="0" aria-label="Chat lines"></ol>
      <form id="say">
        <input id="name" maxlength="60" value="Ada Martin" aria-label="Name">
        <input id="text" maxlength="1000" placeholder="Write to everyone" autocomplete="off"
          aria-label="Message">
        <button type="submit">Send</button>
      </form>
    </section>
    <section class="card" aria-labelledby="people-title">
      <h2 id="people-title">In the meeting <span id="count" class="count">0</span></h2>
      <ul id="people"></ul>
    </section>
    <details class="card">
      <summary>Server</summary>
      <dl id="server"></dl>
      <label>Fault <select id="fault"></select></label>
      <button id="fault-on" type="button">Switch</button>
      <p id="faults" class="quiet"></p>
    </details>
  </aside>
</main>
<p id="notice" role="alert"></p>
</body>
</html>
)html";

const char* const kStyle = R"css(
:root { color-scheme: light; --ink: #1c2430; --quiet: #5b6675; --line: #d9dee6; --paper: #f4f6f9;
  --accent: #1f5fae; --on: #1b7a4b; --danger: #b3261e; }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.45 system-ui, "DejaVu Sans", sans-serif; color: var(--ink);
  background: var(--paper); }
header { display: flex; flex-wrap: wrap; gap: .75rem 1rem; align-items: center;
  padding: .9rem 1.25rem; background: #fff; border-bottom: 1px solid var(--line); }
header > div { flex: 1 1 18rem; min-width: 0; }
h1 { margin: 0; font-size: 1.35rem; line-height: 1.2; }
h2 { margin: 0 0 .6rem; font-size: 1rem; }
.kind, .quiet { margin: 0; color: var(--quiet); font-size: .85rem; }
main { display: grid; grid-template-columns: minmax(0, 1fr) 24rem; gap: 1.25rem;
  padding: 1.25rem; max-width: 96rem; margin: 0 auto; }
figure { margin: 0; background: #fff; border: 1px solid var(--line); border-radius: .6rem;
  overflow: hidden; aspect-ratio: 16 / 9; position: relative; }
figure img { position: absolute; width: 100%; height: 100%; object-fit: contain; }
.bar { display: flex; flex-wrap: wrap; gap: .6rem; align-items: center; margin-top: .8rem; }
.bar #page { flex: 1; text-align: center; font-variant-numeric: tabular-nums; }
button, select, input { font: inherit; color: inherit; padding: .5rem .85rem; border-radius: .45rem;
  border: 1px solid #b9c2ce; background: #fff; min-height: 2.6rem; }
button { cursor: pointer; font-weight: 600; }
button:hover { border-color: var(--accent); }
button:disabled { opacity: .45; cursor: default; }
:focus-visible { outline: 3px solid #6aa5ea; outline-offset: 2px; }
.toggle::before { content: ""; display: inline-block; width: .7rem; height: .7rem;
  border-radius: 50%; margin-right: .5rem; background: #b9c2ce; }
.toggle[aria-pressed="true"] { border-color: var(--on); background: #eaf6ef; }
.toggle[aria-pressed="true"]::before { background: var(--on); }
.danger { color: #fff; background: var(--danger); border-color: var(--danger); }
.badge { padding: .25rem .7rem; border-radius: 1rem; font-size: .85rem; font-weight: 600;
  background: #e5e9ef; }
.badge.live { color: #fff; background: var(--on); }
.badge.ended { color: #fff; background: var(--quiet); }
aside { display: flex; flex-direction: column; gap: 1.25rem; min-width: 0; }
.card { background: #fff; border: 1px solid var(--line); border-radius: .6rem; padding: 1rem; }
.chat ol { list-style: none; margin: 0 0 .8rem; padding: 0; height: 18rem; overflow-y: auto; }
.chat li { padding: .4rem 0; border-bottom: 1px solid #eef1f5; overflow-wrap: anywhere; }
.chat b { margin-right: .4rem; }
.chat time { color: var(--quiet); font-size: .8rem; }
.chat p { margin: 0; white-space: pre-wrap; }
form { display: grid; grid-template-columns: 1fr auto; gap: .5rem; }
form #name { grid-column: 1 / -1; }
input { width: 100%; }
#people { list-style: none; margin: 0; padding: 0; }
#people li { display: flex; gap: .5rem; align-items: baseline; padding: .25rem 0; }
.tag { font-size: .75rem; padding: .05rem .5rem; border-radius: 1rem; background: #e5e9ef; }
.count { font-weight: 400; color: var(--quiet); }
dl { display: grid; grid-template-columns: auto 1fr; gap: .2rem .8rem; margin: .6rem 0;
  font-size: .85rem; }
dd { margin: 0; font-variant-numeric: tabular-nums; }
#notice { position: fixed; left: 50%; bottom: 1rem; translate: -50%; margin: 0; color: #fff;
  background: var(--danger); padding: .6rem 1rem; border-radius: .5rem; }
#notice:empty { display: none; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
@media (max-width: 60rem) { main { grid-template-columns: minmax(0, 1fr); padding: .75rem; } }
)css";

}  // namespace sim
