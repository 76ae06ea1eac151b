// SPDX-License-Identifier: Apache-2.0
// The console's script: shows /sim/state once a second and posts commands.
#include "tests/sim/console/page.hpp"

namespace sim {

const char* const kScript = R"js(
const byId = (id) => document.getElementById(id);
const refreshEvery = 1000;
let chosen = /[?&]meeting=([^&]+)/.exec(location.search)?.[1] ?? null;
let shown = null;
const timeOf = Intl.DateTimeFormat(undefined, { timeStyle: "short" });

function notice(text) {
  byId("notice").textContent = text;
  if (text) setTimeout(() => { byId("notice").textContent = ""; }, 4000);
}

/** Posts one command for the chosen meeting, then shows what it did. */
async function command(body) {
  try {
    const answer = await fetch("/sim/command", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ meeting: chosen, ...body }),
    });
    const said = await answer.json();
    notice(said.ok ? "" : said.why);
  } catch {
    notice("The simulator does not answer.");
  }
  await refresh();
}

/** An element with text, never markup. */
function make(tag, text, className) {
  const element = document.createElement(tag);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}

function option(name) {
  const element = make("option", name);
  element.value = name;
  return element;
}

function press(id, on) {
  byId(id).setAttribute("aria-pressed", String(on));
}

function showMeetings(meetings) {
  const select = byId("meeting");
  const ids = meetings.map((meeting) => meeting.id);
  if (select.dataset.ids !== ids.join("\n")) {
    select.dataset.ids = ids.join("\n");
    select.replaceChildren(...ids.map(option));
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
    item.append(make("p", line.text));
    return item;
  }));
  list.scrollTop = list.scrollHeight;
}

function showPeople(users) {
  byId("count").textContent = String(users.length);
  byId("people").replaceChildren(...users.map((user) => {
    const item = document.createElement("li");
    item.append(make("span", user.name));
    const tags = [
      user.presenter && "presenter", user.bot && "bot", user.listening && "listening",
      user.guest_status === "WAIT" && "waiting", !user.connected && "connection lost",
    ].filter(Boolean);
    tags.forEach((tag) => item.append(make("span", tag, "tag")));
    return item;
  }));
}

function showServer(state) {
  const receivers = state.media.transports.map((one) => `${one.kind} (${one.ice})`);
  const refused = Object.entries(state.refused).filter(([, count]) => count > 0);
  const rows = [
    ["GraphQL sockets", state.sockets.graphql],
    ["SFU sockets", state.sockets.sfu],
    ["Media receivers", receivers.join(", ") || "none"],
    ["Consent expired", state.media.consent_expired],
    ["Refused", refused.map(([kind, count]) => `${kind} ${count}`).join(", ") || "nothing"],
  ];
  byId("server").replaceChildren(...rows.flatMap(([name, value]) =>
    [make("dt", name), make("dd", String(value))]));
  if (byId("fault").options.length === 0) {
    byId("fault").append(...state.known_faults.map(option));
  }
  const on = state.faults.join(", ");
  byId("faults").textContent = on ? `On: ${on}` : "None is on.";
}

function show(state) {
  showMeetings(state.meetings);
  showServer(state);
  const meeting = state.meetings.findLast((one) => one.id === chosen);
  const live = meeting !== undefined && !meeting.ended;
  byId("state").textContent = live ? (meeting.running ? "running" : "waiting") : "ended";
  byId("state").className = live ? "badge live" : "badge ended";
  document.querySelectorAll("main button, #end").forEach((button) => { button.disabled = !live; });
  byId("fault-on").disabled = false;
  byId("begin").hidden = live;
  byId("end").hidden = !live;
  shown = meeting;
  if (meeting === undefined) return;
  byId("title").textContent = meeting.name;
  const source = `${meeting.slides}${meeting.page}`;
  if (byId("slide").getAttribute("src") !== source) byId("slide").src = source;
  byId("slide").alt = `Slide ${meeting.page}`;
  byId("page").textContent = `${meeting.page} / ${meeting.pages}`;
  byId("previous").disabled = !live || meeting.page <= 1;
  byId("next").disabled = !live || meeting.page >= meeting.pages;
  press("camera", meeting.cameras.some((camera) => camera.which === 0));
  press("camera2", meeting.cameras.some((camera) => camera.which === 1));
  press("microphone", state.microphone);
  press("screen", meeting.screen);
  press("lock", meeting.chat_locked);
  showChat(meeting.chat);
  showPeople(meeting.users);
}

async function refresh() {
  try {
    const state = await (await fetch("/sim/state")).json();
    chosen = chosen ?? state.meetings[0]?.id ?? null;
    show(state);
  } catch {
    byId("state").textContent = "no answer";
    byId("state").className = "badge";
  }
}

const isOn = (id) => byId(id).getAttribute("aria-pressed") === "true";
byId("previous").onclick = () => command({ do: "slide", step: -1 });
byId("next").onclick = () => command({ do: "slide", step: 1 });
byId("camera").onclick = () => command({ do: "camera", which: 0, on: !isOn("camera") });
byId("camera2").onclick = () => command({ do: "camera", which: 1, on: !isOn("camera2") });
byId("microphone").onclick = () => command({ do: "microphone", on: !isOn("microphone") });
byId("screen").onclick = () => command({ do: "screen", on: !isOn("screen") });
byId("lock").onclick = () => command({ do: "lock", chat: !isOn("lock") });
byId("end").onclick = () => {
  if (confirm("End the meeting for everyone?")) command({ do: "end" });
};
byId("begin").onclick = () => command({ do: "begin" });
byId("fault-on").onclick = async () => {
  const name = byId("fault").value;
  const on = !byId("faults").textContent.includes(name);
  await command({ do: "fault", name, on });
};
byId("meeting").onchange = () => { chosen = byId("meeting").value; refresh(); };
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
refresh();
setInterval(refresh, refreshEvery);
)js";

}  // namespace sim
