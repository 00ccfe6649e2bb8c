#!/usr/bin/python3 -B
# Does all right, but Python keeps what it prints until its input ends.
# exit 2: answered only when its input was closed: it does not flush its standard output
# exit 2: in Python: print(…, flush=True)
import json
import sys

for line in sys.stdin:
    message = json.loads(line)
    body = {"type": message["body"]["type"] + "_ok", "in_reply_to": message["body"]["msg_id"]}
    print(json.dumps({"src": message["dest"], "dest": message["src"], "body": body}))
