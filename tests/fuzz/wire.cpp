// libFuzzer: whatever a process writes, it is a message, which another process is told in the same
// words, or one line that says what is wrong.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/text.h"
#include "nodes/process/wire.h"

namespace {

using namespace eddy;
using nodes::process::Writer;
using nodes::process::Written;

constexpr Writer kWriter{sim::NodeId::node(0), 3};

void require(bool holds) {
  if (!holds) std::abort();
}

void require_readable(std::string_view what) {
  constexpr std::size_t kMostBytes = 1000;
  require(!what.empty() && what.size() < kMostBytes && valid_utf8(what) == what);
  for (const char c : what) require(static_cast<unsigned char>(c) >= ' ');
}

// As the wire carries it from n0 to whom it is for.
sim::Envelope envelope_of(const Written& message, sim::BodyPool& pool) {
  return {kWriter.self, message.dest, message.body.msg_id, message.body.in_reply_to,
          pool.written(message.type, message.body)};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view line(reinterpret_cast<const char*>(data), size);
  line = line.substr(0, line.find('\n'));
  if (nodes::process::is_blank(line)) return 0;
  const auto result = nodes::process::read_message(line, kWriter);
  if (const auto* flaw = std::get_if<nodes::process::WireFlaw>(&result)) {
    require_readable(flaw->what);
    return 0;
  }
  const auto& message = std::get<Written>(result);
  sim::BodyPool pool;
  const sim::Envelope envelope = envelope_of(message, pool);
  std::string told = nodes::process::to_line(envelope, 7);
  require(!told.empty() && told.find('\n') == told.size() - 1);
  require(message.body.text.empty() || told.find(message.body.text) != std::string::npos);
  told.pop_back();
  // Told on by a process that claims to be who it was told by.
  const auto again = nodes::process::read_message(told, kWriter);
  require(std::holds_alternative<Written>(again));
  const auto& same = std::get<Written>(again);
  require(same.dest == message.dest && same.type == message.type);
  require(same.body.msg_id == message.body.msg_id);
  require(same.body.in_reply_to == message.body.in_reply_to);
  require(same.body.claimed_sender == message.body.claimed_sender);
  require(message.body.text.empty() || same.body.text == message.body.text);
  const sim::Envelope second = envelope_of(same, pool);
  require(second.body->hash() == envelope.body->hash());
  return 0;
}
