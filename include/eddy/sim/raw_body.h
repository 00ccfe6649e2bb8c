// What a body holds whose type is known only at run time: see eddy/sim/body.h.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "eddy/sim/node_id.h"

namespace eddy::sim {

struct RawBody {
  boost::json::object fields = {};  // without "type", and the envelope's msg_id and in_reply_to
  // The whole body, those three included, as another program has written it. A process gets it in
  // these words if it is under the same ids. Empty: nobody has written it so far.
  std::string text = {};
  std::uint64_t msg_id = 0;       // that the text has, as in an envelope
  std::uint64_t in_reply_to = 0;  // the same
  // Whom a program has named as the sender in place of itself, as one does that passes a client's
  // request on to another node, which then answers the client.
  std::optional<NodeId> claimed_sender = {};
};

}  // namespace eddy::sim
