// Keeps the verifier's page in this browser, so that it opens without a network: what its release is made of, under the
// digest of all of it, and nothing else. What a reader verifies never comes here, nor does an answer of the register's; and
// of a trust file it keeps none, for the page that it keeps has none in it.
//
// `CACHE`, `PAGE` and `PARTS` stand before this as the register serves it (registry/web/release.py): the name of what is
// kept, the page as it is without the register, and its parts, each at an address that holds the digest of its content.

const [PLACE, PREFIX] = ["/verify", "verifier-"];
const PATIENCE = 8_000; // milliseconds; whoever has no network is not left waiting for one

addEventListener("install", (event) => event.waitUntil(keep()));
addEventListener("activate", (event) => event.waitUntil(dropFormer()));
addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (event.request.method !== "GET") return;
  if (event.request.mode === "navigate" && pathname === PLACE) event.respondWith(page(event.request));
  else if (PARTS.includes(pathname)) event.respondWith(part(event.request));
});

/** All of it or nothing: a page of one release with the program of another would be neither. */
async function keep() {
  const answers = await Promise.all([PAGE, ...PARTS].map(fetched));
  const cache = await caches.open(CACHE);
  for (const [address, answer] of answers) await cache.put(address, answer);
  await skipWaiting(); // an open page has all it needs, and the next one is of this release
}

async function fetched(address) {
  const answer = await fetch(address, { credentials: "omit", redirect: "error" });
  const content = new Uint8Array(await crypto.subtle.digest("SHA-256", await answer.clone().arrayBuffer()));
  const digest = Array.from(content, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (!answer.ok || address.split("/").at(-2) !== digest) throw new Error("not what this release is made of");
  return [address, answer];
}

async function dropFormer() {
  const former = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(former.map((name) => caches.delete(name)));
}

/** The register's own page while it can be had, for that one has the newest of everything; else the one that is kept. */
async function page(request) {
  const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) }).catch(() => null);
  if (answer !== null && answer.status < 500) return answer;
  return (await kept(PAGE)) ?? answer ?? Response.error();
}

async function part(request) {
  return (await kept(request)) ?? fetch(request);
}

function kept(what) {
  return caches.match(what, { ignoreVary: true });
}
