// SPDX-License-Identifier: Apache-2.0
// Finds web addresses in plain text, so that a line of chat can be shown as text nodes and links.

export type Piece = { kind: 'text'; text: string } | { kind: 'link'; text: string; href: string };

const kAddress = /\bhttps?:\/\/[^\s<>"'`]+/gi;
const kTail = /[.,;:!?…»”’*_]+$/;

/** Where the address really ends: without closing punctuation or a bracket it did not open. */
function addressEnd(found: string): string {
  let address = found.replace(kTail, '');
  for (const [open, close] of [
    ['(', ')'],
    ['[', ']'],
  ] as const) {
    while (address.endsWith(close) && address.split(close).length > address.split(open).length) {
      address = address.slice(0, -1).replace(kTail, '');
    }
  }
  return address;
}

function hrefOf(address: string): string | null {
  try {
    const url = new URL(address);
    const known = url.protocol === 'http:' || url.protocol === 'https:';
    // `https://bank.example@evil.example` shows one place and opens another: left as text.
    return known && !url.username && !url.password ? url.href : null;
  } catch {
    return null;
  }
}

/** Cuts text into plain pieces and links; joined, the pieces are the text again. */
export function pieces(text: string): Piece[] {
  const out: Piece[] = [];
  let done = 0;
  for (const match of text.matchAll(kAddress)) {
    const address = addressEnd(match[0]);
    const href = hrefOf(address);
    if (!href) continue;
    if (match.index > done) out.push({ kind: 'text', text: text.slice(done, match.index) });
    out.push({ kind: 'link', text: address, href });
    done = match.index + address.length;
  }
  if (done < text.length) out.push({ kind: 'text', text: text.slice(done) });
  return out;
}
