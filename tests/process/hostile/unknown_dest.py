#!/usr/bin/python3 -B
# Sends to a node that there could be, but is not: lost, as on any network.
# exit 0
import polite

for message in polite.messages():
    polite.send("n99", {"type": "hello"})
    polite.echo(message)
