#!/bin/sh
# A script that does not say what it is for.
# exit 2: is no program: a script begins with a line that names its interpreter
printf 'print("hello")\n' >"$1"
chmod +x "$1"
