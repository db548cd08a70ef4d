// Whatever a reader hands over, judged by the reader that it is for: a signed lien status is no certificate, and none of
// its signatures ever counts for one (registry/cli/verify.py).

import { isStatement, readStatement } from "./statement.js";
import { verify } from "./verification.js";

/** The verdict on a document, a text or bytes. About a lien status nobody is asked: the register keeps none. */
export async function judged(document, { trust, now = null, ...more }) {
  return isStatement(document) ? readStatement(document, { trust, now }) : verify(document, { trust, now, ...more });
}
