#!/usr/bin/python3 -B
# Writes into its own working directory, where nobody else's files are, and tries the other nodes' ones.
# exit 0
import os
import sys

import polite

for message in polite.messages():
    for name in os.listdir("."):
        if name != "mine-" + polite.node_id:
            sys.exit(f"here is {name}, which another node wrote")
    with open("mine-" + polite.node_id, "a") as file:
        file.write("x" * 1000)
    for other in ("n0", "n1", "n2"):
        if other != polite.node_id:
            try:
                with open(f"../{other}.mine", "a") as file:
                    file.write("x")
            except OSError as error:
                print(error, file=sys.stderr)
    polite.echo(message)
