#include "eddy/sim/codec/structs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace eddy::sim::codec {
namespace {

bool is_in(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

Complaint unknown_field(const boost::json::object& object, std::span<const std::string_view> known,
                        std::span<const std::string_view> known_elsewhere) {
  for (const auto& field : object) {
    const std::string_view name = field.key();
    if (is_in(known, name) || is_in(known_elsewhere, name)) continue;
    std::string what = "there is no such field; there are ";
    fmt::format_to(std::back_inserter(what), "{}", fmt::join(known_elsewhere, ", "));
    if (!known.empty() && !known_elsewhere.empty()) what += ", ";
    fmt::format_to(std::back_inserter(what), "{}", fmt::join(known, ", "));
    return in_field(name, {"", std::move(what)});
  }
  return std::nullopt;
}

}  // namespace eddy::sim::codec
