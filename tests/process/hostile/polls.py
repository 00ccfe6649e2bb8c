#!/usr/bin/python3 -B
# Asks again and again whether there is input, without ever waiting. It works, if time goes by while it asks.
# exit 0
import json
import select
import sys
import time

import polite

rest = b""
began = time.time()
while True:
    if not select.select([0], [], [], 0)[0]:
        continue
    piece = sys.stdin.buffer.raw.read(65536)
    if not piece:
        break
    *lines, rest = (rest + piece).split(b"\n")
    for line in lines:
        message = json.loads(line)
        if message["body"]["type"] == "init":
            polite.node_id = message["body"]["node_id"]
            polite.reply(message, {"type": "init_ok"})
        else:
            polite.echo(message)
