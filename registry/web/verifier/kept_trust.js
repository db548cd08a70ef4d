// Trust files once opened are kept in this browser, so that an older one, or a usurper's, is never taken for the one in
// force (registry/client/pins.py). Only the trust file is kept, nothing of what is verified.

import { openTrust } from "./trust.js";

const PREFIX = "registry-trust:";

/** A trust file that was given, opened as the successor of the one kept of its register, and kept if it is. */
export async function taken(note) {
  const first = await openTrust(note);
  const trust = await openTrust(note, await keptOf(first.issuer));
  return { trust, kept: keep(trust) };
}

/** A trust file that somebody served: opened in the same way, and never kept, for it is his own word. */
export async function heard(note) {
  const first = await openTrust(note);
  return openTrust(note, await keptOf(first.issuer));
}

/** Every trust file that is kept here and still opens. */
export async function all() {
  const found = [];
  for (const name of names()) found.push(await openTrust(localStorage.getItem(name)).catch(() => null));
  return found.filter(Boolean);
}

async function keptOf(issuer) {
  const note = read(PREFIX + issuer);
  return note === null ? null : openTrust(note);
}

function keep(trust) {
  try {
    localStorage.setItem(PREFIX + trust.issuer, trust.note);
    return true;
  } catch {
    return false; // a browser that keeps nothing verifies all the same
  }
}

function names() {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
  } catch {
    return [];
  }
}

function read(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}
