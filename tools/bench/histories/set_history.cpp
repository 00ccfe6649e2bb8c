// Writes the history of growing_set.h to standard output:
//   set_history 100000 10000 | gzip -1 > set.jsonl.gz
#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <string_view>

#include "tools/bench/histories/growing_set.h"

namespace {

bool read_number(std::string_view text, std::uint64_t& number) {
  const char* end = text.data() + text.size();
  return std::from_chars(text.data(), end, number).ptr == end && !text.empty();
}

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t elements = 0;
  std::uint64_t reads = 0;
  if (argc != 3 || !read_number(argv[1], elements) || !read_number(argv[2], reads)) {
    fmt::print(stderr, "usage: {} ELEMENTS READS > HISTORY.jsonl\n", argv[0]);
    return 254;
  }
  eddy::bench::GrowingSet set(elements, reads);
  for (std::string lines; set.next(lines);) {
    if (std::fwrite(lines.data(), 1, lines.size(), stdout) != lines.size()) return 255;
  }
  return std::fflush(stdout) == 0 ? 0 : 255;
}
