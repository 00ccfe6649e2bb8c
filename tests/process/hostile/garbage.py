#!/usr/bin/python3 -B
# Answers its third request by what is no message.
# exit 1: wrote to standard output what is no message: Hello, world!
# exit 1: print to standard error
import polite

for count, message in enumerate(polite.messages()):
    if count == 2:
        print("Hello, world!", flush=True)
    else:
        polite.echo(message)
