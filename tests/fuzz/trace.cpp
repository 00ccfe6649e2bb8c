// libFuzzer: whatever the bytes are, the reader gives a recording, which is written and read back
// as it is, or one line that says what is wrong.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>
#include <variant>

#include "eddy/sim/trace_json.h"

namespace {

using namespace eddy::sim;

void require(bool holds) {
  if (!holds) std::abort();
}

std::variant<Recording, codec::TextFlaw> read(const std::string& text) {
  std::istringstream in(text);
  return read_trace(in);
}

std::string written(const Recording& events) {
  std::ostringstream out;
  TraceWriter writer(out);
  for (const Event& event : events) writer.write(event);
  return out.str();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto result = read({reinterpret_cast<const char*>(data), size});
  if (const auto* flaw = std::get_if<codec::TextFlaw>(&result)) {
    require(flaw->line > 0 && !flaw->what.empty() && flaw->what.find('\n') == std::string::npos);
    return 0;
  }
  const Recording& events = std::get<Recording>(result);
  const std::string text = written(events);
  const auto again = read(text);
  require(std::holds_alternative<Recording>(again));
  require(!first_difference(events, std::get<Recording>(again)));
  require(written(std::get<Recording>(again)) == text);
  return 0;
}
