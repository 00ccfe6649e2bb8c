#include "eddy/sim/trace_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <istream>
#include <optional>
#include <ostream>
#include <string>
#include <utility>

#include "eddy/base/ensure.h"
#include "sim/event_form.h"

namespace eddy::sim {
namespace {

// 0: it was not written.
EventNumber place_of(const std::vector<EventNumber>& written, EventNumber number) {
  const auto found = std::lower_bound(written.begin(), written.end(), number);
  if (found == written.end() || *found != number) return 0;
  return static_cast<EventNumber>(found - written.begin()) + 1;
}

// What is wrong with an event that comes after `last`.
std::optional<std::string> disorder(const Event& event, const Event& last) {
  if (event.number <= last.number) {
    return fmt::format("field \"id\": expected more than {}, which came before, got {}",
                       last.number, event.number);
  }
  if (event.cause >= event.number) {
    return fmt::format("field \"cause\": expected an earlier event than {}, got {}", event.number,
                       event.cause);
  }
  if (event.at < last.at) {
    return fmt::format("field \"time\": expected no less than {}, which came before, got {}",
                       nanoseconds(last.at), nanoseconds(event.at));
  }
  return std::nullopt;
}

std::optional<std::string> read_line(const std::string& text, BodyPool& pool, const Event& last,
                                     Event& out) {
  auto json = codec::read_json(text);
  if (auto* flaw = std::get_if<codec::TextFlaw>(&json)) return std::move(flaw->what);
  if (const auto flaw = read_event(std::get<boost::json::value>(std::move(json)), pool, out))
    return flaw->text();
  return disorder(out, last);
}

}  // namespace

void TraceWriter::write(const Event& event) {
  ensure(written_.empty() || written_.back() < event.number, "a later event has a higher number");
  Event numbered = event;
  numbered.cause = event.cause == 0 ? 0 : place_of(written_, event.cause);
  written_.push_back(event.number);
  numbered.number = written_.size();
  out_ << boost::json::serialize(json_of(numbered)) << '\n';
}

std::variant<Recording, codec::TextFlaw> read_trace(std::istream& in) {
  BodyPool pool;
  Recording events;
  std::string text;
  Event last;
  for (std::size_t line = 1; std::getline(in, text); ++line) {
    Event event;
    if (auto flaw = read_line(text, pool, last, event))
      return codec::TextFlaw{line, std::move(*flaw)};
    last = event;
    events.push_back(std::move(event));
  }
  return events;
}

}  // namespace eddy::sim
