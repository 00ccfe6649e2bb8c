// docs/trace.md is true: each of its lines is read, and would be written so.
#include <doctest/doctest.h>

#include <boost/json/serialize.hpp>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <variant>

#include "eddy/base/named_enum.h"
#include "eddy/sim/trace_json.h"
#include "sim/event_form.h"

namespace eddy::sim {
namespace TEST_FILE {

TEST_CASE("docs: trace.md has a true line for every kind of event and of fault") {
  std::ifstream page(EDDY_SOURCE_DIR "/docs/trace.md");
  REQUIRE(page);
  std::set<std::size_t> kinds;
  std::set<FaultKind> faults;
  for (std::string line; std::getline(page, line);) {
    if (!line.starts_with("{")) continue;
    CAPTURE(line);
    std::istringstream in(line);
    const auto read = read_trace(in);
    if (const auto* flaw = std::get_if<codec::TextFlaw>(&read)) FAIL_CHECK(flaw->what);
    const auto* events = std::get_if<Recording>(&read);
    if (events == nullptr) continue;
    CHECK(boost::json::serialize(json_of(events->front())) == line);
    kinds.insert(events->front().what.index());
    if (const auto* began = events->front().get_if<FaultBegan>())
      faults.insert(kind_of(began->fault));
    if (const auto* ended = events->front().get_if<FaultEnded>())
      faults.insert(kind_of(ended->fault));
  }
  CHECK(kinds.size() == std::variant_size_v<Happening>);
  CHECK(faults.size() == kValuesOf<FaultKind>.size());
}

TEST_CASE("docs: trace.md tells every reason of a loss, and every phase") {
  std::ifstream page(EDDY_SOURCE_DIR "/docs/trace.md");
  const std::string text{std::istreambuf_iterator<char>(page), std::istreambuf_iterator<char>()};
  const auto is_told = [&text](std::string_view name) {
    return text.find("`" + std::string(name) + "`") != text.npos;
  };
  for (const LossCause why : kValuesOf<LossCause>) CHECK(is_told(name_of(why)));
  for (const Phase phase : kValuesOf<Phase>) CHECK(is_told(name_of(phase)));
}

}  // namespace TEST_FILE
}  // namespace eddy::sim
