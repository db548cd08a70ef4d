// Trust files once opened are kept in this browser, so that an older one, or a usurper's, is never taken for the one in
// force (registry/client/pins.py). Only the trust file is kept, nothing of what is verified.

import { openTrust } from "./trust.js";

const PREFIX = "registry-trust:";
const HEARD = "registry-heard:";
const A_DAY = 24 * 3600 * 1000; // milliseconds

/** A trust file that was given, opened as the successor of the one kept of its register, and kept if it is. */
export async function taken(note) {
  const first = await openTrust(note);
  const trust = await openTrust(note, await keptOf(first.issuer));
  return { trust, kept: write("localStorage", PREFIX + trust.issuer, trust.note) };
}

/**
 * A trust file that somebody served: opened in the same way, and never kept, for it is his own word. Only this tab holds it,
 * with when it was heard, so that it can be reloaded without a network.
 */
export async function heard(note, at) {
  const first = await openTrust(note);
  const trust = await openTrust(note, await keptOf(first.issuer));
  write("sessionStorage", HEARD + trust.issuer, JSON.stringify({ note, at }));
  return trust;
}

/** What this tab heard of a register within a day before now, and when; or null. */
export async function heardBefore(issuer, now) {
  const { note, at } = JSON.parse(read("sessionStorage", HEARD + issuer)) ?? {};
  if (note === undefined || !(now - at >= 0 && now - at < A_DAY)) return null;
  return { trust: await openTrust(note, await keptOf(issuer)), at };
}

/** Every trust file that is kept here and still opens. */
export async function all() {
  const found = [];
  for (const name of names()) found.push(await openTrust(localStorage.getItem(name)).catch(() => null));
  return found.filter(Boolean);
}

async function keptOf(issuer) {
  const note = read("localStorage", PREFIX + issuer);
  return note === null ? null : openTrust(note);
}

// A browser that keeps nothing, or lets nobody ask whether it does, verifies all the same.

function write(store, name, text) {
  try {
    globalThis[store].setItem(name, text);
    return true;
  } catch {
    return false;
  }
}

function names() {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
  } catch {
    return [];
  }
}

function read(store, name) {
  try {
    return globalThis[store].getItem(name);
  } catch {
    return null;
  }
}
