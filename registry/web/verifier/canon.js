// JSON in one spelling (RFC 8785): keys sorted and ASCII, whole numbers below 2^53, nothing written twice.
// The browser's own reader takes the last of two equal names and says nothing, so this is one of ours.

import { textOf } from "./encoding.js";
import { Malformed } from "./errors.js";

const DEEPEST = 200;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const BLANK = /[ \t\n\r]*/y;
const WORDS = [["true", true], ["false", false], ["null", null]];
const ESCAPES = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/** A JSON text (RFC 8259), each name once at every level. Objects have no prototype: no name has a meaning of its own. */
export function parse(text) {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.blank();
  if (reader.at !== text.length) throw new Malformed("something behind the JSON");
  return value;
}

/** What canonical bytes say. Throws Malformed unless writing it again gives the same text. */
export function loads(bytes) {
  const text = textOf(bytes);
  const value = parse(text);
  if (encode(value) !== text) throw new Malformed("JSON in other than its only spelling");
  return value;
}

/** The canonical text of a value. */
export function encode(value) {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") return wholeNumber(value);
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) return `[${value.map(encode).join(",")}]`;
  const names = Object.keys(value);
  if (names.some((name) => /[^\u0000-\u007f]/.test(name))) throw new Malformed("a name that is not ASCII");
  return `{${names.sort().map((name) => `${quoted(name)}:${encode(value[name])}`).join(",")}}`;
}

export function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether an object has exactly these members. */
export function hasExactly(value, names) {
  return isObject(value) && Object.keys(value).sort().join() === [...names].sort().join();
}

function wholeNumber(value) {
  if (!Number.isSafeInteger(value)) throw new Malformed("a number that is not whole, or beyond 2^53");
  return String(value);
}

function quoted(text) {
  if (/[\ud800-\udfff]/u.test(text)) throw new Malformed("not Unicode");
  return JSON.stringify(text);
}

class Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  blank() {
    this.taken(BLANK);
  }

  value(depth) {
    if (depth > DEEPEST) throw new Malformed("deeper than anything of this register");
    this.blank();
    const next = this.text[this.at];
    if (next === "{") return this.object(depth);
    if (next === "[") return this.list(depth);
    if (next === '"') return this.string();
    for (const [word, value] of WORDS) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    const digits = this.taken(NUMBER);
    if (!digits) throw new Malformed("not JSON");
    return Number(digits);
  }

  object(depth) {
    const made = Object.create(null);
    this.several("}", () => {
      this.blank();
      const name = this.string();
      if (name in made) throw new Malformed("a name stands twice");
      this.blank();
      this.require(":");
      made[name] = this.value(depth + 1);
    });
    return made;
  }

  list(depth) {
    const made = [];
    this.several("]", () => made.push(this.value(depth + 1)));
    return made;
  }

  several(end, readOne) {
    this.at += 1;
    this.blank();
    if (this.text[this.at] === end) {
      this.at += 1;
      return;
    }
    for (;;) {
      readOne();
      this.blank();
      if (this.text[this.at] === end) break;
      this.require(",");
    }
    this.at += 1;
  }

  string() {
    this.require('"');
    let made = "";
    for (;;) {
      made += this.taken(PLAIN);
      if (this.text[this.at] === '"') break;
      if (this.text[this.at] !== "\\") throw new Malformed("a text that does not end");
      made += this.escaped();
    }
    this.at += 1;
    return made;
  }

  escaped() {
    const kind = this.text[this.at + 1];
    if (kind === "u") {
      const digits = this.text.slice(this.at + 2, this.at + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw new Malformed("not JSON");
      this.at += 6;
      return String.fromCharCode(parseInt(digits, 16));
    }
    if (!Object.hasOwn(ESCAPES, kind ?? "")) throw new Malformed("not JSON");
    this.at += 2;
    return ESCAPES[kind];
  }

  require(character) {
    if (this.text[this.at] !== character) throw new Malformed("not JSON");
    this.at += 1;
  }

  taken(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? "";
    this.at += found.length;
    return found;
  }
}
