// Deflate (RFC 1951) and zlib (RFC 1950) undone, to the last byte or not at all. The browser's own has no way to be given
// the dictionary of the printed codes, and older ones pass over what stands behind the end.

import { joinedBytes } from "./encoding.js";
import { Malformed } from "./errors.js";

const LENGTH_BASE = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BASE = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193,
  12289, 16385, 24577,
];
const DISTANCE_BITS = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
const LENGTHS_IN_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const MOST_BITS = 15;
const ADLER = 65521;

/** What raw deflate holds, at most `largest` bytes of it. Throws Malformed for more, for less, and for anything behind. */
export function inflate(packed, { largest, dictionary = new Uint8Array() }) {
  const bits = new Bits(packed);
  const out = new Output(dictionary, largest);
  let last = false;
  while (!last) {
    last = bits.take(1) === 1;
    const kind = bits.take(2);
    if (kind === 0) stored(bits, out);
    else if (kind === 1) compressed(bits, out, FIXED);
    else if (kind === 2) compressed(bits, out, readTables(bits));
    else throw new Malformed("no such block");
  }
  if (bits.at !== packed.length) throw new Malformed("something behind the end");
  return out.bytes();
}

/** What a zlib stream holds, its checksum checked. */
export function inflateZlib(packed, { largest }) {
  const [method, flags] = packed;
  if (packed.length < 6 || (method & 15) !== 8 || (method * 256 + flags) % 31 !== 0 || flags & 32)
    throw new Malformed("no zlib stream");
  const made = inflate(packed.subarray(2, -4), { largest });
  const [low, high] = made.reduce(([a, b], byte) => [(a + byte) % ADLER, (b + a + byte) % ADLER], [1, 0]);
  const check = new DataView(packed.buffer, packed.byteOffset + packed.length - 4).getUint32(0);
  if (check !== high * 65536 + low) throw new Malformed("a checksum that does not fit");
  return made;
}

class Bits {
  constructor(bytes) {
    [this.bytes, this.at, this.held, this.count] = [bytes, 0, 0, 0];
  }

  take(wanted) {
    while (this.count < wanted) {
      if (this.at === this.bytes.length) throw new Malformed("cut short");
      this.held |= this.bytes[this.at++] << this.count;
      this.count += 8;
    }
    const found = this.held & ((1 << wanted) - 1);
    this.held >>>= wanted;
    this.count -= wanted;
    return found;
  }

  toByte() {
    [this.held, this.count] = [0, 0];
  }
}

class Output {
  constructor(dictionary, largest) {
    this.before = dictionary.length;
    this.room = joinedBytes(dictionary, new Uint8Array(largest));
    this.at = this.before;
  }

  put(byte) {
    if (this.at === this.room.length) throw new Malformed("larger than anything of this register");
    this.room[this.at++] = byte;
  }

  copy(distance, length) {
    if (distance > this.at) throw new Malformed("from before the beginning");
    for (let each = 0; each < length; each += 1) this.put(this.room[this.at - distance]);
  }

  bytes() {
    return this.room.slice(this.before, this.at);
  }
}

function stored(bits, out) {
  bits.toByte();
  const length = bits.take(8) | (bits.take(8) << 8);
  const inverse = bits.take(8) | (bits.take(8) << 8);
  if ((length ^ inverse) !== 0xffff) throw new Malformed("a block of no length");
  for (let each = 0; each < length; each += 1) out.put(bits.take(8));
}

function compressed(bits, out, { literals, distances }) {
  for (;;) {
    const symbol = decoded(bits, literals);
    if (symbol === 256) return;
    if (symbol < 256) {
      out.put(symbol);
      continue;
    }
    const length = extended(bits, symbol - 257, { base: LENGTH_BASE, more: LENGTH_BITS });
    const distance = extended(bits, decoded(bits, distances), { base: DISTANCE_BASE, more: DISTANCE_BITS });
    out.copy(distance, length);
  }
}

function extended(bits, symbol, { base, more }) {
  if (symbol >= base.length) throw new Malformed("no such length or distance");
  return base[symbol] + bits.take(more[symbol]);
}

/** A canonical Huffman code (section 3.2.2): how many codes of each length, and their symbols in order. */
function codeOf(lengths) {
  const counts = new Array(MOST_BITS + 1).fill(0);
  for (const length of lengths) counts[length] += 1;
  counts[0] = 0;
  const starts = [0];
  let left = 1;
  for (let length = 1; length <= MOST_BITS; length += 1) {
    left = left * 2 - counts[length];
    if (left < 0) throw new Malformed("more codes than there is room for");
    starts[length] = starts[length - 1] + counts[length - 1];
  }
  const symbols = [];
  lengths.forEach((length, symbol) => {
    if (length) symbols[starts[length]++] = symbol;
  });
  return { counts, symbols };
}

function decoded(bits, { counts, symbols }) {
  let [code, first, index] = [0, 0, 0];
  for (let length = 1; length <= MOST_BITS; length += 1) {
    code |= bits.take(1);
    if (code - first < counts[length]) return symbols[index + code - first];
    index += counts[length];
    first = (first + counts[length]) << 1;
    code <<= 1;
  }
  throw new Malformed("no such code");
}

function readTables(bits) {
  const [many, distances, ordered] = [bits.take(5) + 257, bits.take(5) + 1, bits.take(4) + 4];
  const small = new Array(19).fill(0);
  for (let each = 0; each < ordered; each += 1) small[LENGTHS_IN_ORDER[each]] = bits.take(3);
  const code = codeOf(small);
  const lengths = [];
  while (lengths.length < many + distances) {
    const symbol = decoded(bits, code);
    if (symbol < 16) lengths.push(symbol);
    else lengths.push(...repeated(bits, symbol, lengths.at(-1)));
  }
  if (lengths.length > many + distances) throw new Malformed("more lengths than were said");
  return { literals: codeOf(lengths.slice(0, many)), distances: codeOf(lengths.slice(many)) };
}

function repeated(bits, symbol, before) {
  if (symbol === 16) {
    if (before === undefined) throw new Malformed("nothing to repeat");
    return new Array(3 + bits.take(2)).fill(before);
  }
  return new Array(symbol === 17 ? 3 + bits.take(3) : 11 + bits.take(7)).fill(0);
}

const FIXED = {
  literals: codeOf(Array.from({ length: 288 }, (_, at) => (at < 144 ? 8 : at < 256 ? 9 : at < 280 ? 7 : 8))),
  distances: codeOf(new Array(30).fill(5)),
};
