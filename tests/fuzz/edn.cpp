// libFuzzer: the same as json_lines.cpp for EDN.
#include "tests/fuzz/reading.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // A comment in front: no JSON begins so.
  eddy::fuzz::read_both_ways(";\n" + std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
