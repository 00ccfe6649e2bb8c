#include "sim/message.h"

namespace eddy::sim {

boost::json::object to_json(const Body& body) {
  boost::json::object object;
  object["type"] = body.type().name;
  body.type().to_json(body.value(), object);
  return object;
}

}  // namespace eddy::sim
