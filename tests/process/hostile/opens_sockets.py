#!/usr/bin/python3 -B
# Connects to a server, and lives without it.
# exit 0: a socket was refused: nodes have no network but their messages
import socket
import sys

import polite

for message in polite.messages():
    try:
        socket.create_connection(("127.0.0.1", 80), timeout=1)
    except OSError as error:
        print(f"no server: {error}", file=sys.stderr)
    polite.echo(message)
