// A registration and everything that is filed on one (registry/schemas/sheets/registrations.py).

import {
  claim, counted, day, findings, given, listed, moment, money, numbers, parties, party, row, said, section, word,
} from "./facts.js";
import { items } from "./items.js";

const CLAIM = ["登记担保金额", "Secured claim as registered"];
const WHAT = ["登记内容", "What was registered"];

export function registration(contents) {
  return [
    section(["登记簿记载的担保权人", "Secured creditor on the register"], creditors(contents)),
    section(["担保人", "Grantors"], parties(contents, "grantors", ["担保人", "grantor"])),
    section(["债务人", "Debtors"], parties(contents, "debtors", ["债务人", "debtor"])),
    section(CLAIM, claim(contents.secured_claim)),
    ...items(contents),
    ...findings(contents),
  ];
}

function creditors(contents) {
  const first = contents.secured_creditor;
  const called = ["共同担保权人", "co-creditor"];
  return [
    ...party(first, ["担保权人", "secured creditor"]),
    ...parties(first, "beneficiaries", ["受益人", "beneficiary"]),
    ...listed(contents, "co_creditors").flatMap((each) => party({ ...each.party, share: each.share }, called)),
    ...counted(contents, "co_creditors", ["共同担保权人", "co-creditors"]),
    ...given(contents, "filed_as", (filed) => [
      said(["代理申报", "filed as agent"], word("agent_for", filed.agent_for)),
      row(["授权文件", "authority"], filed.authority),
    ]).flat(),
  ];
}

export function furtherClaim(contents) {
  return [
    section(CLAIM, claim(contents.secured_claim)),
    section(["此前担保的债权", "Claims secured before"], earlier(contents)),
    ...items(contents),
    ...findings(contents),
  ];
}

function earlier(contents) {
  const label = ["合同编号", "contract"];
  const one = (each) =>
    `${each.contract_number}（版本 ${each.version}）${money(each.principal)}，${day(each.due_on)}到期`;
  return [
    ...listed(contents, "prior_claims").map((each) => row(label, one(each))),
    ...counted(contents, "prior_claims", label),
  ];
}

export function statutoryRegistration(contents) {
  const reported = contents.statutory_registration;
  const rows = [
    row(["法定登记机构", "legal registry"], reported.registry),
    row(["法定登记编号", "number there"], reported.number),
    ...given(reported, "registered_at", (it) => row(["法定登记时间", "registered there at"], moment(it))),
    ...given(reported, "document", (it) => row(["证明文件", "document"], it)),
  ];
  return [section(["申报的法定登记", "Statutory registration as reported"], rows), ...items(contents)];
}

export function subordination(contents) {
  const rows = [
    row(["列于其后的登记", "behind"], contents.behind),
    ...given(contents, "agreed_on", (it) => row(["约定日期", "agreed on"], day(it))),
    said(["登记次序", "rank"], ["本系统登记次序不因此改变", "rank does not change"]),
    ...consents(contents),
  ];
  return [
    section(WHAT, rows),
    ...listed(contents, "collateral").map((each) => section(["担保财产", "Collateral"], [
      row(["财产编号", "item"], each.id),
      ...numbers(each, "consented", ["已同意的担保权人登记", "consented"]),
      ...numbers(each, "without_consent", ["未见同意的担保权人登记", "no consent on record"]),
    ])),
    section(["担保财产", "Collateral"], counted(contents, "collateral", ["担保财产", "collateral"])),
    ...findings(contents),
  ];
}

function consents(contents) {
  const label = ["书面同意", "consent in writing"];
  const one = (each) => [each.registration, ...given(each, "given_on", day), ...given(each, "document", String)].join("，");
  return [
    ...listed(contents, "consents").map((each) => row(label, one(each))),
    ...counted(contents, "consents", label),
  ];
}

export function release(contents) {
  const keys = (each) => each.keys.map((key) => (typeof key === "string" ? key : key.key)).join("、");
  return [
    section(WHAT, ending(contents)),
    ...listed(contents, "released").map((each) => section(["解除的财产", "Released"], [
      row(["财产编号", "item"], each.id),
      row(["检索标识", "searched under"], keys(each)),
    ])),
    section(["解除的财产", "Released"], counted(contents, "released", ["解除的财产", "released"])),
    section(["其余财产", "What stays"], [row(["仍在登记", "still registered"], `${contents.left} 项`)]),
  ];
}

export function discharge(contents) {
  return [section(WHAT, [...ending(contents), row(["解除的财产", "items released"], `${contents.released} 项`)])];
}

function ending(contents) {
  return [
    said(["原因", "reason"], word("discharge_reason", contents.reason)),
    ...given(contents, "ended_on", (it) => row(["消灭日期", "ended on"], day(it))),
  ];
}
