// libFuzzer: whatever the bytes are, the reader gives a history or one line that says what is
// wrong; and what it gives is the same whether arrays that grow are stored once or not.
#include "tests/fuzz/reading.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  eddy::fuzz::read_both_ways({reinterpret_cast<const char*>(data), size});
  return 0;
}
