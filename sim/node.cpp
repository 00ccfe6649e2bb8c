#include "sim/node.h"

namespace eddy::sim {

const Node::Handler* Node::find(const BodyType& type) const {
  for (const Handler& handler : handlers_) {
    if (handler.type == &type) return &handler;
  }
  for (const Handler& handler : handlers_) {
    if (handler.type->name == type.name) return &handler;
  }
  return nullptr;
}

void Node::refuse(const Request& request, std::string_view type) {
  log("no handler for messages of type {}", type);
  host_.reply(request, Error{ErrorCode::not_supported,
                             fmt::format("no handler for messages of type {}", type)});
}

}  // namespace eddy::sim
