// The messages under way, in the order of their sendings: those of clients are a queue of their own.
// An end is told by the rank of its message there.

const kNone = 0xffffffff;

export class UnderWay {
  private readonly before: Uint32Array;
  private readonly after: Uint32Array;
  private readonly first = [kNone, kNone];
  private readonly last = [kNone, kNone];
  private sent = 0;

  constructor(messages: number) {
    this.before = new Uint32Array(messages);
    this.after = new Uint32Array(messages);
  }

  send(queue: number) {
    const message = this.sent++;
    const last = this.last[queue];
    this.before[message] = last;
    this.after[message] = kNone;
    if (last === kNone) this.first[queue] = message;
    else this.after[last] = message;
    this.last[queue] = message;
  }

  // The message of that rank; it is under way no more.
  take(queue: number, rank: number): number {
    let message = this.first[queue];
    for (; rank > 0; rank--) message = this.after[message];
    const before = this.before[message];
    const after = this.after[message];
    if (before === kNone) this.first[queue] = after;
    else this.after[before] = after;
    if (after === kNone) this.last[queue] = before;
    else this.before[after] = before;
    return message;
  }
}
