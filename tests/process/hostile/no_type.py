#!/usr/bin/python3 -B
# Sends a message without a type.
# exit 1: has no type
import polite

for message in polite.messages():
    polite.reply(message, {"echo": message["body"]["echo"]})
