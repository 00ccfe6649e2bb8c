// Texts as a person may see them.
//
// What nodes say may hold characters that hide, or turn round, the text beside them. Every text from a
// run passes plain() or plainLines() before it is shown, in the document and on a canvas alike.

const kUnseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const kUnseenButBreaks = /[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const kHarmless = /^[\x20-\x7e]*$/;

function named(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}

// On one line: a line break is made visible, too.
export function plain(text: string): string {
  return kHarmless.test(text) ? text : text.replace(kUnseen, named);
}

// Line breaks stay.
export function plainLines(text: string): string {
  return kHarmless.test(text) ? text : text.replace(kUnseenButBreaks, named);
}

export function count(n: number): string {
  return n.toLocaleString('en-US');
}

// "3 messages", "1 message".
export function counted(n: number, noun: string): string {
  return `${count(n)} ${noun}${n === 1 ? '' : 's'}`;
}

// A character of two halves is not cut in the middle.
export function cut(text: string, most: number): string {
  const half = /[\ud800-\udbff]/.test(text[most - 1] ?? '') ? 1 : 0;
  return text.slice(0, most - half);
}

// Cut to so many characters; what is missing is said in bytes when it is much.
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  const kept = cut(text, most);
  if (text.length < 4 * most && text.length < 2000) return kept + '…';
  const bytes = new TextEncoder().encode(text).length;
  return `${kept} … ${count(bytes)} bytes`;
}

// A moment of virtual time, given in ns: "4.681 s".
export function moment(ns: number, digits = 3): string {
  return `${(ns / 1e9).toFixed(digits)} s`;
}

// A moment with as many digits as it needs, three at least.
export function exactMoment(ns: number): string {
  const digits = (ns / 1e9).toFixed(9).replace(/0{1,6}$/, '');
  return `${digits} s`;
}

// How long something took, given in ns: "12.4 ms".
export function span(ns: number): string {
  if (ns < 1e3) return `${ns} ns`;
  const [size, unit] = ns < 1e6 ? [1e3, 'µs'] : ns < 1e9 ? [1e6, 'ms'] : [1e9, 's'];
  const n = ns / (size as number);
  return `${n < 10 ? n.toFixed(2) : n < 100 ? n.toFixed(1) : count(Math.round(n))} ${unit}`;
}
