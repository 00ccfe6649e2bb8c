#include "eddy/sim/message.h"

#include <fmt/format.h>

namespace eddy::sim {

Error malformed(std::string_view type, const codec::Flaw& flaw) {
  return {ErrorCode::malformed_request, fmt::format("{}: {}", type, flaw.text())};
}

boost::json::object to_json(const Body& body) {
  boost::json::object object;
  object["type"] = body.type().name;
  body.type().to_json(body.value(), object);
  return object;
}

}  // namespace eddy::sim
