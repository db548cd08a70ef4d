// A signed lien status in words: what may be done about a trade, and what stands on record, in order of entry
// (registry/schemas/sheets/lien_status.py, which it follows line by line: a test holds the two to the same rows).

import { FOOT, LAPSED, LIEN_STATUS, NOTHING_FOUND } from "../tables/words.js";
import { day, given, moment, row, said, section, sentence, word } from "./facts.js";
import { reckoned } from "./items.js";

const CREDITOR = ["登记簿记载的担保权人", "secured creditor on record"];
const A_PERSON = ["自然人（不显示姓名）", "a person, not named"];
const REGISTRATION = ["登记编号", "registration"];
const KEY = ["标识", "identity key"];
const UNTIL = ["期限至", "until"];
const KIND = ["种类", "kind"];
const RESTRICTION = ["转让限制", "transfer restriction"];

/** The sheet of a signed lien status: who asked and until when it holds; then each asset, with what burdens it. */
export function lienStatus(contents) {
  const answers = answersIn(contents);
  return {
    title: LIEN_STATUS,
    issuer: contents.iss,
    livemode: contents.livemode,
    sections: [section(["查询", "The question"], head(contents)), ...answers.flatMap(asked)],
    foot: FOOT,
  };
}

/** The answer for each asset that was asked about. */
export function answersIn(contents) {
  return contents.data ?? [contents];
}

/** The instant of a NumericDate (RFC 7519 section 2). */
export function instant(seconds) {
  return new Date(seconds * 1000).toISOString();
}

function head(contents) {
  return [
    row(["查询机构", "asked by"], contents.asked_by),
    row(["记载截至", "as of"], moment(contents.as_of)),
    row(["签发时间", "made at"], moment(instant(contents.iat))),
    row(["有效至", "may be relied on until"], moment(instant(contents.exp))),
  ];
}

function asked(answer, at, answers) {
  const of = answers.length > 1 ? ` ${at + 1}/${answers.length}` : "";
  return [section([`财产${of}`, `Asset${of}`], asset(answer)), ...burdens(answer).filter(({ lines }) => lines.length > 0)];
}

function asset(answer) {
  const { kind, identity_keys: keys } = answer.asset;
  const { verdict, reasons } = answer.trade;
  return [
    ...kind === null ? [] : [said(KIND, word("collateral_kind", kind))],
    ...(keys.length > 0 ? keys : answer.searched_keys).map((key) => row(KEY, key)),
    said(["交易结论", "trade"], word("trade_verdict", verdict)),
    ...reasons.map((reason) => said(["理由", "because"], word("trade_reason", reason))),
    ...answer.flags.map((flag) => said(["标记", "flag"], word("flag", flag))),
    ...answer.known ? onRecord(answer) : [],
  ];
}

function onRecord({ transfer_restriction: restriction, recorded, as_of: asOf }) {
  return [
    said(RESTRICTION, word("transfer_restriction", restriction)),
    ...recorded === "none" ? [sentence(nothingFound(asOf))] : [],
  ];
}

/** What is not in it stands in the same sentence, wherever it is said. */
export function nothingFound(asOf) {
  return NOTHING_FOUND.map((parts) => parts.join(moment(asOf)));
}

function burdens({ liens, seizures, holds, linked, newer }) {
  return [
    ...liens.map((each) => section([`担保（本系统登记次序 ${each.rank}）`, `Lien, rank ${each.rank}: order of entry here`], lien(each))),
    ...seizures.map((each) => section(placeInTheQueue(each.position), seizure(each))),
    ...holds.map((each) => section(["交易预留（不排他）", "Hold: it reserves nothing"], hold(each))),
    ...linked.map((each) => section(["关联登记", "Linked: entered on another asset"], linkedTo(each))),
    section(["此后的登记", "Entered since"], newer.map(enteredSince)),
  ];
}

function lien(of) {
  const { priority } = of;
  return [
    row(REGISTRATION, of.registration),
    ...given(of, "further_claim", (it) => row(["追加债权所在版本", "version of the further claim"], it)),
    creditor(of),
    ...given(of, "filed_by", (it) => row(["代理申报机构", "filed by"], it)),
    said(["担保方式", "security interest"], word("interest", of.interest)),
    ...of.amount_band ? [said(["登记担保金额", "registered amount"], word("amount_band", of.amount_band))] : [],
    said(["登记状态", "status"], word("status", of.status)),
    row(["登记时间", "registered at"], moment(of.registered_at)),
    row(["登记期限至", "entry lasts until"], day(of.expires_on)),
    ...of.status === "lapsed" ? [sentence(LAPSED)] : [],
    said(RESTRICTION, word("transfer_restriction", of.transfer_restriction)),
    ...given(of, "determined_at", (it) => row(["债权确定时间", "claims fixed at"], moment(it))),
    ...reckoned({ ...priority, reasons: priority.reasons.map(({ code }) => code) }),
    ...given(of, "subordinated_to", (it) => row(["约定列于其后", "agreed to stand behind"], it.join("、"))),
  ];
}

/** A person's name is shown to nobody. */
function creditor({ secured_creditor: name }) {
  return name === null ? said(CREDITOR, A_PERSON) : row(CREDITOR, name);
}

function placeInTheQueue(position) {
  if (position === 0) return ["查封（生效）", "Seizure in effect"];
  return [`轮候查封第 ${position} 位`, `Seizure waiting, no. ${position}`];
}

function seizure(of) {
  return [
    row(["查封编号", "seizure"], of.id),
    said(["措施", "measure"], word("seizure_kind", of.kind)),
    row(["法院", "court"], of.court),
    row(["案号", "case"], of.case_number),
    row(["送达时间", "served at"], moment(of.served_at)),
    row(UNTIL, day(of.until)),
  ];
}

function hold(of) {
  return [
    row(["预留编号", "hold"], of.id),
    row(["案号", "case"], of.case_number),
    row(UNTIL, day(of.until)),
    ...of.disturbed ? [said(["情况", "state"], ["此后另有登记", "something was entered since"])] : [],
  ];
}

function linkedTo(of) {
  return [
    row(REGISTRATION, of.registration),
    said(KIND, word("collateral_kind", of.kind)),
    ...of.identity_keys.map((key) => row(KEY, key)),
    creditor(of),
    ...given(of, "overlap", sharedGround),
  ];
}

function sharedGround({ area, percent_of_smaller: percent }) {
  const shown = `${area.value} ${word("unit", area.unit)[0]}（占较小者 ${percent}%）`;
  return row(["重叠面积", "shared ground"], shown, { gloss: `${percent} % of the smaller` });
}

function enteredSince(of) {
  const number = of.registration ?? of.act ?? "";
  return row(word("event", of.event), `${number}（${moment(of.at)}）`);
}
