#!/bin/sh
# A script for an interpreter that is not there.
# exit 2: its interpreter /opt/nowhere/python9 is not there: install it
printf '#!/opt/nowhere/python9\nprint("hello")\n' >"$1"
chmod +x "$1"
