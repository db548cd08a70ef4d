// What was checked and what was not; then what was signed, in the order of the printed page.

import { bilingual, element } from "./elements.js";
import { sheet } from "./sheets/sheet.js";

const CHECKS = [
  ["signature", ["签名：以下每一项均由登记机构签名", "Signature: the register signed every fact below"]],
  ["disclosures", ["个人信息：与签名中的摘要一致", "Personal values: each fits its digest in what was signed"]],
  ["inclusion", ["入账：已载入公开日志", "Inclusion: it stands in the public log"]],
  ["standing", ["现状：截至核验之时", "Present standing: at the moment of this check"]],
  ["paper", ["PDF 文件：自签署以来未被改动或者追加", "The PDF file: neither altered nor added to since it was signed"]],
];
const NEVER = {
  page: ["纸面、图片或者屏幕上印的文字：请逐项核对下列内容", "The words printed on paper or shown on a screen: compare them below, item by item"],
  codes: [
    "PDF 上画出的二维码和时间戳：浏览器不读图形，也不核验时间戳；请用 registry verify，或者扫码后将文字粘贴在上面",
    "The codes drawn in the PDF, and a time stamp: a browser reads no drawings and checks no time stamps; use registry verify, or scan the codes and paste their text above",
  ],
};

/** `found` is what `verify` gives. Nothing is shown of a document whose signature is not good. */
export function sheetShown(found, { isPdf, lacks }) {
  if (found.contents === null) return [];
  const made = sheet(found.contents, found.checkCode);
  return [
    checksShown(found, { isPdf, lacks }),
    bilingual("h2", ["请与纸面逐项核对", "Compare with the paper, item by item"], { id: "compare" }),
    articleShown(made, [
      [["签发", "issuer"], made.issuer], [["证明编号", "certificate no."], made.number], [["校验码", "check code"], made.checkCode],
    ]),
  ];
}

/** What was signed, as on paper; `facts` are those that stand at its head. */
export function articleShown({ title, livemode, sections, foot }, facts) {
  return element("article", { class: "sheet", "aria-labelledby": "compare" },
    element("header", {},
      bilingual("p", title, { class: "title" }),
      livemode ? null : bilingual("p", ["演示或测试登记，无任何效力", "From a demo or test register: of no effect"], { class: "sample" }),
      element("dl", {}, ...facts.flatMap(([label, value]) => fact(label, value))),
    ),
    ...sections.map(sectionShown),
    bilingual("footer", foot),
  );
}

function checksShown({ checked }, { isPdf, lacks }) {
  const asked = CHECKS.filter(([name]) => name !== "paper" || isPdf);
  const done = asked.filter(([name]) => checked.includes(name)).map(([, text]) => text);
  const open = asked.filter(([name]) => !checked.includes(name)).map(([name, text]) => (name === "disclosures" ? lacks : text));
  return listsShown(done, [...open, NEVER.page, ...isPdf ? [NEVER.codes] : []].filter(Boolean));
}

/** What was checked and found good, and what was not looked at. */
export function listsShown(done, left) {
  return element("section", { class: "checks" },
    bilingual("h3", ["已核验", "What was checked"]),
    element("ul", { class: "done" }, ...done.map((text) => bilingual("li", text))),
    bilingual("h3", ["未核验", "What was not"]),
    element("ul", { class: "open" }, ...left.map((text) => bilingual("li", text))),
  );
}

function sectionShown({ heading, lines }) {
  return element("section", {}, bilingual("h3", heading), element("dl", {}, ...lines.flatMap(lineShown)));
}

function lineShown(line) {
  if ("label" in line) return fact(line.label, line.value, line);
  return [element("dt", { class: "mark" }, line.mark), bilingual("dd", line.text, { class: "sentence" })];
}

function fact(label, value, { gloss = "", begins = false } = {}) {
  const shown = gloss ? [value, " ", element("span", { lang: "en", class: "en" }, gloss)] : [value];
  return [bilingual("dt", label, { class: begins ? "begins" : null }), element("dd", { class: begins ? "begins" : null }, ...shown)];
}
