#!/usr/bin/python3 -B
# Writes half of its init_ok and is silent.
# exit 2: has not answered init within 10 s
import os
import sys
import time

sys.stdin.readline()
os.write(1, b'{"src":"n0","dest":"c0","body":{"type":"init_ok","in_re')
time.sleep(1e6)
