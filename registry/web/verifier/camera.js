// Reading the printed codes with the camera, where the browser reads codes itself. What the camera sees stays in this
// browser; it is let go of as soon as the codes are read, or its reader has had enough.

import { isWhole } from "./paper_code.js";

const EVERY = 200; // milliseconds between two looks
const ENOUGH = 1500; // milliseconds without anything new: the second code may stand beside the first

/** Whether there is a camera to ask for, and a browser that reads codes. */
export function canScan() {
  return "BarcodeDetector" in globalThis && navigator.mediaDevices?.getUserMedia !== undefined;
}

export async function codesIn(picture) {
  const found = await new BarcodeDetector({ formats: ["qr_code"] }).detect(picture);
  return found.map(({ rawValue }) => rawValue);
}

/** A look through the camera: `texts` resolves to what was read, or to nothing where `stop` was called before. */
export async function scanning(video) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  video.srcObject = stream;
  await video.play();
  let stopped = false;
  const stop = () => (stopped = true);
  return { stop, texts: looking(video, () => stopped).finally(() => letGo(video, stream)) };
}

async function looking(video, stopped) {
  const seen = new Set();
  let since = Date.now();
  while (!stopped()) {
    const before = seen.size;
    for (const text of await codesIn(video).catch(() => [])) seen.add(text);
    if (seen.size > before) since = Date.now();
    if (isWhole([...seen]) && Date.now() - since > ENOUGH) return [...seen];
    await new Promise((resolve) => setTimeout(resolve, EVERY));
  }
  return [];
}

function letGo(video, stream) {
  for (const track of stream.getTracks()) track.stop();
  video.srcObject = null;
}
