/**
 * The number that ipykernel names a cell's file by:
 * `…/ipykernel_<pid>/<number>.py`. xeus-python makes the same number:
 * `…/xpython_<pid>/<number>.py`.
 *
 * MurmurHash2 of the cell's text as it was sent, UTF-8, with ipykernel's seed
 * (ipykernel/compiler.py, `get_file_name`, `get_tmp_hash_seed`).
 */
export function cellHash(source: string): number {
  return murmur2(utf8(source), 0xc70f6907);
}

/**
 * The number in a path that the kernel made for a cell, or null.
 */
export function hashInPath(path: string): number | null {
  const match = /[\\/](?:ipykernel|xpython)_\d+[\\/](\d+)\.py$/.exec(path);
  return match && Number(match[1]);
}

/**
 * MurmurHash2, 32 bits, as ipykernel computes it: a rest of one to three bytes
 * is mixed in like the reference does.
 */
function murmur2(data: readonly number[], seed: number): number {
  const m = 0x5bd1e995;
  let h = (seed ^ data.length) >>> 0;
  let i = 0;
  for (; data.length - i >= 4; i += 4) {
    let k =
      data[i] | (data[i + 1] << 8) | (data[i + 2] << 16) | (data[i + 3] << 24);
    k = Math.imul(k, m);
    k ^= k >>> 24;
    k = Math.imul(k, m);
    h = Math.imul(h, m) ^ k;
  }
  const rest = data.length - i;
  if (rest > 2) {
    h ^= data[i + 2] << 16;
  }
  if (rest > 1) {
    h ^= data[i + 1] << 8;
  }
  if (rest > 0) {
    h = Math.imul(h ^ data[i], m);
  }
  h ^= h >>> 13;
  h = Math.imul(h, m);
  h ^= h >>> 15;
  return h >>> 0;
}

/**
 * UTF-8 without the platform's encoder, which the engine does not have
 * everywhere.
 */
function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0)!;
    if (code < 0x80) {
      bytes.push(code);
    } else if (code < 0x800) {
      bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    } else if (code < 0x10000) {
      bytes.push(
        0xe0 | (code >> 12),
        0x80 | ((code >> 6) & 63),
        0x80 | (code & 63)
      );
    } else {
      bytes.push(
        0xf0 | (code >> 18),
        0x80 | ((code >> 12) & 63),
        0x80 | ((code >> 6) & 63),
        0x80 | (code & 63)
      );
    }
  }
  return bytes;
}
