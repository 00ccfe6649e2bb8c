#include "eddy/sim/node.h"

#include <stdexcept>

#include "eddy/sim/protocol/init.h"
#include "eddy/sim/raw_body.h"

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

Request Node::as_claimed(const Request& request, const Body& body) {
  const RawBody* raw = body.if_raw();
  if (raw == nullptr || !raw->claimed_sender) return request;
  return {*raw->claimed_sender, request.msg_id};
}

void Node::add(const Handler& handler) {
  for (const Handler& other : handlers_) {
    if (other.type == handler.type) {
      throw std::logic_error(
          fmt::format("two handlers for messages of type {}", handler.type->name));
    }
  }
  handlers_.push_back(handler);
}

void Node::without_handler(const Request& request, std::string_view type) {
  if (type == Init::type) {
    host_.reply(request, InitOk{});
    return;
  }
  log("no handler for messages of type {}", type);
  host_.reply(request, Error{ErrorCode::not_supported,
                             fmt::format("no handler for messages of type {}", type)});
}

}  // namespace eddy::sim
