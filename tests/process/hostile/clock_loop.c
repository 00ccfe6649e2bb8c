// Reads the clock again and again by the function that needs no system call, until five minutes have gone by.
// exit 2: has not answered init within 10 s
#include <stdio.h>
#include <string.h>
#include <time.h>

int main(void) {
  char line[65536];
  if (!fgets(line, sizeof line, stdin)) return 1;
  struct timespec start, now;
  clock_gettime(CLOCK_MONOTONIC, &start);
  do {
    clock_gettime(CLOCK_MONOTONIC, &now);
  } while (now.tv_sec - start.tv_sec < 300);
}
