#!/usr/bin/env node
const lines = require("readline").createInterface({ input: process.stdin });

lines.on("line", (line) => {
  const { src, dest, body } = JSON.parse(line);
  body.type += "_ok";
  body.in_reply_to = body.msg_id;
  delete body.msg_id;
  process.stdout.write(JSON.stringify({ src: dest, dest: src, body }) + "\n");
});
