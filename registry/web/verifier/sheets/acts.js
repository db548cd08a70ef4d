// What is of no registration: searches, a court's receipts, an exchange's slips, transfers (registry/schemas/sheets/acts.py);
// and what a keeper or insurer attested (attestations.py beside it).

import { NOTHING_FOUND } from "../tables/words.js";
import {
  CLOSED, amountOf, counted, day, findings, given, listed, moment, money, numbers, particulars, parties, quantity, row, said,
  section, sentence, word,
} from "./facts.js";
import { burdened, items, kindOf } from "./items.js";

const ASSETS = ["所涉财产", "Assets"];
const ASSET = ["所涉财产", "Asset"];
const CASE = ["案号", "case"];
const WHAT = ["登记内容", "What was entered"];
const KEYS = ["所查标识", "searched under"];
const INTO = ["变更内容", "What took its place"];
const TOTAL = ["担保数量与经证明的数量", "pledged, and attested to be there"];

export function search(contents) {
  return [section(["查询", "Search"], asked(contents)), section(["结果", "Result"], found(contents))];
}

function asked(of) {
  return [
    said(["查询目的", "purpose"], word("purpose", of.purpose)),
    said(["查询方式", "searched by"], word("search_by", of.by)),
    ...numbers(of, "keys", KEYS),
    ...given(of, "keys_digest", (it) => row(["清单摘要（SHA-256）", "digest of the keys"], it)),
    ...given(of, "registration_number", (it) => row(["所查登记编号", "registration searched for"], it)),
    ...given(of, "grantor_name", (it) => row(["所查担保人名称", "grantor searched for"], it)),
    ...given(of, "reference", (it) => row(["查询人备注", "the asker's reference"], it)),
    ...given(of, "grantor_identifier", (it) => row(word("identifier_scheme", it.scheme), it.value)),
    ...given(of, "_sd", () => said(KEYS, CLOSED)),
  ];
}

function found(of) {
  const nothing = NOTHING_FOUND.map((parts) => parts.join(moment(of.as_of)));
  return [
    row(["查得数目", "count"], `${of.count} 项`),
    ...numbers(of, "found", ["查得登记", "found"]),
    ...given(of, "found_digest", (it) => row(["清单摘要（SHA-256）", "digest of the list"], it)),
    ...of.count ? [] : [sentence(nothing)],
  ];
}

export function seizure(contents) {
  return [
    section(["协助执行通知", "The order served"], [
      row(["法院", "court"], contents.court),
      row(CASE, contents.case_number),
      row(["文书号", "document"], contents.document_number),
      said(["措施", "measure"], word("seizure_kind", contents.measure)),
      row(["送达时间", "served at"], moment(contents.served_at)),
      row(["期限至", "until"], day(contents.until)),
      ...given(contents, "amount", (it) => row(["金额", "amount"], money(it))),
    ]),
    ...listed(contents, "assets").map((each) => section(ASSETS, seized(each))),
    section(ASSETS, counted(contents, "assets", ASSETS)),
    ...findings(contents),
  ];
}

function seized(each) {
  const waiting = [`轮候查封第 ${each.position} 位`, `waiting, no. ${each.position}`];
  return [
    ...burdened(each),
    said(["查封次序", "place in the queue"], each.position === 0 ? ["已登记查封", "seized"] : waiting),
    ...numbers(each, "behind", ["在先查封", "seizures before it"]),
    ...numbers(each, "precedes", ["在先登记", "registered before"]),
  ];
}

export function lifting(contents) {
  return [section(WHAT, [
    row(["原查封", "seizure"], contents.seizure),
    row(["文书号", "document"], contents.document_number),
    row(["解除的财产", "assets released"], `${contents.released} 项`),
    ...numbers(contents, "next", ["转为生效的轮候查封", "next in the queue"]),
  ])];
}

export function hold(contents) {
  const rows = [
    row(CASE, contents.case_number),
    row(["预留至", "until"], day(contents.until)),
    said(["效力", "effect"], ["仅为公示，不排斥他人登记", "notice only; it reserves nothing"]),
  ];
  return [section(WHAT, rows), ...assets(contents), ...findings(contents)];
}

export function holdRelease(contents) {
  return [section(WHAT, [
    row(["原预留", "hold"], contents.hold),
    said(["原因", "reason"], word("release_reason", contents.reason)),
    row(["解除的财产", "assets released"], `${contents.released} 项`),
  ])];
}

export function transfer(contents) {
  const rows = [
    row(CASE, contents.case_number),
    row(["转让日期", "transferred on"], day(contents.transferred_on)),
    said(["本登记的效力", "effect of this entry"], word("effect", contents.effect)),
  ];
  return [
    section(WHAT, rows),
    section(["当事人", "Parties"], [
      ...parties(contents, "former_holders", ["原权利人", "former holder"]),
      ...parties(contents, "holders", ["受让人", "new holder"]),
    ]),
    ...assets(contents),
    ...findings(contents),
  ];
}

function assets(contents) {
  const follows = ["随财产转移的登记", "registrations that follow the asset"];
  return [
    ...listed(contents, "assets").map((each) => section(ASSETS, [...burdened(each), ...numbers(each, "follows", follows)])),
    section(ASSETS, counted(contents, "assets", ASSETS)),
  ];
}

export function attestation(contents) {
  return [
    section(["证明内容", "What was attested"], [
      said(["证明事项", "statement"], word("statement", contents.statement)),
      row(["证明日期", "stated on"], day(contents.stated_on)),
      ...given(contents, "quantity", (it) => row(["数量", "quantity"], quantity(it))),
      ...given(contents, "document_number", (it) => row(["文书号", "document"], it)),
      said(["本登记的效力", "effect of this entry"], word("effect", contents.effect)),
    ]),
    section(ASSET, burdened(contents)),
    ...listed(contents, "into").map((each) => section(INTO, part(each))),
    section(INTO, counted(contents, "into", INTO)),
    section(["登记事项", "Quantities"], totals(contents)),
    ...findings(contents),
    ...items(contents),
  ];
}

function part(written) {
  const kind = kindOf(written);
  if (kind === null) return [];
  const inOneLine = particulars(written, kind.particulars).map((each) => `${each.label[0]} ${each.value}`).join("；");
  return [said(["财产种类", "kind"], kind.name), row(["内容", "particulars"], inOneLine)];
}

/** What stands as security, and what is attested to be there. */
function totals(contents) {
  const one = (each) => {
    const [pledged, unit] = amountOf(each.pledged, each.measure);
    const there = "capacity" in each ? amountOf(each.capacity, each.measure)[0] : "未经证明";
    return row(TOTAL, `${each.key}：担保 ${pledged}／证明 ${there}（${unit}）`);
  };
  return [...listed(contents, "quantities").map(one), ...counted(contents, "quantities", ["数量", "quantities"])];
}
