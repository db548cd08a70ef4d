// The verdict as it is seen: one word, one shape, one colour. Only `valid` is green; no two share a shape, for whoever sees
// no colours, and on a black and white print.

import { bilingual, drawn, element } from "./elements.js";
import { VERDICTS } from "./tables/verdict.js";
import { GREEN } from "./tables/words.js";
import { reasonText } from "./verification.js";

const SHAPES = {
  valid: ["M32 3a29 29 0 1 0 0 58a29 29 0 1 0 0-58", "M18 33l10 10l19-21"],
  genuine: ["M32 4h28v56h-56v-56z", "M16 27q8-8 16 0t16 0M16 40q8-8 16 0t16 0"],
  unproven: ["M32 3l29 29l-29 29l-29-29z", "M20 32h.01M32 32h.01M44 32h.01"],
  superseded: ["M32 4l28 20l-10 36h-36l-10-36z", "M43 27a12 12 0 1 0 2 11M44 19v9h-9"],
  diverged: ["M32 4l30 55h-60z", "M32 50v-10M32 40l-9-11M32 40l9-11"],
  invalid: ["M20 4h24l16 16v24l-16 16h-24l-16-16v-24z", "M21 21l22 22M43 21l-22 22"],
  unreadable: ["M8 4h36l12 12v44h-48z", "M24 26q0-8 8-8t8 8q0 5-8 9v4M32 48h.01"],
};

const ALL_HOLDS = ["签名、入账和现状均已核验。", "Signature, inclusion and present standing all hold."];

export function verdictShown({ verdict, reasons, until }) {
  const [zh, en] = VERDICTS[verdict];
  const texts = reasons.length === 0 && verdict === "valid" ? [until === undefined ? ALL_HOLDS : GREEN] : reasons.map(reasonText);
  return element("div", { class: `verdict ${verdict}` },
    shape(verdict),
    element("div", {},
      element("h2", { id: "verdict", tabindex: "-1" }, element("span", { lang: "zh-CN" }, zh), " ", element("span", { lang: "en", class: "en" }, en)),
      element("ul", { class: "reasons" }, ...texts.map((text) => bilingual("li", text))),
    ),
  );
}

function shape(verdict) {
  const [outline, sign] = SHAPES[verdict];
  return drawn("svg", { viewBox: "0 0 64 64", class: "shape", "aria-hidden": "true" },
    drawn("path", { class: "outline", d: outline }), drawn("path", { class: "sign", d: sign }));
}
