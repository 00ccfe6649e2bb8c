// Node programs as a user writes them, with the whole command line. Some leak into a run what
// differs between two runs: --verify must catch each.
#include <boost/unordered/unordered_flat_map.hpp>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "eddy/sim/node.h"
#include "eddy/sim/protocol/echo.h"
#include "eddy/sim/protocol/lin_tso.h"
#include "eddy/sim/protocol/unique_ids.h"
#include "eddy/tools/command_line.h"
#include "tests/own_programs/hostile.h"

namespace {

using namespace eddy::sim;
using namespace std::chrono_literals;

struct Gossip {
  static constexpr std::string_view type = "gossip";
};
BOOST_DESCRIBE_STRUCT(Gossip, (), ())

// What is known of a peer; found by its address, as objects often are.
struct Peer {
  explicit Peer(NodeId peer) : id(peer) {}
  NodeId id;
};

// Tells the peers in the order of a map whose keys are addresses.
class ByAddress final : public Node {
 public:
  explicit ByAddress(Host& host) : Node(host) {
    on(&ByAddress::echo);
    on(&ByAddress::gossip);
    for (const NodeId peer : peers()) {
      peers_.push_back(std::make_unique<Peer>(peer));
      told_.emplace(peers_.back().get(), 0);
    }
  }

 private:
  Result<EchoOk> echo(const Echo& m) {
    for (auto& [peer, times] : told_) {
      ++times;
      send(peer->id, Gossip{});
    }
    return EchoOk{m.echo};
  }
  void gossip(const Gossip& /*m*/) {}

  std::vector<std::unique_ptr<Peer>> peers_;
  boost::unordered_flat_map<const Peer*, int> told_;
};

// Tells a peer that a variable chooses which all nodes of the process share, and all its runs.
class ByStatic final : public Node {
 public:
  explicit ByStatic(Host& host) : Node(host) {
    on(&ByStatic::echo);
    on(&ByStatic::gossip);
  }

 private:
  Result<EchoOk> echo(const Echo& m) {
    static std::size_t told = 0;
    send(nodes()[++told % nodes().size()], Gossip{});
    return EchoOk{m.echo};
  }
  void gossip(const Gossip& /*m*/) {}
};

// Fills a cache that outlives the run: only the first run of a process has to wait for it.
class Cache final : public Node {
 public:
  explicit Cache(Host& host) : Node(host) { on(&Cache::echo); }

 private:
  Task<Result<EchoOk>> echo(const Echo& m) {
    static bool filled = false;
    if (!filled) co_await sleep(std::chrono::milliseconds(1));
    filled = true;
    co_return EchoOk{m.echo};
  }
};

class Talkative final : public Node {
 public:
  explicit Talkative(Host& host) : Node(host) {
    log("{} is here", id().name());
    on(&Talkative::echo);
  }

 private:
  Result<EchoOk> echo(const Echo& m) {
    log("asked to echo");
    return EchoOk{m.echo};
  }
};

class Mute final : public Node {
 public:
  using Node::Node;
};

// Comes to a bad end at its third request.
class Doomed : public Node {
 public:
  Doomed(Host& host, void (*end)()) : Node(host), end_(end) { on(&Doomed::echo); }

 private:
  Result<EchoOk> echo(const Echo& m) {
    if (++asked_ == 3) {
      log("this is the end");
      end_();
    }
    return EchoOk{m.echo};
  }

  void (*end_)();
  int asked_ = 0;
};

// Deeper than any stack; the condition never holds.
[[gnu::noinline]] int descend(int depth) {
  volatile char room[4096];
  room[0] = static_cast<char>(depth);
  if (depth < 0) return room[0];
  return descend(depth + 1) + room[0];
}

// Looks for two labels, of which the one is often reached and the other never; comes by a third one
// in a run with an odd seed, more or less.
class Labelled final : public Node {
 public:
  explicit Labelled(Host& host) : Node(host) { on(&Labelled::echo); }
  std::optional<std::string> abstract() const override { return answered_ ? "busy" : "idle"; }

 private:
  Result<EchoOk> echo(const Echo& m) {
    host().sometimes("answered before", answered_);
    host().sometimes("sees the end of time", false);
    if (random().below(40) == 0) host().reachable("a lucky draw");
    answered_ = true;
    return EchoOk{m.echo};
  }
  bool answered_ = false;
};

class Segfaults final : public Doomed {
 public:
  explicit Segfaults(Host& host)
      : Doomed(host, [] {
          volatile int* nowhere = nullptr;
          *nowhere = 1;
        }) {}
};

class Aborts final : public Doomed {
 public:
  explicit Aborts(Host& host) : Doomed(host, [] { std::abort(); }) {}
};

class Overflows final : public Doomed {
 public:
  explicit Overflows(Host& host) : Doomed(host, [] { descend(0); }) {}
};

// Throws at its third request; where it has no other node, its end is another one.
class FailsInCompany final : public Doomed {
 public:
  FailsInCompany(Host& host, void (*end_alone)())
      : Doomed(
            host,
            host.nodes().size() < 2 ? end_alone : [] { throw std::runtime_error("no licence"); }) {}
};

void loop() {
  for (volatile bool goes_on = true; goes_on;) {
  }
}

class Loops final : public Doomed {
 public:
  explicit Loops(Host& host) : Doomed(host, &loop) {}
};

class Throws final : public Doomed {
 public:
  explicit Throws(Host& host) : Doomed(host, [] { throw std::runtime_error("no licence"); }) {}
};

// Says of itself that it may do something else the next time, and does.
class Unrepeatable final : public Node {
 public:
  explicit Unrepeatable(Host& host) : Node(host) { on(&Unrepeatable::echo); }

 private:
  Task<Result<EchoOk>> echo(const Echo& m) {
    static int asked = 0;
    host().unrepeatable("it counts what other runs did");
    const std::chrono::milliseconds delay(++asked % 7);
    co_await sleep(delay);
    co_return EchoOk{m.echo};
  }
};

class GivesUp final : public Node {
 public:
  explicit GivesUp(Host& host) : Node(host) { on(&GivesUp::echo); }

 private:
  Result<EchoOk> echo(const Echo& /*m*/) { host().give_up("waits for Godot"); }
};

// Numbers that a service gives out.
class Numbered final : public Node {
 public:
  explicit Numbered(Host& host) : Node(host) { on(&Numbered::generate); }

 private:
  Task<Result<GenerateOk>> generate(const Generate& /*m*/) {
    const lin_tso::Ts request;
    const auto reply = co_await rpc(kLinTso, request, std::chrono::seconds(1));
    if (!reply) co_return reply.error();
    co_return GenerateOk{reply->ts};
  }
};

// Answers after a delay.
class Late final : public Node {
 public:
  Late(Host& host, std::chrono::milliseconds delay) : Node(host), delay_(delay) { on(&Late::echo); }

 private:
  Task<Result<EchoOk>> echo(const Echo& m) {
    co_await sleep(delay_);
    co_return EchoOk{m.echo};
  }

  std::chrono::milliseconds delay_;
};

}  // namespace

// A first argument name=NAME is not for the command line: one more program has that name.
int main(int argc, char** argv) {
  std::vector<eddy::nodes::ProgramEntry> programs = {
      {"by-address", "echo", "LEAKS addresses", &make_node<ByAddress>},
      {"by-static", "echo", "LEAKS a counter from run to run", &make_node<ByStatic>},
      {"cache", "echo", "LEAKS from the first run into the next", &make_node<Cache>},
      {"talkative", "echo", "logs what it does", &make_node<Talkative>},
      {"mute", "echo", "answers nothing but init", &make_node<Mute>},
      {"segfaults", "echo", "writes to nowhere", &make_node<Segfaults>},
      {"hostile", "echo", "says what would do harm as markup", &make_node<Hostile>},
      {"labelled", "echo", "looks for labels", &make_node<Labelled>},
      {"aborts", "echo", "aborts", &make_node<Aborts>},
      {"overflows", "echo", "calls itself", &make_node<Overflows>},
      {"loops", "echo", "does not come back", &make_node<Loops>},
      {"throws", "echo", "throws", &make_node<Throws>},
      {"unrepeatable", "echo", "LEAKS, and says so", &make_node<Unrepeatable>},
      {"gives-up", "echo", "gives up when it is asked", &make_node<GivesUp>},
      {"numbered", "unique-ids", "asks lin-tso", &make_node<Numbered>},
  };
  for (const std::chrono::milliseconds delay : {20ms, 300ms}) {
    programs.push_back(
        {.name = "late-by-" + std::to_string(delay.count()),
         .workload = "echo",
         .summary = "answers late",
         .make = [delay](Host& host) { return std::make_unique<Late>(host, delay); }});
  }
  programs.push_back(
      {.name = "aborts-alone", .workload = "echo", .summary = "throws", .make = [](Host& host) {
         return std::make_unique<FailsInCompany>(host, [] { std::abort(); });
       }});
  programs.push_back(
      {.name = "loops-alone", .workload = "echo", .summary = "throws", .make = [](Host& host) {
         return std::make_unique<FailsInCompany>(host, &loop);
       }});
  const std::string_view first = argc > 1 ? argv[1] : "";
  if (constexpr std::string_view kName = "name="; first.starts_with(kName)) {
    programs.push_back({std::string(first.substr(kName.size())), "echo", "is named from outside",
                        &make_node<Mute>});
    argv[1] = argv[0];
    --argc;
    ++argv;
  }
  return eddy::command_line(argc, argv, programs);
}
