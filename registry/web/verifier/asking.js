// What the register can be asked, by the page that it serves itself. Only the signed text is sent, never a disclosure; and
// of a status list nobody learns which of its places was looked at.

const PATIENCE = 10_000; // milliseconds

export async function askRegister(jws) {
  const answer = await fetch("/v1/verifications", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify({ jws }),
    ...alone(),
  });
  if (!answer.ok) throw new Error("no answer");
  return answer.json();
}

/** The list at an address, if it is one of this register's. */
export async function fetchList(uri) {
  const at = new URL(uri, location.href);
  if (at.origin !== location.origin || !/^\/status\/[0-9]+$/.test(at.pathname)) throw new Error("another party's list");
  const answer = await fetch(at.pathname, { headers: { Accept: "application/statuslist+jwt" }, ...alone() });
  if (!answer.ok) throw new Error("no answer");
  return answer.text();
}

function alone() {
  return { credentials: "omit", cache: "no-store", redirect: "error", referrerPolicy: "no-referrer", signal: AbortSignal.timeout(PATIENCE) };
}
