#include "eddy/sim/codec/flaw.h"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <utility>

namespace eddy::sim::codec {
namespace {

Flaw within(std::string outer, Flaw flaw) {
  if (!flaw.path.empty() && flaw.path.front() != '[') outer += '.';
  flaw.path.insert(0, outer);
  return flaw;
}

}  // namespace

std::string Flaw::text() const {
  return path.empty() ? what : fmt::format("field \"{}\": {}", path, what);
}

std::string_view kind_of(const boost::json::value& value) {
  switch (value.kind()) {
    case boost::json::kind::null:
      return "null";
    case boost::json::kind::bool_:
      return "a boolean";
    case boost::json::kind::int64:
    case boost::json::kind::uint64:
      return "an integer";
    case boost::json::kind::double_:
      return "a number with a fraction";
    case boost::json::kind::string:
      return "a string";
    case boost::json::kind::array:
      return "an array";
    case boost::json::kind::object:
      return "an object";
  }
  return "a value";
}

Flaw expected(std::string_view what, const boost::json::value& got) {
  Flaw flaw{"", fmt::format("expected {}, got {}", what, kind_of(got))};
  constexpr std::size_t kMostShown = 40;
  if (got.is_null()) return flaw;
  const std::string shown =
      got.is_double() ? fmt::format("{}", got.get_double()) : boost::json::serialize(got);
  if (shown.size() <= kMostShown) flaw.what += " " + shown;
  return flaw;
}

Flaw missing(std::string_view field) { return {"", fmt::format("field \"{}\" is missing", field)}; }

Flaw unexpected_key(std::string_view key) {
  return {"", fmt::format("unexpected key \"{}\"", key)};
}

Flaw out_of_range() { return {"", "integer out of range"}; }

Flaw in_field(std::string_view field, Flaw flaw) {
  return within(std::string(field), std::move(flaw));
}

Flaw in_item(std::size_t index, Flaw flaw) {
  return within(fmt::format("[{}]", index), std::move(flaw));
}

}  // namespace eddy::sim::codec
