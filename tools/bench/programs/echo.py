#!/usr/bin/env python3
import json
import sys

for line in sys.stdin:
    message = json.loads(line)
    body = message["body"]
    body["type"] += "_ok"
    body["in_reply_to"] = body.pop("msg_id")
    print(json.dumps({"src": message["dest"], "dest": message["src"], "body": body}), flush=True)
