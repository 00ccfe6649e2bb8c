#!/usr/bin/python3 -B
# Answers requests that nobody made.
# exit 1: got no definite answer
import polite

for message in polite.messages():
    message["body"]["msg_id"] += 1_000_000
    polite.echo(message)
