#!/usr/bin/python3 -B
# Asks another node under msg_id 0, which is a number like others, and echoes only when it is answered.
# exit 0
import polite

asked_for = []
for message in polite.messages():
    kind = message["body"]["type"]
    if kind == "echo":
        asked_for.append(message)
        peer = "n1" if polite.node_id == "n0" else "n0"
        polite.send(peer, {"type": "may_i", "msg_id": 0})
    elif kind == "may_i":
        polite.reply(message, {"type": "you_may"})
    elif message["body"]["in_reply_to"] == 0:
        polite.echo(asked_for.pop(0))
