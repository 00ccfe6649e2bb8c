#include "checkers/kafka/fault_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "checkers/evidence.h"

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
      case Anomaly::int_poll_skip:
        return within("polled");
      case Anomaly::int_nonmonotonic_send:
      case Anomaly::int_send_skip:
        return within("sent");
      case Anomaly::lost_commit:
        return fmt::format(
            "{} of {} was listed ({}), though {} had been committed ({})",
            fault_.listed ? fmt::format("offset {}", *fault_.listed) : std::string("no offset"),
            key(), op(0), fault_.committed, op(1));
      case Anomaly::lost_write:
        return fmt::format("{} of {} was sent ({}), but never polled, though {} was ({})",
                           message(0), key(), op(0), message(1), op(1));
      case Anomaly::nonmonotonic_poll:
      case Anomaly::poll_skip:
        return between("polled");
      case Anomaly::nonmonotonic_send:
        return between("sent");
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
  std::string value_of(MessageId id) const { return excerpt(*operations_.messages[id].value); }

  // The message with its offset in that record. `elsewhere` is one that others saw it at, to be
  // told where it is another.
  std::string with_offset(const Record& record, std::optional<std::int64_t> elsewhere) const {
    const std::string name = fmt::format("message {}", value_of(record.message));
    if (!record.offset) {
      return elsewhere ? fmt::format("{} (seen at offset {})", name, *elsewhere) : name;
    }
    if (!elsewhere || elsewhere == record.offset) {
      return fmt::format("{} (offset {})", name, *record.offset);
    }
    return fmt::format("{} (offset {}, also at {})", name, *record.offset, *elsewhere);
  }

  std::string message_of(const Record& record) const {
    return with_offset(record, record.offset ? std::nullopt : order_.offset(record.message));
  }
  std::string message(std::size_t i) const { return message_of(fault_.records[i]); }

  // The offset that decides: of a message at several the last.
  std::int64_t counting_offset(std::size_t i) const {
    const Record& record = fault_.records[i];
    return order_.at(record.key, order_.place(record.message)).offset;
  }
  std::string placed(std::size_t i) const {
    if (is_same_message()) return message(i);
    return with_offset(fault_.records[i], counting_offset(i));
  }
  // What a reader has to know where an offset decides that the operation does not show.
  std::string_view rule() const {
    for (std::size_t i = 0; i < 2; ++i) {
      const auto shown = fault_.records[i].offset;
      if (!is_same_message() && shown && shown != counting_offset(i)) {
        return "; a message counts at its last offset";
      }
    }
    return "";
  }

  std::string duplicate() const {
    std::vector<std::string> places;
    for (std::size_t i = 0; i < fault_.records.size() && i < kMaxEvidence; ++i) {
      places.push_back(fmt::format("{} ({})", *fault_.records[i].offset, op(i)));
    }
    return fmt::format("message {} of {} is at {} offsets: {}{}",
                       value_of(fault_.records[0].message), key(), fault_.delta,
                       fmt::join(places, ", "),
                       static_cast<std::size_t>(fault_.delta) > places.size() ? ", …" : "");
  }

  std::string inconsistent_offsets() const {
    std::vector<std::string> messages;
    for (std::size_t i = 0; i < fault_.records.size() && i < kMaxEvidence; ++i) {
      messages.push_back(fmt::format("{} ({})", value_of(fault_.records[i].message), op(i)));
    }
    return fmt::format("offset {} of {} holds different messages: {}{}", *fault_.records[0].offset,
                       key(), fmt::join(messages, ", "),
                       fault_.records.size() > messages.size() ? ", …" : "");
  }

  bool is_same_message() const { return fault_.records[0].message == fault_.records[1].message; }

  // What lies between and is not the second message itself, which may be there as well.
  std::string skipped() const {
    std::vector<std::string> messages;
    for (const Record& between : fault_.skipped) {
      if (between.message != fault_.records[1].message) messages.push_back(message_of(between));
    }
    if (messages.empty()) return "";
    const bool has_more = messages.size() > kMaxEvidence ||
                          static_cast<std::size_t>(fault_.delta - 1) > fault_.skipped.size();
    if (messages.size() > kMaxEvidence) messages.resize(kMaxEvidence);
    return fmt::format(", without {}{}", fmt::join(messages, ", "), has_more ? ", …" : "");
  }

  std::string_view what() const {
    if (is_same_message()) return "did not advance";
    return fault_.delta > 0 ? "skipped" : "went back";
  }
  std::string_view again() const { return is_same_message() ? " again" : ""; }

  std::string within(std::string_view did) const {
    return fmt::format("{} {} in {}: it {} {} and then {}{}{}{}", op(0), what(), key(), did,
                       placed(0), placed(1), again(), skipped(), rule());
  }

  std::string between(std::string_view did) const {
    return fmt::format("process {} {} in {}: it {} {} ({}) and next {}{} ({}){}{}",
                       operations_.all[fault_.operations[1]].op().process, what(), key(), did,
                       placed(0), op(0), placed(1), again(), op(1), skipped(), rule());
  }

  std::string cycle() const {
    std::vector<std::string> names;
    std::vector<std::string> steps;
    for (std::size_t i = 0; i < fault_.cycle.size(); ++i) {
      names.push_back(fmt::format("T{} = {}", i + 1, op_of(fault_.cycle[i].from)));
      steps.push_back(step(i));
    }
    return fmt::format("{}: {}", fmt::join(names, ", "), fmt::join(steps, "; "));
  }

  std::string step(std::size_t i) const {
    const Step& step = fault_.cycle[i];
    const std::size_t next = (i + 1) % fault_.cycle.size();
    const Operation& from = operations_.all[step.from];
    const Operation& to = operations_.all[fault_.cycle[next].from];
    const std::string first = fmt::format("T{}", i + 1);
    const std::string second = fmt::format("T{}", next + 1);
    switch (step.why) {
      case Dependency::wr: {
        const Record& sent = *operations_.sent_in(from, step.message);
        const Record& polled = *operations_.polled_in(to, step.message);
        return fmt::format("{} sent {} to {}, which {} polled{}", first, with_offset(sent, {}),
                           key_of(step.message), second, offset_unless_as_in(polled, sent));
      }
      case Dependency::ww: {
        const std::uint32_t place = order_.place(step.message);
        const KeyId key = operations_.messages[step.message].key;
        return fmt::format(
            "{} sent {} to {} just before {} sent {}", first,
            with_offset(*operations_.sent_in(from, step.before), order_.at(key, place - 1).offset),
            key_of(step.message), second,
            with_offset(*operations_.sent_in(to, step.message), order_.at(key, place).offset));
      }
      case Dependency::realtime:
        return fmt::format("{} had ended ({}) before {} began ({})", first,
                           format_time(from.op().time), second, format_time(to.invocation->time));
    }
    return {};
  }

  static std::string offset_unless_as_in(const Record& polled, const Record& sent) {
    if (!polled.offset || polled.offset == sent.offset) return "";
    return fmt::format(" at offset {}", *polled.offset);
  }

  std::string key_of(MessageId id) const {
    return "key " + excerpt(boost::json::value(operations_.keys[operations_.messages[id].key]));
  }

  const Fault& fault_;
  const Operations& operations_;
  const LogOrder& order_;
};

// The fields of a case.
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
        fields["offsets"] = offsets();
        fields["ops"] = ops();
        break;
      case Anomaly::inconsistent_offsets:
        fields["offset"] = *fault_.records[0].offset;
        fields["values"] = values(fault_.records);
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
      case Anomaly::lost_commit:
        fields["listed"] =
            fault_.listed ? boost::json::value(*fault_.listed) : boost::json::value(nullptr);
        fields["committed"] = fault_.committed;
        fields["ops"] = ops();
        break;
      case Anomaly::lost_write:
        fields["value"] = value(0);
        fields["index"] = order_.earliest(fault_.records[0].message);
        fields["max-read-index"] = order_.earliest(fault_.records[1].message);
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
    return *operations_.messages[fault_.records[i].message].value;
  }
  std::int64_t op(std::size_t i) const { return index(fault_.operations[i]); }
  std::int64_t index(OperationId id) const { return operations_.all[id].op().index; }

  boost::json::array ops() const {
    boost::json::array indices;
    for (const OperationId id : fault_.operations) indices.emplace_back(index(id));
    return indices;
  }

  boost::json::array values(const std::vector<Record>& records) const {
    boost::json::array values;
    for (const Record& record : records) {
      values.push_back(*operations_.messages[record.message].value);
    }
    return values;
  }

  boost::json::array offsets() const {
    boost::json::array offsets;
    for (const Record& record : fault_.records) offsets.emplace_back(*record.offset);
    return offsets;
  }

  void add_move(boost::json::object& fields) const {
    fields["values"] = values(fault_.records);
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
