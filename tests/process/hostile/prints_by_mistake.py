#!/usr/bin/python3 -B
# Says on standard output that it starts, as beginners do.
# exit 2: what is no message: Starting up...
# exit 2: standard output is for messages
import polite

print("Starting up...", flush=True)
for message in polite.messages():
    polite.echo(message)
