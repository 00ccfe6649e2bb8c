#include "sim/event_form.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "eddy/sim/codec.h"
#include "eddy/sim/codec/variants.h"
#include "eddy/sim/fault_form.h"
#include "eddy/sim/raw_body.h"
#include "eddy/sim/trace.h"
#include "eddy/sim/wire_id.h"

namespace eddy::sim {
namespace {

namespace json = boost::json;
using codec::Complaint;
using FaultCodec = codec::Codec<Fault>;

constexpr std::string_view kFaultId = "id";
constexpr std::string_view kClaimedSender = "claimed-src";

// A timer's id has the parts of a message's, and its text.
MessageId alike(const TimerId& id) { return {id.owner, id.incarnation, id.armed, id.number}; }

// The fields of each event are told once, below, to a writer or to a reader.
class EventWriter {
 public:
  template <class T>
  using Of = const T;

  explicit EventWriter(json::object& line) : line_(line) {}

  template <class T>
  void field(std::string_view name, const T& value) {
    line_[name] = codec::to_json(value);
  }
  // Absent when it has its default.
  template <class T>
  void option(std::string_view name, const T& value) {
    if (value != T{}) field(name, value);
  }
  // It follows from another field, and is there for those who search.
  void implied(std::string_view name, NodeId value) { field(name, value); }
  void timer(const TimerId& id) { field("timer", alike(id)); }
  void fault(FaultId id, const Fault& fault) {
    json::object object{{kFaultId, codec::to_json(id)}};
    FaultCodec::add_fields(fault, object);
    line_["fault"] = std::move(object);
  }
  void body(const Message& message) {
    const RawBody* raw = message.body->if_raw();
    if (raw != nullptr) option(kClaimedSender, raw->claimed_sender);
    line_["body"] = wire_form(message);
  }

 private:
  json::object& line_;
};

class EventReader {
 public:
  template <class T>
  using Of = T;

  EventReader(json::object& line, BodyPool& pool) : line_(line), pool_(pool) {}

  template <class T>
  void field(std::string_view name, T& value) {
    if (const json::value* found = required(name)) read(name, *found, value);
  }
  template <class T>
  void option(std::string_view name, T& value) {
    if (const json::value* found = find(name)) read(name, *found, value);
  }
  void implied(std::string_view name, NodeId value) {
    const json::value* found = required(name);
    if (found == nullptr || *found == codec::to_json(value)) return;
    refuse(codec::in_field(name, codec::expected(value.name() + ", as the id says", *found)));
  }
  void timer(TimerId& id) {
    const json::value* found = required("timer");
    if (found == nullptr) return;
    MessageId parts;
    if (codec::from_json(*found, parts)) {
      constexpr std::string_view kExpected = "the id of a timer, such as n0.0@5000000#1";
      refuse(codec::in_field("timer", codec::expected(kExpected, *found)));
    }
    id = {parts.sender, parts.incarnation, parts.sent, parts.number};
  }
  void fault(FaultId& id, Fault& fault) {
    const json::object* object = object_in("fault");
    if (object == nullptr) return;
    const json::value* number = object->if_contains(kFaultId);
    Complaint complaint;
    if (number == nullptr) {
      complaint = codec::missing(kFaultId);
    } else if (complaint = codec::from_json(*number, id); complaint) {
      complaint = codec::in_field(kFaultId, std::move(*complaint));
    } else {
      complaint = FaultCodec::read_fields(*object, fault, codec::UnknownFields::refused,
                                          std::array{kFaultId});
    }
    if (complaint) refuse(codec::in_field("fault", std::move(*complaint)));
  }
  void body(Message& message) {
    RawBody raw;
    option(kClaimedSender, raw.claimed_sender);
    json::object* object = object_in("body");
    if (object == nullptr) return;
    std::string type;
    const auto take = [&](std::string_view name, auto& value) {
      const json::value* found = object->if_contains(name);
      if (found == nullptr) return false;
      if (auto flaw = codec::from_json(*found, value))
        refuse(codec::in_field("body", codec::in_field(name, std::move(*flaw))));
      object->stable_erase(name);
      return true;
    };
    if (!take("type", type)) refuse(codec::in_field("body", codec::missing("type")));
    if (take("msg_id", message.msg_id)) message.msg_id = read_id(message.msg_id);
    if (take("in_reply_to", message.in_reply_to))
      message.in_reply_to = read_id(message.in_reply_to);
    raw.fields = std::move(*object);
    if (!complaint_) message.body = pool_.written(type, std::move(raw));
  }

  // What was wrong first; or the first field that nobody has asked for.
  Complaint finish() {
    return complaint_ ? std::move(complaint_) : codec::unknown_field(line_, known_, {});
  }
  bool failed() const { return complaint_.has_value(); }
  void refuse(codec::Flaw flaw) {
    if (!complaint_) complaint_ = std::move(flaw);
  }

 private:
  json::value* find(std::string_view name) {
    known_.push_back(name);
    return line_.if_contains(name);
  }
  json::value* required(std::string_view name) {
    json::value* found = find(name);
    if (found == nullptr) refuse(codec::missing(name));
    return found;
  }
  json::object* object_in(std::string_view name) {
    json::value* found = required(name);
    if (found == nullptr || found->is_object())
      return found == nullptr ? nullptr : &found->get_object();
    refuse(codec::in_field(name, codec::expected("an object", *found)));
    return nullptr;
  }
  template <class T>
  void read(std::string_view name, const json::value& found, T& value) {
    if (auto flaw = codec::from_json(found, value)) refuse(codec::in_field(name, std::move(*flaw)));
  }

  json::object& line_;
  BodyPool& pool_;
  std::vector<std::string_view> known_;
  Complaint complaint_;
};

// Const for a writer.
template <class Io, class T>
using In = typename Io::template Of<T>;

template <class Io>
void fields(Io& io, In<Io, Message>& message) {
  io.field("message", message.id);
  io.implied("src", message.id.sender);
  io.field("dest", message.dest);
}
template <class Io>
void fields(Io& io, In<Io, OperationId>& operation) {
  io.field("phase", operation.phase);
  io.field("operation", operation.number);
  io.option("step", operation.step);
}

template <class Io>
void fields(Io& io, In<Io, Sent>& e) {
  fields(io, e.message);
  io.body(e.message);
}
template <class Io>
void fields(Io& io, In<Io, Delivered>& e) {
  fields(io, e.message);
  io.option("copy", e.is_copy);
  io.body(e.message);
}
template <class Io>
void fields(Io& io, In<Io, Lost>& e) {
  fields(io, e.message);
  io.option("copy", e.is_copy);
  io.field("why", e.why);
  io.option("fault", e.fault);
  io.body(e.message);
}
template <class Io>
void fields(Io& io, In<Io, TimerFired>& e) {
  io.timer(e.timer);
  io.implied("node", e.timer.owner);
}
template <class Io>
void fields(Io& io, In<Io, OperationDue>& e) {
  fields(io, e.operation);
}
template <class Io>
void fields(Io& io, In<Io, OperationBegan>& e) {
  fields(io, e.operation);
  io.field("client", e.client);
}
template <class Io>
void fields(Io& io, In<Io, FaultBegan>& e) {
  io.fault(e.id, e.fault);
}
template <class Io>
void fields(Io& io, In<Io, FaultEnded>& e) {
  io.fault(e.id, e.fault);
}
template <class Io>
void fields(Io& io, In<Io, PhaseBegan>& e) {
  io.field("phase", e.phase);
}
template <class Io>
void fields(Io& io, In<Io, NodeFailed>& e) {
  io.field("node", e.node);
  io.field("incarnation", e.incarnation);
  io.field("text", e.text);
}
template <class Io>
void fields(Io& io, In<Io, NodeDown>& e) {
  io.field("node", e.node);
  io.field("incarnation", e.incarnation);
}
template <class Io>
void fields(Io& io, In<Io, NodeUp>& e) {
  io.field("node", e.node);
  io.field("incarnation", e.incarnation);
}
template <class Io>
void fields(Io& io, In<Io, NodePaused>& e) {
  io.field("node", e.node);
}
template <class Io>
void fields(Io& io, In<Io, NodeResumed>& e) {
  io.field("node", e.node);
}

template <class... E>
void read_happening(EventReader& reader, const json::value& kind, std::variant<E...>& out) {
  constexpr std::array<std::string_view, sizeof...(E)> kNames = {E::name...};
  const auto read_as = [&]<class T>(std::type_identity<T>) {
    if (!kind.is_string() || kind.get_string() != T::name) return false;
    fields(reader, out.template emplace<T>());
    return true;
  };
  if ((read_as(std::type_identity<E>{}) || ...)) return;
  reader.refuse(codec::in_field("event", codec::expected_name(kNames, kind)));
}

}  // namespace

json::object json_of(const Event& event) {
  json::object line;
  EventWriter writer(line);
  writer.field("id", event.number);
  writer.option("cause", event.cause);
  writer.field("time", event.at);
  line["event"] = name(event.what);
  std::visit([&](const auto& what) { fields(writer, what); }, event.what);
  return line;
}

Complaint read_event(json::value line, BodyPool& pool, Event& out) {
  if (!line.is_object()) return codec::expected("an event, which is an object", line);
  EventReader reader(line.get_object(), pool);
  json::value kind;
  reader.field("id", out.number);
  reader.option("cause", out.cause);
  reader.field("time", out.at);
  reader.field("event", kind);
  if (!reader.failed()) read_happening(reader, kind, out.what);
  return reader.finish();
}

}  // namespace eddy::sim
