// One event as a JSON object: docs/trace.md describes the form for people.
//
//   {"id":7,"cause":3,"time":0,"event":"delivered","message":"c0.0@0#0","src":"c0","dest":"n0",
//    "body":{"type":"init","msg_id":1,…}}
//
// "src" of a message and "node" of a timer are in their ids, too; they must agree.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "eddy/sim/body.h"
#include "eddy/sim/codec/flaw.h"
#include "eddy/sim/event.h"

namespace eddy::sim {

// "id" and "cause" are the event's own; a cause of 0 is left out.
boost::json::object json_of(const Event& event);

// Its body is a raw one, of that pool. A field that the form does not have is refused. `out` is in
// any state when there is a complaint.
codec::Complaint read_event(boost::json::value line, BodyPool& pool, Event& out);

}  // namespace eddy::sim
