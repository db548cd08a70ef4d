// The facts that many certificates share, and how values are said (registry/schemas/sheets/facts.py, which it follows line
// by line: a test holds the two to the same rows). A text is a pair: Chinese, English.

import { MEASURES, RULES, SCALES, WORDS } from "../tables/words.js";

const SHANGHAI = 8 * 3600 * 1000; // no summer time since 1991, and no entry is older
export const CLOSED = ["〔未披露〕", "not disclosed"];
const UNDENIABLE = new Set(["http_signature", "passkey"]); // only these two are called so

export function row(label, value, { gloss = "", begins = false } = {}) {
  return { label, value: String(value), gloss, begins };
}

/** A fact whose value is a word of the interface. */
export function said(label, [zh, en]) {
  return row(label, zh, { gloss: en });
}

/** A sentence of the catalogue, in full and in both languages. */
export function sentence(text, mark = "") {
  return { text, mark };
}

export function section(heading, lines) {
  return { heading, lines };
}

/** A word of the interface; a certificate of a later release may hold one that is not known here yet. */
export function word(enumeration, code) {
  return has(WORDS[enumeration], code) ? WORDS[enumeration][code] : [code, code];
}

export function ruled(code) {
  return has(RULES, code) ? RULES[code] : [code, code];
}

export function has(table, name) {
  return typeof name === "string" && Object.hasOwn(table, name);
}

/** An instant as people here read it, to the microsecond, with its offset. */
export function moment(text) {
  const at = new Date(Date.parse(text) + SHANGHAI);
  const two = (number) => String(number).padStart(2, "0");
  const date = `${at.getUTCFullYear()}年${two(at.getUTCMonth() + 1)}月${two(at.getUTCDate())}日`;
  const time = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(two).join(":");
  const fraction = (/\.([0-9]{1,6})/.exec(text)?.[1] ?? "").padEnd(6, "0");
  return `${date} ${time}.${fraction} +08:00`;
}

/** The same to the second, for what has nothing below it or needs nothing. */
export function second(text) {
  return moment(text).slice(0, 20);
}

export function day(text) {
  const [year, month, date] = text.split("-");
  return `${year}年${month}月${date}日`;
}

function decimal(steps, [digits, shown]) {
  const text = String(steps).padStart(digits + 1, "0");
  if (digits === 0) return text;
  const fraction = text.slice(-digits).replace(/0+$/, "").padEnd(shown, "0");
  return `${text.slice(0, -digits)}.${fraction}`;
}

export function money({ minor, currency }) {
  const [whole, fen] = decimal(minor, [2, 2]).split(".");
  return `${word("currency", currency)[0]} ${whole.replace(/\B(?=(?:[0-9]{3})+$)/g, ",")}.${fen} 元`;
}

export function quantity({ steps, unit }) {
  return `${decimal(steps, SCALES[unit] ?? [0, 0])} ${word("unit", unit)[0]}`;
}

export function squareMetres(cm2) {
  return quantity({ steps: cm2, unit: "m2" });
}

/** So many steps of a measure: a decimal, and its unit or currency. */
export function amountOf(steps, measure) {
  const unit = MEASURES[measure];
  return [decimal(steps, SCALES[unit] ?? [2, 2]), unit];
}

const SAY = { quantity, money, moment, day, yes: (value) => (value ? "是" : "否"), text: String };

/** Any value of a particular, as the table of its kind says that it is written. */
export function valueOf(value, how) {
  if (typeof how === "string") return SAY[how](value);
  if (how.word) return word(how.word, value)[0];
  if (how.each) return value.map((each) => valueOf(each, how.each)).join("、");
  return particulars(value, how.parts).map((each) => `${each.label[0]} ${each.value}`).join("；");
}

/** Every particular of an asset, or of a part of one, under the name its kind gives it. */
export function particulars(of, declared) {
  const there = declared.filter(([name]) => of[name] !== undefined && of[name] !== null && of[name].length !== 0);
  return there.map(([name, zh, en, how]) => row([zh, en], valueOf(of[name], how)));
}

export function head(contents) {
  return section(["登记事项", "Entry"], headLines(contents));
}

function headLines(of) {
  const kind = word("evidence", of.evidence);
  const evidence = UNDENIABLE.has(of.evidence) ? [`${kind[0]}（申报人不可否认）`, `${kind[1]} (undeniable by the filer)`] : kind;
  return [
    ..."registration" in of ? [row(["登记编号", "registration"], of.registration), row(["版本", "version"], of.version)] : [],
    row(["登记时间", "recorded at"], moment(of.recorded_at)),
    row(["记载截至", "as of"], moment(of.as_of)),
    ...given(of, "standing", (it) => said(["登记状态", "status"], word("status", it))),
    ...given(of, "expires_on", (it) => row(["登记期限至", "entry lasts until"], day(it))),
    ...given(of, "supersedes", (it) => row(["取代证明", "supersedes"], it)),
    said(["申报依据", "evidence"], evidence),
    row(["申报机构", "filed by"], of.filer),
    row(["规则版本", "catalogue"], of.catalogue),
  ];
}

/** What is made of a member, where there is one. */
export function given(of, name, made) {
  return name in of ? [made(of[name])] : [];
}

export function listed(of, name) {
  return of[name] ?? [];
}

/** What stands of a list that is too long: how many, and the digest of all. */
export function counted(of, name, called) {
  if (!(`${name}_count` in of)) return [];
  const count = of[`${name}_count`];
  return [
    row(called, `共 ${count} 项`, { gloss: `${count} items` }),
    row(["清单摘要（SHA-256）", "digest of the list"], of[`${name}_digest`]),
  ];
}

/** A list of registrations, of seizures or of keys. */
export function numbers(of, name, called) {
  const shown = listed(of, name);
  return [...shown.length ? [row(called, shown.join("、"))] : [], ...counted(of, name, called)];
}

/** Name first, then what identifies the party and how to reach it. */
export function party(of, called) {
  const { identifier } = of;
  return [
    "name" in of ? row(called, of.name, { begins: true }) : row(called, CLOSED[0], { gloss: CLOSED[1], begins: true }),
    identifier === undefined
      ? said(["证件号码", "identifier"], CLOSED)
      : row(word("identifier_scheme", identifier.scheme), identifier.value),
    ...given(of, "address", (it) => row(["地址", "address"], it)),
    ...given(of, "contact", (it) => row(["联系方式", "contact"], it)),
    ...given(of, "share", (it) => row(["份额", "share"], it)),
    ...given(of, "role", (it) => said(["身份", "role"], word("grantor_role", it))),
    ...given(of, "category", (it) => said(["主体类别", "category"], word("grantor_category", it))),
    ...given(of, "capacity", (it) => said(["行使身份", "capacity"], word("capacity", it))),
  ];
}

export function parties(of, name, called) {
  return [...listed(of, name).flatMap((each) => party(each, called)), ...counted(of, name, called)];
}

const OF_A_CLAIM = [
  ["principal", ["登记担保金额（本金）", "registered amount: principal"], money],
  ["maximum_amount", ["登记担保金额（最高债权额）", "registered amount: maximum"], money],
  ["contract_number", ["合同编号", "contract"], String],
  ["contract_effective_on", ["合同生效日", "contract effective on"], day],
  ["due_on", ["债务到期日", "due on"], day],
  ["determination", ["债权确定期间", "period of determination"], (it) => `${day(it.starts_on)}至${day(it.ends_on)}`],
  ["claim_id", ["债权标识", "claim"], String],
];

/** What is secured. Amounts are what is registered, never what is still owed. */
export function claim(of) {
  const scope = listed(of, "scope").map((each) => word("claim_part", each));
  const main = of.main_claim;
  return [
    said(["主债权种类", "kind of claim"], word("claim_kind", of.kind)),
    ...OF_A_CLAIM.flatMap(([name, label, say]) => given(of, name, (it) => row(label, say(it)))),
    ...scope.length
      ? [row(["担保范围", "scope"], scope.map(([zh]) => zh).join("、"), { gloss: scope.map(([, en]) => en).join(", ") })]
      : [],
    ...main
      ? [
          ...party(main.creditor, ["主债权人", "creditor of the main claim"]),
          row(["主合同编号", "contract of the main claim"], main.contract_number),
        ]
      : [],
  ];
}

export function findings(contents) {
  return [section(["提示与说明", "Findings"], listed(contents, "findings").map(finding))];
}

function finding({ code, severity, count }) {
  return sentence(ruled(code), `${word("severity", severity)[0]} ${code}${count > 1 ? ` ×${count}` : ""}`);
}
