#!/usr/bin/python3 -B
# Writes half of its third answer and never anything more.
# exit 1: got no definite answer
import os

import polite

for count, message in enumerate(polite.messages()):
    if count < 2:
        polite.echo(message)
    else:
        os.write(1, b'{"src":"n0","dest":"c0","body":{"ty')
        while True:
            input()
