#!/usr/bin/env node
// A node of broadcast, echo and unique-ids of promises, timers of each kind, worker threads, and work that Node.js does
// on threads of its own (key derivation, files).
'use strict';

const crypto = require('crypto');
const fs = require('fs');
const os = require('os');
const readline = require('readline');
const { Worker, isMainThread, parentPort } = require('worker_threads');

const BATCH_FOR = 15; // ms
const RETRY_EVERY = 150;
const REPLY_WITHIN = 350;

if (!isMainThread) {
  // The worker: sorts what it is given, after a moment.
  parentPort.on('message', ({ id, values }) => {
    setTimeout(() => parentPort.postMessage({ id, values: values.sort((a, b) => a - b) }), 1);
  });
} else {
  new (class Node {
    id = undefined;
    nextId = 0;
    waiting = new Map(); // msg_id -> what takes the reply
    values = new Set();
    lacking = new Map(); // neighbour -> what it has not acknowledged
    batch = undefined; // the timer that runs from the first value of a batch
    underWay = new Set(); // neighbours that gossip is under way to
    sorter = new Worker(__filename);
    sorting = new Map(); // number -> what takes the sorted values

    constructor() {
      this.sorter.on('message', ({ id, values }) => {
        this.sorting.get(id)(values);
        this.sorting.delete(id);
      });
      this.sorter.unref();
      readline
        .createInterface({ input: process.stdin, crlfDelay: Infinity })
        .on('line', (line) => this.handle(JSON.parse(line)))
        .on('close', () => process.exit(0));
    }

    send(dest, body) {
      process.stdout.write(JSON.stringify({ src: this.id, dest, body }) + '\n');
    }

    reply(request, body) {
      this.send(request.src, { ...body, in_reply_to: request.body.msg_id });
    }

    // Fails when no reply has come in time.
    async ask(dest, body) {
      const msg_id = ++this.nextId;
      const replied = new Promise((resolve) => this.waiting.set(msg_id, resolve));
      let timer;
      const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`${dest} is silent`)), REPLY_WITHIN);
      });
      this.send(dest, { ...body, msg_id });
      try {
        return await Promise.race([replied, late]);
      } finally {
        clearTimeout(timer);
        this.waiting.delete(msg_id);
      }
    }

    handle(message) {
      const { type, in_reply_to } = message.body;
      if (in_reply_to !== undefined) {
        this.waiting.get(in_reply_to)?.(message);
        return;
      }
      if (this['on_' + type] === undefined) {
        this.reply(message, { type: 'error', code: 10, text: `no such request: ${type}` });
        return;
      }
      Promise.resolve(this['on_' + type](message, message.body)).catch((error) => {
        console.error(error);
        process.exit(1);
      });
    }

    on_init(message, { node_id }) {
      this.id = node_id;
      console.error(`${node_id} starts on ${os.cpus().length} processors`);
      setInterval(() => this.gossip(), RETRY_EVERY);
      this.reply(message, { type: 'init_ok' });
    }

    on_topology(message, { topology }) {
      for (const peer of topology[this.id]) this.lacking.set(peer, new Set(this.values));
      this.reply(message, { type: 'topology_ok' });
    }

    on_broadcast(message, { message: value }) {
      this.learn([value]);
      process.nextTick(() => this.reply(message, { type: 'broadcast_ok' }));
    }

    on_gossip(message, { messages }) {
      this.learn(messages, message.src);
      setImmediate(() => this.reply(message, { type: 'gossip_ok' }));
    }

    async on_read(message) {
      const id = ++this.nextId;
      const sorted = new Promise((resolve) => this.sorting.set(id, resolve));
      this.sorter.postMessage({ id, values: [...this.values] });
      this.reply(message, { type: 'read_ok', messages: await sorted });
    }

    // By way of a file in the working directory, which is the node's own: written, renamed, read, removed.
    async on_echo(message, { echo }) {
      const name = `echo-${crypto.randomUUID()}`;
      await fs.promises.writeFile(name + '.new', JSON.stringify(echo));
      await fs.promises.rename(name + '.new', name);
      const read = JSON.parse(await fs.promises.readFile(name, 'utf8'));
      await fs.promises.unlink(name);
      this.reply(message, { type: 'echo_ok', echo: read });
    }

    on_generate(message) {
      const salt = crypto.randomBytes(16);
      crypto.pbkdf2(crypto.randomUUID(), salt, 500, 16, 'sha256', (error, key) => {
        if (error) throw error;
        const dice = Math.floor(Math.random() * 1e9);
        this.reply(message, { type: 'generate_ok', id: `${key.toString('hex')}-${dice}` });
      });
    }

    learn(values, source) {
      for (const value of values) {
        if (this.values.has(value)) continue;
        this.values.add(value);
        for (const [peer, lacks] of this.lacking) {
          if (peer !== source) lacks.add(value);
        }
        this.batch ??= setTimeout(() => {
          this.batch = undefined;
          this.gossip();
        }, BATCH_FOR);
      }
    }

    async gossip() {
      const peers = [...this.lacking.keys()].filter((peer) => this.lacking.get(peer).size > 0);
      const results = await Promise.allSettled(peers.map((peer) => this.gossipWith(peer)));
      for (const { reason } of results) if (reason) console.error(reason.message);
    }

    async gossipWith(peer) {
      if (this.underWay.has(peer)) return;
      this.underWay.add(peer);
      try {
        const messages = [...this.lacking.get(peer)];
        await this.ask(peer, { type: 'gossip', messages });
        for (const value of messages) this.lacking.get(peer).delete(value);
      } finally {
        this.underWay.delete(peer);
      }
    }
  })();
}
