#!/usr/bin/python3 -B
# Allocates 10 GB and writes into all of it.
# exit 2
import polite

for message in polite.messages():
    kept = []
    for _ in range(640):
        kept.append(bytearray(b"x") * (16 << 20))
    polite.echo(message)
