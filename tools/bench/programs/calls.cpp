// Answers each line after a hundred system calls that virtual time answers itself.
#include <sys/times.h>
#include <unistd.h>

int main() {
  constexpr int kCalls = 100;
  char part[4096];
  while (read(0, part, sizeof part) > 0) {
    for (int i = 0; i < kCalls; ++i) times(nullptr);
    if (write(1, "done\n", 5) < 0) return 1;
  }
  return 0;
}
