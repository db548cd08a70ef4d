// The page: takes a document in any form, judges it in this browser, and shows the verdict. What it is given goes nowhere;
// the fragment of the address is read here and never sent.

import { askRegister, fetchList } from "./asking.js";
import { canScan, codesIn, scanning } from "./camera.js";
import { bilingual, element } from "./elements.js";
import { Malformed, NotBelieved } from "./errors.js";
import { judged } from "./judging.js";
import { all, heard, heardBefore, taken } from "./kept_trust.js";
import { PERSONAL_PREFIX, isCode } from "./paper_code.js";
import { isPdf } from "./pdf.js";
import { sheetShown } from "./sheet_shown.js";
import { second } from "./sheets/facts.js";
import { LARGEST } from "./statement.js";
import { statementShown, tradeShown } from "./statement_shown.js";
import { verdictShown } from "./verdict_shown.js";

const ITS_OWN_WORD = ["由登记机构自己提供：这是被核验者自己的说法", "served by the register itself: the word of the party that is checked"];
const TRUST_FAULTS = {
  below_threshold: ["签名人数不足", "too few officers signed it"],
  wrong_issuer: ["属于另一登记机构", "of another register"],
  wrong_mode: ["正式与测试登记不能互相替代", "test and live registers never replace each other"],
  downgraded: ["比本浏览器已保存的旧，或者与其矛盾", "older than the one kept in this browser, or contrary to it"],
};
const RUN_OUT = ["所示答复已过有效时间：请重新查询。", "What is shown has run out: ask again."];
const A_MINUTE = 60_000; // milliseconds
const NO_TRUST = ["请先选择信任文件：没有它，任何证明都无从相信。", "Choose a trust file first: without one there is nobody to believe."];

const at = (id) => document.getElementById(id);
const served = JSON.parse(at("served").textContent);
let chosen = null; // the trust file in force, and where it is from
let turn = 0; // of several documents given in haste, the last is shown
let running = { until: null, again: null, timer: null }; // what is shown and will run out

async function start() {
  if (globalThis.crypto?.subtle === undefined) return say(["此浏览器在这种连接下不能计算摘要：请使用 https 地址，或者下载的独立文件。", "This browser computes no digests over such a connection: use an https address, or the file."]);
  at("form").hidden = false;
  listen();
  keepPage();
  await chooseFirstTrust();
  takeFragment();
}

/** So that a reload needs no network. The printed address is left for the page's own, which alone is kept. */
function keepPage() {
  if (served === null) return;
  if (location.pathname === "/v") history.replaceState(null, "", `/verify${location.hash}`);
  if (served.offline) return;
  navigator.serviceWorker?.register("/verify/worker.js", { scope: "/verify" }).catch(() => null); // it need not keep anything
}

function listen() {
  at("file").addEventListener("change", ({ target }) => takeFiles(target.files));
  at("trust-file").addEventListener("change", ({ target }) => takeTrustFile(target.files[0]));
  at("form").querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    judge(at("text").value);
  });
  at("print").addEventListener("click", () => print());
  at("scan").addEventListener("click", () => scan());
  at("scan").hidden = !canScan();
  if (at("own-word")) at("own-word").addEventListener("click", () => hearRegister());
  addEventListener("hashchange", takeFragment);
  document.addEventListener("visibilitychange", judgeIfRunOut);
  for (const kind of ["dragover", "drop"]) addEventListener(kind, (event) => dropped(event));
}

function dropped(event) {
  event.preventDefault();
  at("drop").classList.toggle("over", event.type === "dragover");
  if (event.type === "drop") takeFiles(event.dataTransfer.files);
}

/** The first code of a page is this page's address: what stands behind # is the certificate. */
function takeFragment() {
  if (!/^#[0-9.]+$/.test(location.hash)) return;
  const code = `${location.origin}/v${location.hash}`;
  at("text").value = code;
  judge(code);
}

async function takeFiles(files) {
  const file = files[0];
  if (file === undefined) return;
  if (file.type.startsWith("image/")) return takePicture(file);
  const bytes = new Uint8Array(await file.slice(0, LARGEST + 1).arrayBuffer());
  const isTrust = new TextDecoder().decode(bytes.subarray(0, 18)) === "registry-trust/v1\n";
  if (isTrust) await takeTrust(new TextDecoder().decode(bytes));
  else await judge(bytes, file.name);
}

/** A picture of a page, where the browser reads codes itself. */
async function takePicture(file) {
  const texts = await createImageBitmap(file).then(codesIn).catch(() => []);
  if (texts.length === 0)
    return say(["没有从图片中读出二维码：请用扫码工具读出文字后粘贴。", "No code could be read from the picture: scan it with another program and paste the text."]);
  at("text").value = texts.join("\n");
  return judge(texts.join("\n"), file.name);
}

/** The codes of the paper, through the camera, until they are read or its reader has had enough. */
async function scan() {
  at("camera").hidden = false;
  at("scan").hidden = true;
  try {
    const { stop, texts } = await scanning(at("video"));
    at("stop").onclick = stop;
    const read = await texts;
    if (read.length > 0) at("text").value = read.join("\n");
    if (read.length > 0) await judge(read.join("\n"));
  } catch {
    say(["摄像头不可用，或者未获许可：可以改为选择照片，或者粘贴扫码得到的文字。", "There is no camera, or it may not be used: choose a photograph instead, or paste what a scanner read."]);
  } finally {
    at("camera").hidden = true;
    at("scan").hidden = false;
  }
}

async function judge(given, name = null, { anew = false } = {}) {
  if (chosen === null) return say(NO_TRUST);
  if (given.length === 0) return undefined;
  turn += 1;
  const mine = turn;
  at("result").setAttribute("aria-busy", "true");
  const now = new Date();
  const found = await asked(given, now);
  if (mine !== turn) return undefined;
  show(found, given, { name, now });
  if (anew) say(RUN_OUT);
  else opened();
  return runningOut(found, () => judge(given, name, { anew: true }));
}

/** What is green for ten minutes is not green on the screen for longer. */
function runningOut({ until = null }, again) {
  clearTimeout(running.timer);
  const left = Math.min(Math.max(0, 1000 * until - Date.now()), A_MINUTE); // a machine that sleeps stops its timers
  const timer = until === null ? null : setTimeout(judgeIfRunOut, left);
  running = { until, again, timer };
}

function judgeIfRunOut() {
  const { until, again } = running;
  if (until === null) return;
  if (Date.now() < 1000 * until) runningOut({ until }, again);
  else again();
}

async function asked(given, now) {
  const { trust } = chosen;
  const asks = at("ask")?.checked === true;
  let told; // the list, which is fetched once
  const list = asks ? (uri) => (told ??= fetchList(uri)) : null;
  const found = await judged(given, { trust, now, list });
  const open = found.until === undefined && ["unproven", "genuine"].includes(found.verdict);
  return asks && open ? judged(given, { trust, now, list, ask: askRegister }) : found;
}

function show(found, given, { name, now }) {
  const isCertificate = found.until === undefined;
  const shown = isCertificate ? certificateShown(found, given) : statementShown(found);
  const above = [verdictShown(found), isCertificate ? null : tradeShown(found)].filter(Boolean);
  at("result").replaceChildren(...above, circumstances(name, now), ...shown);
  at("result").removeAttribute("aria-busy");
  at("result").hidden = false;
  at("print").hidden = false;
  at("message").replaceChildren();
  document.body.dataset.verdict = found.verdict;
}

/** Who asked for the verdict is led to it. */
function opened() {
  at("form").classList.add("again");
  at("form").open = false;
  at("verdict").focus();
}

function certificateShown(found, given) {
  const fromPdf = typeof given !== "string" && isPdf(given);
  const closed = found.contents !== null && isClosed(found.contents);
  const fromCode = typeof given === "string" && isCode(given) && !given.includes(PERSONAL_PREFIX);
  const scan = ["个人信息未披露：请扫描②披露码，将其文字另起一行粘贴在上面", "Personal values are not disclosed: scan the second code and paste it above on a line of its own"];
  const lacks = closed ? (fromCode ? scan : ["个人信息：部分或者全部未披露", "Personal values: some or all are not disclosed"]) : null;
  return sheetShown(found, { isPdf: fromPdf, lacks });
}

/** What the verdict rests on beside the document: whose word, and when. It goes along when the page is printed. */
function circumstances(name, now) {
  const { trust, whence } = chosen;
  const rests = [`信任文件：${trust.issuer} 第 ${trust.version} 版，${whence[0]}`, `trust file: ${trust.issuer}, version ${trust.version}, ${whence[1]}`];
  return element("ul", { class: "circumstances" },
    name ? element("li", {}, name) : null,
    bilingual("li", rests),
    bilingual("li", [`核验时间：${second(now.toISOString())}`, "time of this check"]),
  );
}

function isClosed(value) {
  if (typeof value !== "object" || value === null) return false;
  return "_sd" in value || Object.values(value).some(isClosed);
}

function say(text) {
  at("message").replaceChildren(bilingual("p", text));
}

async function chooseFirstTrust() {
  const kept = await all();
  const own = kept.find(({ issuer }) => served === null || issuer === served.issuer);
  if (own) return inForce(own, ["此前由您选择，保存在本浏览器", "chosen by you before and kept in this browser"]);
  if (served?.offline) return hearAgain();
  return served?.trust ? hearRegister() : undefined;
}

async function hearRegister() {
  await tried(async () => inForce(await heard(served.trust, Date.now()), ITS_OWN_WORD));
}

/** What the register handed out to this tab while there was a network. How old it is stands beside it. */
async function hearAgain() {
  await tried(async () => {
    const before = await heardBefore(served.issuer, Date.now());
    if (before === null) return;
    const when = second(new Date(before.at).toISOString());
    inForce(before.trust, [`${ITS_OWN_WORD[0]}；取自 ${when}，此后是否更换无从得知`, `${ITS_OWN_WORD[1]}; had then, and whether it was replaced since is not known`]);
  });
}

async function takeTrustFile(file) {
  if (file !== undefined) await takeTrust(await file.text());
}

async function takeTrust(note) {
  await tried(async () => {
    const { trust, kept } = await taken(note);
    const where = kept ? ["由您选择，已保存在本浏览器", "chosen by you, and kept in this browser"] : ["由您选择；本浏览器不能保存", "chosen by you; this browser cannot keep it"];
    inForce(trust, where);
  });
}

async function tried(take) {
  try {
    await take();
    at("message").replaceChildren();
  } catch (fault) {
    if (!(fault instanceof Malformed || fault instanceof NotBelieved)) throw fault;
    const [zh, en] = TRUST_FAULTS[fault.code] ?? ["不是信任文件，或者签名不符", "not a trust file, or its signatures do not fit"];
    say([`信任文件不可用：${zh}。`, `The trust file cannot be used: ${en}.`]);
  }
}

function inForce(trust, whence) {
  chosen = { trust, whence };
  const officers = [`第 ${trust.version} 版，须 ${trust.roots.length} 位负责人中的 ${trust.threshold} 位签名`, `version ${trust.version}, by ${trust.threshold} of ${trust.roots.length} officers`];
  at("trust").replaceChildren(
    element("strong", {}, trust.issuer), " ",
    trust.livemode ? "" : bilingual("span", ["演示或测试", "demo or test"], { class: "sample" }),
    bilingual("span", officers), bilingual("span", whence, { class: "whence" }),
  );
  document.body.dataset.trust = trust.version;
}

start();
