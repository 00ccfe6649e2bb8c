#include "eddy/sim/node_id.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <system_error>

namespace eddy::sim {
namespace {

std::optional<std::uint32_t> parse_index(std::string_view digits) {
  constexpr std::size_t kMostDigits = 8;
  if (digits.empty() || digits.size() > kMostDigits) return std::nullopt;
  if (digits.size() > 1 && digits.front() == '0') return std::nullopt;
  std::uint32_t index = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, index);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return index;
}

}  // namespace

std::optional<NodeId> NodeId::parse(std::string_view name) {
  if (const auto* found = std::find(kServices.begin(), kServices.end(), name);
      found != kServices.end()) {
    return service(static_cast<std::uint32_t>(found - kServices.begin()));
  }
  if (name.empty() || (name.front() != 'n' && name.front() != 'c')) return std::nullopt;
  const auto index = parse_index(name.substr(1));
  if (!index) return std::nullopt;
  return name.front() == 'n' ? node(*index) : client(*index);
}

std::string NodeId::name() const {
  switch (kind()) {
    case Kind::node:
      return fmt::format("n{}", index());
    case Kind::client:
      return fmt::format("c{}", index());
    case Kind::service:
      break;
  }
  return index() < kServices.size() ? std::string(kServices[index()])
                                    : fmt::format("service-{}", index());
}

}  // namespace eddy::sim
