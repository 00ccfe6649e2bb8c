// Processes that do not answer their init, and what is said of them.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>

#include "nodes/process/process_program.h"
#include "tests/nodes/process/cluster.h"

namespace eddy::nodes::process {
namespace TEST_FILE {

using namespace std::chrono_literals;
namespace json = boost::json;
using sim::Time;
using test::Cluster;
using test::FakeGuest;
using test::kN0;

// Its answer stays in a buffer until its input is closed.
class Unflushed final : public FakeGuest {
 public:
  using FakeGuest::FakeGuest;

 private:
  void told(const json::object& message) override { unflushed_ = message; }
  void input_closed() override {
    log("bye");
    reply(unflushed_, {{"type", "init_ok"}});
    end(End::Kind::exited, 0);
  }
  json::object unflushed_;
};

// Takes its time, or for ever, as its words say.
class Silent : public FakeGuest {
 public:
  using FakeGuest::FakeGuest;

 protected:
  void told(const json::object& /*message*/) override {}
};
class Murmuring final : public Silent {
 public:
  using Silent::Silent;

 private:
  void input_closed() override { print("init_ok"); }
};
class Complaining final : public Silent {
 public:
  using Silent::Silent;

 private:
  void started() override { log("no such file: data.json"); }
};
class Mistaken final : public Silent {
 public:
  using Silent::Silent;

 private:
  void told(const json::object& message) override {
    json::object other = message;
    other["body"] = {{"msg_id", 0}};
    reply(other, {{"type", "init_ok"}});
  }
};
class Thinking final : public Silent {
 public:
  using Silent::Silent;

 private:
  void told(const json::object& message) override {
    asked_ = message;
    wake_at(9'000'000'000);
  }
  void woken() override { reply(asked_, {{"type", "init_ok"}}); }
  json::object asked_;
};
class Quitting final : public Silent {
 public:
  using Silent::Silent;

 private:
  void told(const json::object& /*message*/) override { end(End::Kind::exited, 0); }
};
class Missing final : public Silent {
 public:
  using Silent::Silent;

 private:
  void started() override {
    end(End::Kind::not_started, 0, "could not be started: ./prog is not there");
  }
};

// When node n0 has failed, and why: "9.999 s: …".
template <class G>
std::string failure() {
  Cluster cluster;
  cluster.add_process<G>();
  cluster.begin();
  cluster.simulation.run_until(Time(30s));
  if (cluster.simulation.failures().empty()) return cluster.answers.back();
  const auto& failure = cluster.simulation.failures().front();
  return fmt::format("{} s: {}", sim::to_string(failure.at).substr(0, 5), failure.text);
}

TEST_CASE("process: one that answers init only when its input is closed does not flush") {
  CHECK(
      failure<Unflushed>() ==
      "9.999 s: answered only when its input was closed: it does not flush its standard output; "
      "in C: fflush(stdout); in C++: std::flush or std::endl; in Rust: "
      "std::io::stdout().flush(); in other languages: what empties the buffer of standard output");
}

TEST_CASE("process: one that does not answer init is said to, with what it has written instead") {
  CHECK(failure<Silent>() == "9.999 s: has not answered init within 10 s, and has written nothing");
  CHECK(failure<Murmuring>() ==
        "9.999 s: has not answered init within 10 s; when its input was closed it wrote init_ok");
  CHECK(
      failure<Complaining>() ==
      "9.999 s: has not answered init within 10 s; its last line on standard error: no such file: "
      "data.json");
  CHECK(failure<Mistaken>() ==
        "9.999 s: has not answered init within 10 s; it sent init_ok to c0 in reply to 0, but was "
        "asked by c0 under 1");
}

TEST_CASE("process: one that thinks before it answers init is waited for") {
  CHECK(failure<Thinking>() == "n0 is ready");
}

TEST_CASE("process: one that ends, or cannot be started, fails at once") {
  CHECK(failure<Quitting>() == "0.000 s: ended with status 0 before it answered init");
  CHECK(failure<Missing>() == "0.000 s: could not be started: ./prog is not there");
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes::process
