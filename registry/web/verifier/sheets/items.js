// One asset on a certificate: what it is, where it ranks and what stands ahead of it, and what the entry does
// (registry/schemas/sheets/items.py).

import { encode } from "../canon.js";
import { KINDS, NOTICE, UNSEEN } from "../tables/words.js";
import {
  counted, day, given, has, listed, money, numbers, particulars, row, ruled, said, section, sentence, squareMetres, word,
} from "./facts.js";

const RANK = ["本系统登记次序", "rank: order of entry here"];
const AHEAD = ["在先登记", "ahead"];
const OVERLAPS = ["重叠登记", "shares ground with"];

/** Each item in a section of its own; of many, their count and the digest of the list. */
export function items(contents, name = "collateral") {
  const shown = listed(contents, name);
  const of = (place, slash) => (shown.length > 1 ? ` ${place}${slash}${shown.length}` : "");
  return [
    ...shown.map((each, at) => section([`担保财产${of(at + 1, "／")}`, `Collateral${of(at + 1, "/")}`], itemLines(each))),
    section(["担保财产", "Collateral"], counted(contents, name, ["担保财产", "collateral"])),
  ];
}

function itemLines(item) {
  return [
    row(["财产编号", "item"], item.id),
    ...given(item, "instead_of", (it) => row(["原担保财产", "instead of"], it)),
    ...given(item, "item", (it) => row(["原登记财产", "item of the registration"], it)),
    ...assetLines(item),
    ...given(item, "interest", (it) => said(["担保方式", "security interest"], word("interest", it))),
    ...given(item, "allocated_amount", (it) => row(["分配担保金额", "amount allocated"], money(it))),
    ...given(item, "prior_lease", (it) => row(["在先租赁", "prior lease"], lease(it))),
    ...place(item),
    ...effect(item),
  ];
}

/** The asset's own particulars, where the certificate says what it is. */
function assetLines(item) {
  return [
    ...given(item, "asset", asset).flat(),
    ...given(item, "geometry_digest", (it) => row(["界址图形摘要", "digest of the outline"], it)),
    ...given(item, "measured", (it) => row(["图形面积", "area of the outline"], squareMetres(it))),
    ...numbers(item, "identity_keys", ["检索标识", "searched under"]),
  ];
}

function asset(of) {
  const kind = kindOf(of);
  if (kind === null) return [row(["担保财产", "asset"], encode(of))]; // of a later release: as it was signed
  return [said(["财产种类", "kind"], kind.name), ...particulars(of, kind.particulars)];
}

export function kindOf(asset) {
  return asset !== undefined && has(KINDS, asset.kind) ? KINDS[asset.kind] : null;
}

/** An asset of a court's or an exchange's act. */
export function burdened(item) {
  return [row(["财产编号", "item"], item.id), ...assetLines(item)];
}

function lease(of) {
  const until = "until" in of ? `至${day(of.until)}` : "起";
  return [`${day(of.since)}${until}`, of.lessee, of.evidence].filter(Boolean).join("；");
}

/** The two orders, never merged: of entry here, and the reckoned order of payment with what it rests on. */
function place(item) {
  return [
    ...given(item, "rank", (rank) => row(RANK, `第 ${rank} 位`, { gloss: `no. ${rank}` })),
    ...given(item, "rank", () => ahead(item)),
    ...listed(item, "overlaps").map((each) => row(OVERLAPS, `${each.registration}（重叠 ${squareMetres(each.area)}）`)),
    ...counted(item, "overlaps", OVERLAPS),
    ...numbers(item, "contests", ["权属冲突", "titles in conflict"]),
    ...numbers(item, "seizures", ["在先查封", "seizures ahead"]),
    ...given(item, "priority", reckoned).flat(),
  ];
}

function ahead({ rank, ahead: before }) {
  if (before.length === 0) return said(AHEAD, ["本系统未见在先登记", "no earlier entry on record here"]);
  return row(AHEAD, before.join("、") + (rank > before.length + 1 ? "等" : ""));
}

/** The reckoned order of payment with its basis, how good the evidence is, and the rules behind it. */
export function reckoned({ position, basis, evidence, reasons }) {
  return [
    row(["推算清偿顺序", "reckoned order of payment"], `第 ${position} 位`),
    said(["推算依据", "reckoned from"], word("priority_basis", basis)),
    said(["依据的证明程度", "evidence of it"], word("priority_evidence", evidence)),
    ...reasons.map((code) => sentence(ruled(code), `顺序 ${code}`)),
  ];
}

function effect(item) {
  if (!("effect" in item)) return [];
  const { entry, statutory } = item.effect;
  return [
    said(["本登记的效力", "effect of this entry"], word("effect", entry)),
    said(["法定登记的效力", "effect of the statutory registration"], word("effect", statutory.effect)),
    ...noticeLine(statutory),
    ...effectsOf(item.asset),
  ];
}

function noticeLine({ registry, number }) {
  if (!has(NOTICE, registry)) return [];
  const completed = NOTICE[registry].map((parts, language) => parts.join(number ?? UNSEEN[language]));
  return [sentence(completed, "效力")];
}

/** What the law says of a right in such an asset: of some kinds, by one of their particulars. */
function effectsOf(asset) {
  const kind = kindOf(asset);
  if (kind === null) return [];
  const [, , zh, en] = kind.effects.find(([name, ending]) => !name || String(asset[name]).endsWith(ending));
  return [sentence([zh, en], "效力")];
}
