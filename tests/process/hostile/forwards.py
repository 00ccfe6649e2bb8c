#!/usr/bin/python3 -B
# Passes requests on as they came, with their sender, as Maelstrom's own demo of Raft does.
# exit 0
import polite

for message in polite.messages():
    if polite.node_id == "n0":
        polite.echo(message)
    else:
        polite.send("n0", message["body"], src=message["src"])
