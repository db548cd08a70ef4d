// A signed lien status as it is seen. Green says that the answer is the register's and fresh, and nothing of the trade: so
// what follows for the trade stands first, in a colour of its own that is never green.

import { bilingual, element } from "./elements.js";
import { articleShown, listsShown } from "./sheet_shown.js";
import { second, word } from "./sheets/facts.js";
import { answersIn, instant, lienStatus, nothingFound } from "./sheets/lien_status.js";

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
export function statementShown({ contents }) {
  if (contents === null) return [];
  const made = lienStatus(contents);
  return [
    listsShown(CHECKED, LEFT),
    bilingual("h2", ["登记机构所答复的", "What the register answered"], { id: "compare" }),
    articleShown(made, [[["签发", "issuer"], made.issuer]]),
  ];
}

/** What follows for the trade in the asset, and why; of several, how many of each, the worst first. */
export function tradeShown({ contents, until }) {
  if (contents === null) return null;
  const answers = answersIn(contents);
  return element("section", { class: until === null ? "trade past" : "trade", "aria-labelledby": "trade" },
    bilingual("h3", ["交易结论", "What follows for a trade"], { id: "trade" }),
    element("ul", {}, ...answers.length === 1 ? conclusion(answers[0]) : counts(answers)),
    until === null
      ? bilingual("p", [`截至 ${second(contents.as_of)}，不得据以判断现状`, "as it stood then; it says nothing of now"], { class: "stale" })
      : bilingual("p", [`有效至 ${second(instant(until))}`, "to be relied on until then, and not a second longer"]),
  );
}

function conclusion({ trade: { verdict, reasons }, as_of: asOf }) {
  const because = [...reasons.map((reason) => word("trade_reason", reason)), ...verdict === "nothing_found" ? [nothingFound(asOf)] : []];
  return [
    bilingual("li", word("trade_verdict", verdict), { class: verdict }),
    ...because.map((text) => bilingual("li", text, { class: "because" })),
  ];
}

function counts(answers) {
  const many = new Map(WORST_FIRST.map((code) => [code, 0])); // one of a later release stands behind those that are known
  for (const { trade: { verdict } } of answers) many.set(verdict, (many.get(verdict) ?? 0) + 1);
  return [...many].filter(([, count]) => count > 0).map(([code, count]) => {
    const [zh, en] = word("trade_verdict", code);
    return bilingual("li", [`${zh} ×${count}`, en], { class: code });
  });
}
