#!/bin/sh
# A script for an interpreter that env does not find.
# exit 2: ended with status 127
# exit 2: nowhere-python9
printf '#!/usr/bin/env nowhere-python9\nprint("hello")\n' >"$1"
chmod +x "$1"
