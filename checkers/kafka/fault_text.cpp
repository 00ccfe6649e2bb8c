#include "checkers/kafka/fault_text.h"

#include "checkers/evidence.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <vector>

namespace eddy::checkers::kafka {

namespace {

class Words {
 public:
  Words(const Fault& fault, const Operations& operations, const LogOrder& order)
      : fault_(fault), operations_(operations), order_(order) {}

  std::string line(Anomaly anomaly) const {
    switch (anomaly) {
      case Anomaly::g0:
      case Anomaly::g0_realtime:
      case Anomaly::g1c:
      case Anomaly::g1c_realtime:
        return cycle();
      case Anomaly::g1a:
        return fmt::format("{} polled {} of {}, but its send had failed: {}", op(0), message(0),
                           key(), op(1));
      case Anomaly::duplicate:
        return duplicate();
      case Anomaly::empty_transaction_graph:
        return "no two operations depend on each other, so nothing is shown";
      case Anomaly::inconsistent_offsets:
        return inconsistent_offsets();
      case Anomaly::int_nonmonotonic_poll:
        return within("polled", "went back");
      case Anomaly::int_nonmonotonic_send:
        return within("sent", "went back");
      case Anomaly::int_poll_skip:
        return within("polled", "skipped");
      case Anomaly::int_send_skip:
        return within("sent", "skipped");
      case Anomaly::lost_write:
        return fmt::format("{} of {} was sent ({}), but never polled, though {} was ({})",
                           message(0), key(), op(0), message(1), op(1));
      case Anomaly::nonmonotonic_poll:
        return between("polled", "went back");
      case Anomaly::nonmonotonic_send:
        return between("sent", "went back");
      case Anomaly::poll_skip:
        return between("polled", "skipped");
      case Anomaly::precommitted_read:
        return fmt::format("{} polled {} of {}, which it had sent itself and not yet committed",
                           op(0), message(0), key());
      case Anomaly::thin_air_read:
        return fmt::format("{} polled {} of {}, which nobody ever sent", op(0), message(0), key());
      case Anomaly::unseen:
        return fmt::format("{} of {} was acknowledged ({}), but nobody had polled it by the end",
                           message(0), key(), op(0));
    }
    return {};
  }

 private:
  std::string key() const {
    return "key " + excerpt(boost::json::value(operations_.keys[fault_.key]));
  }
  std::string op(std::size_t i) const { return op_of(fault_.operations[i]); }
  std::string op_of(OperationId id) const { return describe(operations_.all[id].op()); }
  std::string message(std::size_t i) const { return message_of(fault_.messages[i]); }
  std::string value_of(MessageId id) const { return excerpt(*operations_.messages[id].value); }

  std::string message_of(MessageId id) const {
    const auto offset = order_.offset(id);
    if (!offset) return fmt::format("message {}", value_of(id));
    return fmt::format("message {} (offset {})", value_of(id), *offset);
  }

  std::string duplicate() const {
    std::vector<std::string> places;
    for (std::size_t i = 0; i < fault_.offsets.size() && i < kMaxEvidence; ++i) {
      places.push_back(fmt::format("{} ({})", fault_.offsets[i], op(i)));
    }
    return fmt::format("message {} of {} is at {} offsets: {}{}", value_of(fault_.messages[0]),
                       key(), fault_.delta, fmt::join(places, ", "),
                       static_cast<std::size_t>(fault_.delta) > places.size() ? ", …" : "");
  }

  std::string inconsistent_offsets() const {
    std::vector<std::string> messages;
    for (std::size_t i = 0; i < fault_.messages.size() && i < kMaxEvidence; ++i) {
      messages.push_back(fmt::format("{} ({})", value_of(fault_.messages[i]), op(i)));
    }
    return fmt::format("offset {} of {} holds different messages: {}{}", fault_.offsets[0], key(),
                       fmt::join(messages, ", "),
                       fault_.messages.size() > messages.size() ? ", …" : "");
  }

  /// What lies between, when some were skipped.
  std::string skipped() const {
    if (fault_.skipped.empty()) return "";
    std::vector<std::string> messages;
    for (std::size_t i = 0; i < fault_.skipped.size() && i < kMaxEvidence; ++i) {
      messages.push_back(message_of(fault_.skipped[i]));
    }
    const bool has_more = static_cast<std::size_t>(fault_.delta - 1) > messages.size();
    return fmt::format(", without {}{}", fmt::join(messages, ", "), has_more ? ", …" : "");
  }

  std::string again() const { return fault_.messages[0] == fault_.messages[1] ? " again" : ""; }

  std::string within(std::string_view did, std::string_view what) const {
    return fmt::format("{} {} in {}: it {} {} and then {}{}{}", op(0), what, key(), did, message(0),
                       message(1), again(), skipped());
  }

  std::string between(std::string_view did, std::string_view what) const {
    return fmt::format("process {} {} in {}: it {} {} ({}) and next {}{} ({}){}",
                       operations_.all[fault_.operations[1]].op().process, what, key(), did,
                       message(0), op(0), message(1), again(), op(1), skipped());
  }

  std::string cycle() const {
    std::vector<std::string> steps;
    for (std::size_t i = 0; i < fault_.cycle.size(); ++i) {
      const Step& step = fault_.cycle[i];
      const OperationId next = fault_.cycle[(i + 1) % fault_.cycle.size()].from;
      const std::string from = fmt::format("T{}", i + 1);
      const std::string to = fmt::format("T{}", (i + 1) % fault_.cycle.size() + 1);
      switch (step.why) {
        case Dependency::wr:
          steps.push_back(fmt::format("{} sent {} to {}, which {} polled", from,
                                      message_of(step.message), key_of(step.message), to));
          break;
        case Dependency::ww:
          steps.push_back(fmt::format("{} sent {} to {} just before {} sent {}", from,
                                      message_of(step.before), key_of(step.message), to,
                                      message_of(step.message)));
          break;
        case Dependency::realtime:
          steps.push_back(fmt::format("{} had ended ({}) before {} began ({})", from,
                                      format_time(operations_.all[step.from].op().time), to,
                                      format_time(operations_.all[next].invocation->time)));
          break;
      }
    }
    std::vector<std::string> names;
    for (std::size_t i = 0; i < fault_.cycle.size(); ++i) {
      names.push_back(fmt::format("T{} = {}", i + 1, op_of(fault_.cycle[i].from)));
    }
    return fmt::format("{}: {}", fmt::join(names, ", "), fmt::join(steps, "; "));
  }

  std::string key_of(MessageId id) const {
    return "key " + excerpt(boost::json::value(operations_.keys[operations_.messages[id].key]));
  }

  const Fault& fault_;
  const Operations& operations_;
  const LogOrder& order_;
};

/// The fields of a case.
class Fields {
 public:
  Fields(const Fault& fault, const Operations& operations, const LogOrder& order)
      : fault_(fault), operations_(operations), order_(order) {}

  boost::json::object object(Anomaly anomaly) const {
    boost::json::object fields;
    if (fault_.key != kNone) fields["key"] = operations_.keys[fault_.key];
    switch (anomaly) {
      case Anomaly::g0:
      case Anomaly::g0_realtime:
      case Anomaly::g1c:
      case Anomaly::g1c_realtime:
        fields["steps"] = steps();
        break;
      case Anomaly::empty_transaction_graph:
        break;
      case Anomaly::g1a:
        fields["value"] = value(0);
        fields["writer"] = op(1);
        fields["reader"] = op(0);
        break;
      case Anomaly::duplicate:
        fields["value"] = value(0);
        fields["count"] = fault_.delta;
        fields["offsets"] = boost::json::array(fault_.offsets.begin(), fault_.offsets.end());
        fields["ops"] = ops();
        break;
      case Anomaly::inconsistent_offsets:
        fields["offset"] = fault_.offsets[0];
        fields["values"] = values(fault_.messages);
        fields["ops"] = ops();
        break;
      case Anomaly::int_nonmonotonic_poll:
      case Anomaly::int_nonmonotonic_send:
      case Anomaly::int_poll_skip:
      case Anomaly::int_send_skip:
        add_move(fields);
        fields["op"] = op(0);
        break;
      case Anomaly::nonmonotonic_poll:
      case Anomaly::nonmonotonic_send:
      case Anomaly::poll_skip:
        add_move(fields);
        fields["ops"] = ops();
        break;
      case Anomaly::lost_write:
        fields["value"] = value(0);
        fields["index"] = order_.earliest(fault_.messages[0]);
        fields["max-read-index"] = order_.earliest(fault_.messages[1]);
        fields["writer"] = op(0);
        fields["max-read"] = op(1);
        break;
      case Anomaly::precommitted_read:
      case Anomaly::thin_air_read:
      case Anomaly::unseen:
        fields["value"] = value(0);
        fields["op"] = op(0);
        break;
    }
    return fields;
  }

 private:
  boost::json::value value(std::size_t i) const {
    return *operations_.messages[fault_.messages[i]].value;
  }
  std::int64_t op(std::size_t i) const { return index(fault_.operations[i]); }
  std::int64_t index(OperationId id) const { return operations_.all[id].op().index; }

  boost::json::array ops() const {
    boost::json::array indices;
    for (const OperationId id : fault_.operations) indices.emplace_back(index(id));
    return indices;
  }

  boost::json::array values(const std::vector<MessageId>& messages) const {
    boost::json::array values;
    for (const MessageId id : messages) values.push_back(*operations_.messages[id].value);
    return values;
  }

  void add_move(boost::json::object& fields) const {
    fields["values"] = values(fault_.messages);
    fields["delta"] = fault_.delta;
    if (!fault_.skipped.empty()) fields["skipped"] = values(fault_.skipped);
  }

  boost::json::array steps() const {
    boost::json::array steps;
    for (const Step& step : fault_.cycle) {
      boost::json::object fields{{"op", index(step.from)}};
      switch (step.why) {
        case Dependency::ww:
          fields["type"] = "ww";
          break;
        case Dependency::wr:
          fields["type"] = "wr";
          break;
        case Dependency::realtime:
          fields["type"] = "realtime";
          break;
      }
      if (step.message != kNone) {
        fields["key"] = operations_.keys[operations_.messages[step.message].key];
        if (step.before != kNone) fields["before"] = *operations_.messages[step.before].value;
        fields["value"] = *operations_.messages[step.message].value;
      }
      steps.push_back(std::move(fields));
    }
    return steps;
  }

  const Fault& fault_;
  const Operations& operations_;
  const LogOrder& order_;
};

}  // namespace

std::string describe(Anomaly anomaly, const Fault& fault, const Operations& operations,
                     const LogOrder& order) {
  return fmt::format("{}: {}", to_string(anomaly), Words(fault, operations, order).line(anomaly));
}

boost::json::object report(Anomaly anomaly, const Fault& fault, const Operations& operations,
                           const LogOrder& order) {
  return Fields(fault, operations, order).object(anomaly);
}

}  // namespace eddy::checkers::kafka
