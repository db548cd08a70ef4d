// A signed lien status as it is seen. Green says that the answer is the register's and fresh, and nothing of the trade: so
// what follows for the trade stands first, in a colour of its own that is never green.

import { bilingual, element } from "./elements.js";
import { articleShown, listsShown } from "./sheet_shown.js";
import { moment, word } from "./sheets/facts.js";
import { answersIn, lienStatus, second } from "./sheets/lien_status.js";

const WORST_FIRST = ["stop", "consent_needed", "liens_follow", "nothing_found"];
const CHECKED = [
  ["签名：以下每一项均由登记机构以现行的查询答复密钥签名", "Signature: every fact below, under the register's present key for lien statuses"],
  ["检查点：出自信任文件所列的现行日志", "Checkpoint: of the log in force that the trust file names"],
];
const LEFT = [
  ["入账：查询答复不入公开日志，登记机构也不留存，只在有效时间内作数", "Inclusion: a lien status stands in no log and is kept nowhere; it counts only while it lasts"],
  ["答复之后的变化：请在交易当时重新查询", "What changed since it was made: ask again at the moment of the trade"],
];

/** `found` is what `readStatement` gives. Nothing is shown of one whose signature does not count. */
export function statementShown({ verdict, contents, until }) {
  if (contents === null) return [];
  const made = lienStatus(contents);
  return [
    tradeShown(contents, { fresh: verdict === "valid", until }),
    listsShown(CHECKED, LEFT),
    bilingual("h2", ["登记机构所答复的", "What the register answered"], { id: "compare" }),
    articleShown(made, [[["签发", "issuer"], made.issuer]]),
  ];
}

/** What follows for the trade in each asset, the worst first; of several, how many of each. */
function tradeShown(contents, { fresh, until }) {
  const verdicts = answersIn(contents).map(({ trade }) => trade.verdict);
  const known = [...WORST_FIRST.filter((each) => verdicts.includes(each)), ...new Set(verdicts.filter((each) => !WORST_FIRST.includes(each)))];
  const many = (code) => (verdicts.length > 1 ? ` ×${verdicts.filter((each) => each === code).length}` : "");
  return element("section", { class: `trade ${fresh ? "fresh" : "past"}`, "aria-labelledby": "trade" },
    bilingual("h3", ["交易结论", "What follows for a trade"], { id: "trade" }),
    element("ul", {}, ...known.map((code) => bilingual("li", said(code, many(code)), { class: code }))),
    fresh
      ? bilingual("p", [`有效至 ${second(until)}`, "to be relied on until then, and not a second longer"])
      : bilingual("p", [`截至 ${moment(contents.as_of)}，不得据以判断现状`, "as it stood then; it says nothing of now"], { class: "stale" }),
  );
}

function said(code, many) {
  const [zh, en] = word("trade_verdict", code);
  return [zh + many, en];
}
