// SPDX-License-Identifier: Apache-2.0
// The console's page.
#include "tests/sim/console/page.hpp"

#include <map>

namespace sim {
namespace {

struct File {
  const char* type;
  const char* text;
};

}  // namespace

std::optional<HttpReply> consoleFile(const std::string& path) {
  static const char* const kCode = "text/javascript; charset=utf-8";
  static const std::map<std::string, File> kFiles = {
      {"/console", {"text/html; charset=utf-8", kPage}},
      {"/console/", {"text/html; charset=utf-8", kPage}},
      {"/console/style.css", {"text/css; charset=utf-8", kStyle}},
      {"/console/script.js", {kCode, kScript}},
      {"/console/board.js", {kCode, kBoardScript}},
      {"/console/publish.js", {kCode, kPublishScript}},
  };
  if (path == "/favicon.ico") return HttpReply{204, "image/x-icon", "", {}};
  const auto file = kFiles.find(path);
  if (file == kFiles.end()) return {};
  return HttpReply{200,
                   file->second.type,
                   file->second.text,
                   {{"Cache-Control", "no-cache"},
                    {"Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'"},
                    {"X-Content-Type-Options", "nosniff"}}};
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
  <div>
    <section aria-labelledby="slides-title">
      <h2 id="slides-title" class="hidden">Slides</h2>
      <figure>
        <img id="slide" alt=""><svg id="ink" role="img" aria-label="Whiteboard"></svg>
      </figure>
      <div class="bar">
        <button id="previous" type="button">← Previous</button>
        <span id="page" aria-live="polite">–</span>
        <button id="next" type="button">Next →</button>
        <span class="space"></span>
        <button id="undo" type="button">Undo</button>
        <button id="clear" type="button">Clear</button>
      </div>
      <div class="bar">
        <span id="tools" class="bar" role="group" aria-label="Tool"></span>
        <span id="colors" class="bar" role="group" aria-label="Colour"></span>
        <label>Width <select id="size">
          <option value="s">thin</option><option value="m" selected>medium</option>
          <option value="l">thick</option><option value="xl">very thick</option>
        </select></label>
      </div>
    </section>
    <div class="columns">
      <section class="card" aria-labelledby="devices-title">
        <h2 id="devices-title">Camera, sound and screen</h2>
        <div class="rows">
          <span>Camera</span><select id="camera" aria-label="Camera"></select>
          <span>Microphone</span><select id="microphone" aria-label="Microphone"></select>
          <span>Screen</span><select id="screen" aria-label="Screen"></select>
          <button id="camera2" class="toggle wide" type="button">Second camera (synthetic)</button>
        </div>
        <div class="previews">
          <video id="own-camera" muted autoplay playsinline hidden></video>
          <audio id="own-microphone" muted hidden></audio>
          <video id="own-screen" muted autoplay playsinline hidden></video>
        </div>
      </section>
      <section class="card" aria-labelledby="layout-title">
        <h2 id="layout-title">Layout</h2>
        <div class="rows">
          <label class="wide">Arrangement <select id="layout"></select></label>
          <label class="wide">Cameras at <select id="dock">
            <option value="contentTop">top</option><option value="contentRight">right</option>
            <option value="contentBottom">bottom</option><option value="contentLeft">left</option>
          </select></label>
          <button id="minimized" class="toggle wide" type="button">Slides minimised</button>
          <button id="propagate" class="toggle wide" type="button">Viewers follow</button>
        </div>
      </section>
      <section class="card" aria-labelledby="poll-title">
        <h2 id="poll-title">Poll</h2>
        <div class="rows">
          <input id="question" class="wide" maxlength="200" placeholder="Question"
            aria-label="Question">
          <select id="poll-type" aria-label="Kind of poll">
            <option value="YN">Yes / No</option><option value="TF">True / False</option>
            <option value="A-2">A B</option><option value="A-3">A B C</option>
            <option value="A-4" selected>A B C D</option><option value="A-5">A B C D E</option>
          </select>
          <button id="poll" type="button">Start</button>
          <div id="votes" class="wide"></div>
          <button id="publish" type="button" hidden>Publish the result</button>
          <button id="drop-poll" type="button" hidden>Cancel</button>
        </div>
      </section>
      <section class="card" aria-labelledby="external-title">
        <h2 id="external-title">Video of another site</h2>
        <div class="rows">
          <input id="url" class="wide" type="url" placeholder="https://…" aria-label="Address">
          <button id="share" type="button">Share</button>
          <button id="play" class="toggle" type="button" aria-pressed="false">Playing</button>
        </div>
      </section>
    </div>
  </div>
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
      <div class="bar">
        <button id="lock" class="toggle" type="button" aria-pressed="false">Lock chat</button>
        <button id="record" class="toggle" type="button" aria-pressed="false">Record</button>
      </div>
    </section>
    <section class="card" aria-labelledby="trouble-title">
      <h2 id="trouble-title">Trouble</h2>
      <dl id="server"></dl>
      <div id="actions" class="grid" role="group" aria-label="Once"></div>
      <div class="bar">
        <label>Loss % <input id="loss" type="number" min="0" max="100" value="0"></label>
        <label>Jitter ms <input id="jitter" type="number" min="0" max="5000" value="0"></label>
      </div>
      <details>
        <summary>Lasting faults <span id="faults-on" class="count"></span></summary>
        <div id="faults" class="grid" role="group" aria-label="Lasting faults"></div>
      </details>
    </section>
  </aside>
</main>
<p id="notice" role="alert"></p>
</body>
</html>
)html";

}  // namespace sim
