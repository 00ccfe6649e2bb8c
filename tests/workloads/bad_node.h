// For tests of node programs that misbehave.
#pragma once

#include "eddy/sim/protocol/echo.h"
#include "eddy/sim/protocol/lin_kv.h"
#include "eddy/testing.h"

namespace eddy::testing {

using namespace std::chrono_literals;

template <class Program>
sim::NodeProgram bad_program() {
  return {"bad", &sim::make_node<Program>};
}

inline workloads::Options options_for(std::string_view workload) {
  workloads::Options options;
  options.plan.workload = workload;
  options.run.program = "bad";
  options.run.seed = 1;
  options.run.node_count = 3;
  options.run.time_limit = 10s;
  return options;
}

template <class Program>
workloads::Experiment experiment(std::string_view workload) {
  return experiment(options_for(workload), bad_program<Program>());
}

inline std::string evidence_of(const workloads::Experiment& done) {
  std::string text;
  for (const std::string& line : done.results.evidence) text += line + '\n';
  return text;
}

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

inline double figure(const workloads::Experiment& done, std::string_view name) {
  const auto* found = done.results.figure(name);
  REQUIRE(found != nullptr);
  return found->value.value_or(-1);
}

// A program for echo that does one thing more; `act` says what, before it answers.
template <class Derived>
class Echoing : public sim::Node {
 public:
  explicit Echoing(sim::Host& host) : Node(host) { on(&Echoing::echo); }

 private:
  sim::Result<sim::EchoOk> echo(const sim::Echo& m) {
    static_cast<Derived&>(*this).act();
    return sim::EchoOk{m.echo};
  }
};

// Of lin-kv: refuses everything, with one error.
template <sim::ErrorCode code>
class RefusingStore final : public sim::Node {
 public:
  explicit RefusingStore(sim::Host& host) : Node(host) {
    on(&RefusingStore::read);
    on(&RefusingStore::write);
    on(&RefusingStore::cas);
  }

 private:
  sim::Result<sim::lin_kv::ReadOk> read(const sim::lin_kv::Read& /*m*/) { return error(); }
  sim::Result<sim::lin_kv::WriteOk> write(const sim::lin_kv::Write& /*m*/) { return error(); }
  sim::Result<sim::lin_kv::CasOk> cas(const sim::lin_kv::Cas& /*m*/) { return error(); }
  static sim::Error error() { return {code, "no"}; }
};

}  // namespace eddy::testing
