// SPDX-License-Identifier: Apache-2.0
// The console's script: shows /sim/state once a second and posts commands.
#include "tests/sim/console/page.hpp"

namespace sim {

const char* const kScript = R"js(
import { Board } from "/console/board.js";
import { hearSpeech, isRunning, start, stop } from "/console/publish.js";

const byId = (id) => document.getElementById(id);
const refreshEvery = 1000;
let chosen = /[?&]meeting=([^&]+)/.exec(location.search)?.[1] ?? null;
let shown = null;
let inkAt = null;
const timeOf = Intl.DateTimeFormat(undefined, { timeStyle: "short" });

const layouts = {
  CUSTOM_LAYOUT: "custom", SMART_LAYOUT: "smart", PRESENTATION_FOCUS: "focus on slides",
  VIDEO_FOCUS: "focus on cameras", CAMERAS_ONLY: "cameras only",
  PRESENTATION_ONLY: "slides only", MEDIA_ONLY: "media only",
};
const tools = { draw: "Pen", highlight: "Highlighter", point: "Pointer" };
const swatches = { red: "#e03131", blue: "#4263eb", green: "#099268", black: "#1d1d1d",
  orange: "#f76707" };
const actions = {
  "Cut GraphQL": { do: "drop", what: "graphql" },
  "Cut sound": { do: "drop", what: "sfu_audio" },
  "Cut cameras": { do: "drop", what: "sfu_video" },
  "Cut screen": { do: "drop", what: "sfu_screenshare" },
  "Restart GraphQL": { do: "middleware_restart", seconds: 5 },
  "Restart SFU": { do: "restart_sfu", seconds: 5 },
  "Restart media": { do: "media_restart", seconds: 5 },
  "Eject clients": { do: "eject" },
  "Freeze camera": { do: "freeze", what: "camera", on: true },
  "Thaw camera": { do: "freeze", what: "camera", on: false },
  "Guests in": { do: "guest", allow: true },
  "Guests out": { do: "guest", allow: false },
};

function notice(text) {
  byId("notice").textContent = text;
  if (text) setTimeout(() => { byId("notice").textContent = ""; }, 4000);
}

/** Posts one command for the chosen meeting, then shows what it did unless it is one of many. */
async function command(body, many = false) {
  try {
    const answer = await fetch("/sim/command", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ meeting: chosen, ...body }),
    });
    const said = await answer.json();
    if (!many || !said.ok) notice(said.ok ? "" : said.why);
  } catch {
    notice("The simulator does not answer.");
  }
  if (!many) await refresh();
}

/** An element with text, never markup. */
function make(tag, text, className) {
  const element = document.createElement(tag);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}

function button(text, className, act) {
  const element = make("button", text, className);
  element.type = "button";
  element.onclick = () => act(element);
  return element;
}

function option(value, text = value) {
  const element = make("option", text);
  element.value = value;
  return element;
}

const press = (element, on) => element.setAttribute("aria-pressed", String(on));
const isOn = (element) => element.getAttribute("aria-pressed") === "true";

const board = new Board(byId("ink"), command);

// --- What is shown ---------------------------------------------------------------------------

function showMeetings(meetings) {
  const select = byId("meeting");
  const ids = meetings.map((meeting) => meeting.id);
  if (select.dataset.ids !== ids.join("\n")) {
    select.dataset.ids = ids.join("\n");
    select.replaceChildren(...ids.map((id) => option(id)));
  }
  select.value = chosen ?? "";
  document.querySelector(".pick").hidden = ids.length < 2;
}

function showChat(lines) {
  const list = byId("lines");
  const newest = String(lines.at(-1)?.id);
  if (list.dataset.last === newest && list.children.length === lines.length) return;
  list.dataset.last = newest;
  list.replaceChildren(...lines.slice(-200).map((line) => {
    const item = document.createElement("li");
    item.append(make("b", line.sender));
    item.append(make("time", timeOf.format(line.at_ms)));
    const said = { userIsPresenterMsg: "is now the presenter", poll: "published a poll" };
    item.append(make("p", said[line.type] ?? line.text));
    return item;
  }));
  list.scrollTop = list.scrollHeight;
}

function personOf(user) {
  const item = document.createElement("li");
  item.append(make("span", user.name));
  if (user.talking) item.append(make("span", "speaks", "tag speaks"));
  const tags = [
    user.presenter && "presenter", user.hand && "hand up", user.listening && "listens",
    user.guest_status === "WAIT" && "waiting", !user.connected && "lost",
  ].filter(Boolean);
  tags.forEach((tag) => item.append(make("span", tag, "tag")));
  if (!user.presenter && user.guest_status !== "WAIT") {
    item.append(button("Make presenter", "", () => command({ do: "presenter", name: user.name })));
  }
  return item;
}

function showPeople(users) {
  byId("count").textContent = String(users.length);
  const text = JSON.stringify(users);
  if (byId("people").dataset.shown === text) return;
  byId("people").dataset.shown = text;
  byId("people").replaceChildren(...users.map(personOf));
}

function showPoll(poll) {
  const running = poll?.running === true;
  byId("poll").disabled = running;
  byId("publish").hidden = byId("drop-poll").hidden = !running;
  const most = Math.max(1, ...(poll?.options ?? []).map((one) => one.votes));
  byId("votes").replaceChildren(...(poll?.options ?? []).map((one) => {
    const row = make("label", `${one.text} · ${one.votes}`);
    const bar = document.createElement("meter");
    bar.max = most;
    bar.value = one.votes;
    row.append(bar);
    return row;
  }));
}

async function showBoard(meeting) {
  board.setPage(meeting.page_width, meeting.page_height);
  const now = `${meeting.page} ${meeting.ink_at}`;
  if (inkAt === now) return;
  inkAt = now;
  const answer = await fetch(`/sim/board?meeting=${encodeURIComponent(meeting.id)}`);
  board.show((await answer.json()).shapes);
}

function showServer(state) {
  const { transports, publications } = state.media;
  const refused = Object.entries(state.refused).filter(([, count]) => count > 0);
  const listed = (all) => all.map((one) => `${one.kind} (${one.ice})`).join(", ") || "none";
  const rows = [
    ["Sockets", `GraphQL ${state.sockets.graphql}, SFU ${state.sockets.sfu}`],
    ["Receivers", listed(transports)],
    ["From here", listed(publications.map((one) => ({ ...one, kind: one.tracks[0].kind })))],
    ["Refused", refused.map(([kind, count]) => `${kind} ${count}`).join(", ") || "nothing"],
  ];
  byId("server").replaceChildren(...rows.flatMap(([name, value]) =>
    [make("dt", name), make("dd", String(value))]));
  const faults = byId("faults");
  if (faults.children.length === 0) {
    faults.append(...state.known_faults.map((name) => button(name, "toggle fault", (self) =>
      command({ do: "fault", name, on: !isOn(self) }))));
  }
  [...faults.children].forEach((one) => press(one, state.faults.includes(one.textContent)));
  byId("faults-on").textContent = state.faults.length > 0 ? `${state.faults.length} on` : "";
}

/** A device's select: off, made here, or this browser's own. */
function showDevice(id, on) {
  if (!isRunning(id)) byId(id).value = on ? "synthetic" : "off";
}

function showMeeting(meeting, state, live) {
  byId("title").textContent = meeting.name;
  const source = `${meeting.slides}${meeting.page}`;
  if (byId("slide").getAttribute("src") !== source) byId("slide").src = source;
  byId("slide").alt = `Slide ${meeting.page}`;
  byId("page").textContent = `${meeting.page} / ${meeting.pages}`;
  byId("previous").disabled = !live || meeting.page <= 1;
  byId("next").disabled = !live || meeting.page >= meeting.pages;
  showDevice("camera", meeting.cameras.some((camera) => camera.which === 0));
  showDevice("microphone", state.microphone);
  showDevice("screen", meeting.screen);
  press(byId("camera2"), meeting.cameras.some((camera) => camera.which === 1));
  press(byId("lock"), meeting.chat_locked);
  press(byId("record"), meeting.recording);
  byId("layout").value = meeting.layout.kind;
  byId("dock").value = meeting.layout.dock ?? "contentTop";
  press(byId("minimized"), meeting.layout.minimized);
  press(byId("propagate"), meeting.layout.propagate);
  byId("share").textContent = meeting.external ? "Stop" : "Share";
  press(byId("play"), meeting.external_playing);
  byId("play").disabled = !live || !meeting.external;
  showPoll(meeting.poll);
  showChat(meeting.chat);
  showPeople(meeting.users);
}

async function refresh() {
  try {
    const state = await (await fetch("/sim/state")).json();
    chosen = chosen ?? state.meetings[0]?.id ?? null;
    const meeting = state.meetings.findLast((one) => one.id === chosen);
    const live = meeting !== undefined && !meeting.ended;
    showMeetings(state.meetings);
    document.querySelectorAll("main button, main select, #end").forEach((one) => {
      one.disabled = !live;
    });
    showServer(state);
    byId("state").textContent = live ? (meeting.running ? "running" : "waiting") : "ended";
    byId("state").className = live ? "badge live" : "badge ended";
    byId("begin").hidden = live;
    byId("end").hidden = !live;
    shown = meeting;
    if (meeting === undefined) return;
    showMeeting(meeting, state, live);
    await showBoard(meeting);
  } catch {
    byId("state").textContent = "no answer";
    byId("state").className = "badge";
  }
}

// --- What can be done ------------------------------------------------------------------------

/** One of several buttons is pressed. */
function choose(group, value) {
  [...byId(group).children].forEach((one) => press(one, one.dataset.value === value));
}

Object.entries(tools).forEach(([value, text]) => {
  const one = button(text, "", () => { board.tool = value; choose("tools", value); });
  one.dataset.value = value;
  byId("tools").append(one);
});
Object.entries(swatches).forEach(([value, color]) => {
  const one = button("", "swatch", () => { board.style.color = value; choose("colors", value); });
  one.dataset.value = value;
  one.setAttribute("aria-label", value);
  one.style.setProperty("--swatch", color);
  byId("colors").append(one);
});
choose("tools", board.tool);
choose("colors", board.style.color);
byId("size").onchange = () => { board.style.size = byId("size").value; };
byId("undo").onclick = () => command({ do: "undo" });
byId("clear").onclick = () => command({ do: "clear_ink" });

const sources = { off: "Off", synthetic: "Synthetic", own: "This browser's" };
const previews = { camera: "own-camera", microphone: "own-microphone", screen: "own-screen" };
let deaf = () => {};
["camera", "microphone", "screen"].forEach((kind) => {
  const select = byId(kind);
  select.append(...Object.entries(sources).map(([value, text]) => option(value, text)));
  const changed = (stream) => {
    byId(previews[kind]).srcObject = stream;
    byId(previews[kind]).hidden = !stream;
    if (kind === "microphone") {
      deaf();
      deaf = stream ? hearSpeech(stream, (on) => command({ do: "talk", on }, true)) : () => {};
    }
    select.value = stream ? "own" : "off";
  };
  select.onchange = async () => {
    const wanted = select.value;
    stop(kind);
    try {
      if (wanted === "own") await start(kind, chosen, changed);
      else await command({ do: kind, on: wanted === "synthetic", which: 0 });
    } catch (error) {
      notice(`${error.message}`);
    }
    await refresh();
  };
});
byId("camera2").onclick = () => command({ do: "camera", which: 1, on: !isOn(byId("camera2")) });

byId("layout").append(...Object.entries(layouts).map(([value, text]) => option(value, text)));
byId("layout").onchange = () => command({ do: "layout", kind: byId("layout").value });
byId("dock").onchange = () => command({ do: "layout", dock: byId("dock").value });
["minimized", "propagate"].forEach((name) => {
  byId(name).onclick = () => command({ do: "layout", [name]: !isOn(byId(name)) });
});

byId("poll").onclick = () =>
  command({ do: "poll", question: byId("question").value, type: byId("poll-type").value });
byId("publish").onclick = () => command({ do: "poll_end", publish: true });
byId("drop-poll").onclick = () => command({ do: "poll_end", publish: false });

byId("share").onclick = () =>
  command({ do: "external", url: shown.external ? "" : byId("url").value.trim() });
byId("play").onclick = () => command({ do: "external", playing: !isOn(byId("play")) });

byId("lock").onclick = () => command({ do: "lock", chat: !isOn(byId("lock")) });
byId("record").onclick = () => command({ do: "record", on: !isOn(byId("record")) });
byId("end").onclick = () => {
  if (confirm("End the meeting for everyone?")) command({ do: "end" });
};
byId("begin").onclick = () => command({ do: "begin" });
byId("meeting").onchange = () => { chosen = byId("meeting").value; refresh(); };
byId("actions").append(...Object.entries(actions).map(([text, body]) =>
  button(text, "", () => command(body))));
["loss", "jitter"].forEach((name) => {
  byId(name).onchange = () => {
    const [loss, jitter] = [byId("loss").value, byId("jitter").value].map(Number);
    command({ do: "network", loss, jitter });
  };
});
byId("say").onsubmit = (event) => {
  event.preventDefault();
  const text = byId("text").value.trim();
  if (text) command({ do: "chat", name: byId("name").value.trim(), text });
  byId("text").value = "";
};
document.addEventListener("keydown", (event) => {
  if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement) return;
  if (!shown || shown.ended) return;
  if (event.key === "ArrowRight") byId("next").click();
  if (event.key === "ArrowLeft") byId("previous").click();
});
byId("previous").onclick = () => command({ do: "slide", step: -1 });
byId("next").onclick = () => command({ do: "slide", step: 1 });
refresh();
setInterval(refresh, refreshEvery);
)js";

}  // namespace sim
