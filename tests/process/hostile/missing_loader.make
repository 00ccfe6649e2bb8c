#!/bin/sh
# A program whose loader is not there: it was built for another system.
# exit 2: its loader /lib/ld-of-another-system.so
set -e
printf 'int main(void) { return 0; }\n' >"$1.c"
cc -o "$1" "$1.c" -Wl,--dynamic-linker=/lib/ld-of-another-system.so
