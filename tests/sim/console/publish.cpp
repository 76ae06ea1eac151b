// SPDX-License-Identifier: Apache-2.0
// The console's module that sends this browser's camera, microphone and screen.
#include "tests/sim/console/page.hpp"

namespace sim {

const char* const kPublishScript = R"js(
/** What is published now, by kind: { peer, socket, stream }. */
const running = new Map();

/** Opens the devices; a screen may come with its sound. */
function capture(kind) {
  if (kind === "camera") {
    return navigator.mediaDevices.getUserMedia({
      video: { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 15, max: 30 } },
    });
  }
  if (kind === "microphone") {
    return navigator.mediaDevices.getUserMedia({
      audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
    });
  }
  return navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 10 } }, audio: true });
}

function firstMessage(socket) {
  return new Promise((resolve, reject) => {
    socket.onmessage = (message) => resolve(JSON.parse(message.data));
    socket.onclose = () => reject(new Error("The simulator closed the connection."));
    socket.onerror = () => reject(new Error("The simulator does not answer."));
  });
}

/**
 * Publishes one thing until it is stopped, here or in the browser's own bar.
 * @param kind  camera, microphone or screen
 * @param changed  called with the stream when it is on, with null when it has ended
 */
export async function start(kind, meeting, changed) {
  if (running.has(kind)) return;
  const one = { peer: new RTCPeerConnection(), socket: null, stream: null, changed };
  running.set(kind, one);
  try {
    one.stream = await capture(kind);
    one.stream.getTracks().forEach((track) => {
      one.peer.addTransceiver(track, { direction: "sendonly", streams: [one.stream] });
      track.onended = () => stop(kind);
    });
    await one.peer.setLocalDescription();
    one.socket = new WebSocket(`ws://${location.host}/sim/publish`);
    await new Promise((resolve, reject) => {
      one.socket.onopen = resolve;
      one.socket.onerror = () => reject(new Error("The simulator does not answer."));
    });
    const sound = kind === "screen" && one.stream.getAudioTracks().length > 0;
    const answered = firstMessage(one.socket);
    one.socket.send(JSON.stringify({ kind, meeting, sound, sdp: one.peer.localDescription.sdp }));
    const answer = await answered;
    if (answer.error) throw new Error(answer.error);
    one.socket.onclose = () => stop(kind);
    await one.peer.setRemoteDescription({ type: "answer", sdp: answer.sdp });
    changed(one.stream);
  } catch (error) {
    stop(kind);
    throw error;
  }
}

export function stop(kind) {
  const one = running.get(kind);
  if (!one) return;
  running.delete(kind);
  one.stream?.getTracks().forEach((track) => track.stop());
  one.peer.close();
  if (one.socket) one.socket.onclose = null;
  one.socket?.close();
  one.changed(null);
}

export const isRunning = (kind) => running.has(kind);

/**
 * Calls `changed(true or false)` as somebody speaks into a stream or stops.
 * @return a function that ends it
 */
export function hearSpeech(stream, changed) {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const loud = 0.02;
  const pause = 1000;
  let heard = 0;
  let speaks = false;
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    if (Math.max(...samples.map(Math.abs)) > loud) heard = performance.now();
    const now = heard > 0 && performance.now() - heard < pause;
    if (now !== speaks) changed(now);
    speaks = now;
  }, 100);
  return () => {
    clearInterval(timer);
    context.close();
  };
}
)js";

}  // namespace sim
