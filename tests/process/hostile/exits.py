#!/usr/bin/python3 -B
# Ends in mid-run, with a word on standard error.
# exit 1: ended with status 3
# exit 1: I have had enough
import sys

import polite

for count, message in enumerate(polite.messages()):
    if count == 3:
        print("I have had enough", file=sys.stderr)
        sys.exit(3)
    polite.echo(message)
