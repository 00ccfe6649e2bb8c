#!/bin/sh
# A program whose shared library is not there any more.
# exit 2: ended with status 127
# exit 2: libgone.so
set -e
folder=$(dirname "$1")
printf 'int gone(void) { return 0; }\n' >"$folder/gone.c"
printf 'int gone(void);\nint main(void) { return gone(); }\n' >"$folder/main.c"
cc -shared -fPIC -o "$folder/libgone.so" "$folder/gone.c"
cc -o "$1" "$folder/main.c" -L"$folder" -lgone
rm "$folder/libgone.so"
