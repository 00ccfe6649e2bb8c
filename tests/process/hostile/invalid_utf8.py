#!/usr/bin/python3 -B
# Answers by bytes that are no UTF-8.
# exit 1: it is no UTF-8
import os

import polite

for message in polite.messages():
    os.write(1, b'{"src":"n0","dest":"c0","body":{"type":"echo_ok","echo":"\xff\xfe\xc3","in_reply_to":1}}\n')
