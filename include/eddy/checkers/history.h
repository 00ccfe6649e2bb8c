// The history: what the clients invoked and what they got, in the order in which it happened.
//
// * Operations are events, not calls: a call is an `invoke` and, if it ever ended, one completion
//   of the same process.
// * The position in `History::ops` is the order of events. `index` only strictly increases; a
//   history from elsewhere may leave gaps.
// * A completion's `value` is authoritative. `ok`: it took effect. `fail`: it did not. `info`: it
//   may take effect at any time from its invocation on, or never; a call without a completion is
//   the same.
// * A process has one outstanding call at a time. After an `info` the client goes on under another
//   process number.
// * A history owns its values and knows nothing of a simulation; checkers read it and never change
//   it.
// * Where a history is made for a checker that says so (catalog.h), or by a workload that does, an
//   array that grows from one operation to the next is stored once: see Op::base. Everywhere else
//   `value` is the whole value.
//
// The terms, and the names of the fields in JSON, are those of Jepsen
// (https://github.com/jepsen-io/jepsen).
#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace eddy::checkers {

// The process of events that are the nemesis' and not a client's. In JSON it is the string
// "nemesis".
inline constexpr std::int64_t kNemesis = -1;

// The base of operations that have none. Positions have 32 bits: histories have fewer than 2^32
// events.
inline constexpr std::uint32_t kNoBase = std::numeric_limits<std::uint32_t>::max();

enum class OpType { invoke, ok, fail, info };

// "invoke", "ok", "fail" or "info".
std::string_view to_string(OpType type);

// The inverse of to_string; nothing for any other word.
std::optional<OpType> parse_op_type(std::string_view name);

// The node of operations of which it is not known.
inline constexpr std::int32_t kNoNode = -1;

// One event of a history.
struct Op {
  std::int64_t index = 0;
  std::int64_t time = 0;     // virtual time, ns
  std::int64_t process = 0;  // a client's number from 0 up, or kNemesis
  OpType type = OpType::invoke;
  std::string f;             // what was asked for: "read", "broadcast" …; "" where none is named
  boost::json::value value;  // null when there is none
  boost::json::value error;  // null when there is none; on `fail` and `info` why
  bool final_op = false;  // belongs to the final phase; JSON key "final?", written only when true

  // The whole value is the first `kept` elements of the whole value of the operation at position
  // `base`, an earlier one, followed by the elements of `value`, an array. No operation is the base
  // of two. kNoBase: `value` is whole.
  std::uint32_t kept = 0;
  std::uint32_t base = kNoBase;

  // Asked after the load, to see whether all works again: counts in no figure of the load. JSON
  // "phase": "recovery".
  bool recovery = false;

  // Which node was asked, 3 for n3, where that is known. In no file.
  std::int32_t node = kNoNode;

  bool is_client() const { return process != kNemesis; }
};

// May arrays that share a beginning be stored once (Op::base)?
enum class Sharing { off, on };

// Must every operation of a client name its function?
enum class Naming { required, optional };

struct History {
  std::vector<Op> ops;
  // By position, the line in which it begins, from 1 up; empty when it was not read from text.
  std::vector<std::uint32_t> lines;
};

// The value of the operation at that position, with all that it shares with earlier ones.
boost::json::value whole_value(const History& history, std::size_t position);

// A call of a client: positions in `History::ops` of its invocation and, if it ended, of its
// completion.
struct Call {
  std::uint32_t invocation = 0;
  std::optional<std::uint32_t> completion;
};

// The calls of a history, in the order of their invocations. The nemesis' events are not calls. A
// completion without an invocation is a call whose invocation it is itself. If a process invokes
// again before its outstanding call has ended, that call is left out; no history of a run has one.
// O(n).
std::vector<Call> pair_calls(const History& history);

// One line of JSON without its newline, the keys in the order index, time, process, type, f, value,
// error, phase, final?. The last three are left out when null and false. REQUIRES: `value` is
// whole.
void append_json(std::string& out, const Op& op);

// The history as JSON lines.
void write_json_lines(std::ostream& out, const History& history);

// One line for a person without its newline: process, type, f, value and, if there is one, the
// error, tab-separated as in Jepsen's history.txt. REQUIRES: `value` is whole.
void append_text(std::string& out, const Op& op);

// The history as `history.txt`.
void write_text(std::ostream& out, const History& history);

}  // namespace eddy::checkers
