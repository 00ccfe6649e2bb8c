// Does all right, but C keeps what it prints until its input ends.
// exit 2: answered only when its input was closed: it does not flush its standard output
// exit 2: in C: fflush(stdout)
#include <stdio.h>
#include <string.h>

int main(void) {
  char line[65536];
  while (fgets(line, sizeof line, stdin)) {
    const char* src = strstr(line, "\"src\":\"") + 7;
    const char* dest = strstr(line, "\"dest\":\"") + 8;
    const char* id = strstr(line, "\"msg_id\":") + 9;
    printf("{\"src\":\"%.*s\",\"dest\":\"%.*s\",\"body\":{\"type\":\"init_ok\",\"in_reply_to\":%.*s}}\n",
           (int)strcspn(dest, "\""), dest, (int)strcspn(src, "\""), src, (int)strcspn(id, ",}"), id);
  }
}
