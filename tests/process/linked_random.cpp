// Its random numbers come from a library that is linked into it.
#include <cstdio>
#include <random>

int main() {
  std::random_device device;
  std::printf("%08x %08x\n", device(), device());
}
