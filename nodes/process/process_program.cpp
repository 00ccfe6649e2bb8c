#include "nodes/process/process_program.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <filesystem>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <variant>

#include "base/text.h"
#include "eddy/sim/format.h"
#include "eddy/sim/protocol/init.h"
#include "eddy/sim/wire_id.h"
#include "nodes/process/flush_advice.h"
#include "nodes/process/node_directory.h"

namespace eddy::nodes::process {
namespace {

// What the lives of a node have in common.
struct LastingPart {
  LastingPart(const sim::Host& host, const std::filesystem::path& parent)
      : directory(parent, host.id().name()), node_draw(host.draw(sim::Purpose::process, 0)) {}
  NodeDirectory directory;
  std::uint64_t node_draw;
};

// A process works elsewhere, so that a path from here would be another one there. A name without a
// slash is looked for on the path.
std::vector<std::string> from_anywhere(std::vector<std::string> command) {
  if (!command.empty() && command.front().find('/') != std::string::npos)
    command.front() = std::filesystem::absolute(command.front());
  return command;
}

std::string signal_name(int number) {
  struct Named {
    int number;
    std::string_view name;
  };
  constexpr std::array kNames = {
      Named{SIGHUP, "SIGHUP"},   Named{SIGINT, "SIGINT"},   Named{SIGQUIT, "SIGQUIT"},
      Named{SIGILL, "SIGILL"},   Named{SIGTRAP, "SIGTRAP"}, Named{SIGABRT, "SIGABRT"},
      Named{SIGBUS, "SIGBUS"},   Named{SIGFPE, "SIGFPE"},   Named{SIGKILL, "SIGKILL"},
      Named{SIGSEGV, "SIGSEGV"}, Named{SIGPIPE, "SIGPIPE"}, Named{SIGALRM, "SIGALRM"},
      Named{SIGTERM, "SIGTERM"}, Named{SIGUSR1, "SIGUSR1"}, Named{SIGUSR2, "SIGUSR2"},
      Named{SIGXCPU, "SIGXCPU"}, Named{SIGSYS, "SIGSYS"}};
  const auto* found = std::find_if(kNames.begin(), kNames.end(),
                                   [number](const Named& one) { return one.number == number; });
  return found == kNames.end() ? fmt::format("the signal {}", number) : std::string(found->name);
}

// "init_ok to c0 in reply to 1".
std::string message_in_words(const Written& message) {
  std::string words = fmt::format("{} to {}", quotable(message.type, 40), message.dest);
  if (message.body.in_reply_to != 0)
    words += fmt::format(" in reply to {}", sim::written_id(message.body.in_reply_to));
  return words;
}

}  // namespace

sim::ProgramFactory as_program(ProcessOptions options, GuestMaker make) {
  options.command = from_anywhere(std::move(options.command));
  return [options = std::move(options),
          make = std::move(make)](sim::Host& host) -> std::unique_ptr<sim::Program> {
    std::shared_ptr<void>& kept = host.keepsake();
    if (!kept) kept = std::make_shared<LastingPart>(host, options.directory);
    const auto& lasting = *static_cast<const LastingPart*>(kept.get());
    const std::uint32_t life = host.incarnation();
    const GuestSetup setup{options.command,
                           lasting.directory.path(),
                           host.id().name(),
                           host.id().index(),
                           life,
                           host.draw(sim::Purpose::process, 1, life),
                           lasting.node_draw,
                           options.threads};
    auto program = std::make_unique<ProcessProgram>(host, options.command, make(setup),
                                                    lasting.directory.open_input());
    const auto& freeze = options.freeze;
    if (freeze && freeze->node == host.id().index() && freeze->at >= host.now())
      program->freeze(*freeze);
    return program;
  };
}

void ProcessProgram::freeze(const Freeze& freeze) {
  freeze_.emplace(host_, [this, look = freeze.look] {
    look(guest_->stand_still());
    host_.give_up("stood still to be looked at");
  });
  freeze_->set(freeze.at - host_.now());
}

ProcessProgram::ProcessProgram(sim::Host& host, std::vector<std::string> command,
                               std::unique_ptr<Guest> guest, std::unique_ptr<std::ostream> input)
    : host_(host),
      command_(std::move(command)),
      guest_(std::move(guest)),
      input_(std::move(input)),
      wake_(host, [this] { wake(); }),
      patience_(host, [this] { fail_by_silence(); }) {
  guest_->when_ready([this] { call(); });
  take(guest_->start(clocks(), host_.random()()));
}

void ProcessProgram::receive(const sim::Envelope& envelope) {
  if (envelope.body->type().name == sim::Init::type && envelope.msg_id != 0 && given_ == 0)
    expect_answer(envelope);
  const std::string line = to_line(envelope, given_++);
  if (input_) *input_ << line << std::flush;
  take(guest_->give(line, clocks(), host_.random()()));
}

// Whoever asks waits for ten seconds: what has happened is told before they are over.
void ProcessProgram::expect_answer(const sim::Envelope& init) {
  using namespace std::chrono_literals;
  constexpr sim::Duration kPatience = 10s - 1ms;
  init_ = Unanswered{init.src, init.msg_id};
  patience_.set(init.sent + kPatience - host_.now());
}

bool ProcessProgram::answers_init(const Written& message) const {
  return init_ && message.dest == init_->asked_by && message.body.in_reply_to == init_->msg_id;
}

void ProcessProgram::clock_was_set() { call(); }

// An event of its own, whatever it sleeps for.
void ProcessProgram::call() {
  is_called_ = true;
  wake_.set(sim::Duration(0));
}

ClockReading ProcessProgram::clocks() const {
  return {sim::nanoseconds(host_.monotonic()), sim::nanoseconds(host_.clock())};
}

void ProcessProgram::take(const Burst& burst) {
  tell_labels(burst);
  for (const Line& line : burst.lines) {
    if (line.stream == Stream::error) {
      log_error(line.text);
    } else if (!is_blank(line.text)) {
      send(read(line.text));
    }
  }
  if (burst.end) fail_by(*burst.end);
  wake_at_ = burst.wake_at;
  wake_later();
}

void ProcessProgram::tell_labels(const Burst& burst) {
  for (const std::string& why : burst.unrepeatable) host_.unrepeatable(why);
}

void ProcessProgram::log_error(const std::string& line) {
  constexpr std::size_t kKept = 5;
  constexpr std::size_t kMostBytes = 200;
  host_.log("{}", valid_utf8(line));
  if (is_blank(line)) return;
  last_errors_.push_back(quotable(line, kMostBytes));
  if (last_errors_.size() > kKept) last_errors_.pop_front();
}

Written ProcessProgram::read(const std::string& line) const {
  auto message = read_message(line, {host_.id(), host_.nodes().size()});
  if (const auto* flaw = std::get_if<WireFlaw>(&message))
    throw std::runtime_error(flaw->what + last_errors());
  return std::get<Written>(std::move(message));
}

void ProcessProgram::send(Written message) {
  if (answers_init(message)) {
    init_.reset();
    patience_.cancel();
  } else if (init_ && init_->answered_instead.empty()) {
    init_->answered_instead = message_in_words(message);
  }
  const std::uint64_t msg_id = message.body.msg_id;
  const std::uint64_t in_reply_to = message.body.in_reply_to;
  host_.send(sim::Outgoing{message.dest, msg_id, in_reply_to,
                           host_.written(message.type, std::move(message.body))});
}

void ProcessProgram::wake() {
  if (!is_called_ && wake_at_ && clocks().monotonic < *wake_at_) {
    wake_later();  // its clock has become slower
    return;
  }
  is_called_ = false;
  take(guest_->wake(clocks(), host_.random()()));
}

void ProcessProgram::wake_later() {
  if (is_called_) {
    wake_.set(sim::Duration(0));
  } else if (wake_at_) {
    wake_.set(sim::Duration(*wake_at_ - clocks().monotonic));
  } else {
    wake_.cancel();
  }
}

void ProcessProgram::fail_by(const End& end) {
  if (end.kind == End::Kind::given_up) host_.give_up(end.text);
  if (end.kind == End::Kind::not_started) throw std::runtime_error(end.text);
  std::string text = end.kind == End::Kind::exited
                         ? fmt::format("ended with status {}", end.code)
                         : fmt::format("was ended by {}", signal_name(end.code));
  if (init_ || given_ == 0) text += " before it answered init";
  throw std::runtime_error(text + last_errors());
}

void ProcessProgram::fail_by_silence() {
  const Unanswered init = *init_;
  const Burst burst = guest_->close_input(clocks(), host_.random()());
  tell_labels(burst);
  std::string unread;
  bool is_answered = false;
  for (const Line& line : burst.lines) {
    if (line.stream == Stream::error) {
      log_error(line.text);
    } else if (!is_blank(line.text)) {
      auto message = read_message(line.text, {host_.id(), host_.nodes().size()});
      const auto* written = std::get_if<Written>(&message);
      is_answered |= written != nullptr && answers_init(*written);
      if (unread.empty()) unread = quotable(line.text, 120);
    }
  }
  if (is_answered) {
    throw std::runtime_error(
        "answered only when its input was closed: it does not flush its standard output; " +
        flush_advice(command_));
  }
  if (burst.end && burst.end->kind == End::Kind::given_up) fail_by(*burst.end);
  std::string text = "has not answered init within 10 s";
  if (!init.answered_instead.empty()) {
    text += fmt::format("; it sent {}, but was asked by {} under {}", init.answered_instead,
                        init.asked_by, sim::written_id(init.msg_id));
  } else if (!unread.empty()) {
    text += "; when its input was closed it wrote " + unread;
  } else if (last_errors_.empty()) {
    text += ", and has written nothing";
  }
  throw std::runtime_error(text + last_errors());
}

std::string ProcessProgram::last_errors() const {
  if (last_errors_.empty()) return "";
  return fmt::format("; its last {} on standard error: {}",
                     last_errors_.size() == 1 ? "line" : "lines", fmt::join(last_errors_, " | "));
}

}  // namespace eddy::nodes::process
