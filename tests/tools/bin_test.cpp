// eddy test --bin: a program of any language is run, stored, replayed and searched as ours are.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "base/sha256.h"
#include "tests/tools/bin_programs.h"
#include "tests/tools/run_results.h"
#include "tests/tools/workplace.h"

namespace TEST_FILE {

namespace fs = std::filesystem;
using namespace eddy::testing;

std::string sha256_of(const fs::path& file) {
  eddy::Sha256 hash;
  hash.add(contents(file));
  return hash.digest();
}

std::string text_at(const boost::json::value& results, std::string_view name) {
  return std::string(results.at(name).as_string());
}

// Answers with what its arguments are.
void write_telling_echo(const Workplace& here) {
  write_script(here.path() / "telling",
               fmt::format("echo \"$#:$1:$2\" >&2\nexec '{}' stdio --node echo", EDDY_BINARY));
}

TEST_CASE(
    "--bin: the program's path, arguments and SHA-256 are in the results, and the line again") {
  if (!has_virtual_time()) return;
  const Workplace here;
  write_telling_echo(here);
  const std::string line = "-w echo --bin ./telling --node-count 2 --time-limit 5 -- --flag 'a b'";
  const auto results = results_of_run(here, line);
  CHECK(results.at("valid?") == true);
  CHECK(results.at("deterministic") == true);
  CHECK_FALSE(results.as_object().contains("not-deterministic-because"));
  CHECK(results.at("node") == "telling");
  CHECK(text_at(results.at("bin"), "path") == (here.path() / "telling").string());
  CHECK(results.at("bin").at("arguments") == boost::json::array{"--flag", "a b"});
  CHECK(text_at(results.at("bin"), "sha256") == sha256_of(here.path() / "telling"));
  const std::string reproduce = text_at(results, "reproduce");
  CHECK(
      reproduce.ends_with("test -w echo --bin ./telling --node-count 2 --time-limit 5 --seed 5 "
                          "-- --flag 'a b'"));
  const Outcome again = here.shell(reproduce + " --json");
  CHECK(again.status == 0);
  const Outcome same = here.shell(reproduce);
  CHECK(same.status == 0);
  CHECK(contains(same.out, text_at(results, "fingerprint")));
  CHECK(same.out.starts_with("valid  echo with telling, 2 nodes, seed 5\n"));
  CHECK(contains(contents(here.path() / "store/latest/node-logs/n1.log"), "2:--flag:a b"));
}

TEST_CASE("--bin: each node's input and working directory are stored beside the results") {
  if (!has_virtual_time()) return;
  const Workplace here;
  write_script(here.path() / "noting",
               fmt::format("echo here > kept\nexec '{}' stdio --node echo", EDDY_BINARY));
  REQUIRE(results_of_run(here, "-w echo --bin noting --node-count 2").at("valid?") == true);
  for (const std::string node : {"n0", "n1"}) {
    CHECK(contains(contents(here.path() / "store/latest" / (node + ".stdin")), "\"init\""));
    CHECK(contents(here.path() / "store/latest/nodes" / node / "kept") == "here\n");
  }
  const Outcome fed =
      here.shell(fmt::format("'{}' stdio --node echo < store/latest/n1.stdin", EDDY_BINARY));
  CHECK(contains(fed.out, "init_ok"));
  CHECK(contains(fed.out, "echo_ok"));
}

TEST_CASE("--bin: a word without a slash is a file here, or a program that the shell would find") {
  if (!has_virtual_time()) return;
  const Workplace here;
  const fs::path folder = here.path() / "bin";
  fs::create_directory(folder);
  write_script(folder / "findable", fmt::format("exec '{}' stdio --node echo", EDDY_BINARY));
  const std::string rest = " test -w echo --bin findable --node-count 1 --no-store --json";
  const std::string eddy = fmt::format("'{}'", EDDY_BINARY);
  CHECK(contains(here.shell(eddy + rest).err, "--bin findable: there is no such file"));
  const Outcome found =
      here.shell(fmt::format("PATH=\"{}:$PATH\" {}", folder.string(), eddy + rest));
  REQUIRE(found.status == 0);
  CHECK(text_at(parse_json(found.out).at("bin"), "path") == (folder / "findable").string());
}

TEST_CASE("--bin: a stored run is replayed from anywhere") {
  if (!has_virtual_time()) return;
  const Workplace here;
  write_program(here, "echo");
  const auto results = results_of_run(here, "-w echo --bin ./echo --node-count 2");
  fs::create_directory(here.path() / "elsewhere");
  const Outcome replayed = here.shell(
      fmt::format("cd elsewhere && '{}' replay ../store/latest --json --no-store", EDDY_BINARY));
  CHECK(replayed.status == 0);
  CHECK(replayed.err.empty());
  CHECK(parse_json(replayed.out).at("fingerprint") == results.at("fingerprint"));
  CHECK(parse_json(replayed.out).at("bin") == results.at("bin"));
}

TEST_CASE("--bin: a replay tells of another file, and goes on") {
  if (!has_virtual_time()) return;
  const Workplace here;
  write_program(here, "echo");
  const auto results = results_of_run(here, "-w echo --bin ./echo --node-count 2");
  std::ofstream(here.path() / "echo", std::ios::app) << "# changed\n";
  const Outcome replayed = here.eddy("replay store/latest --json");
  CHECK(replayed.status == 0);
  CHECK(contains(replayed.err,
                 "/echo is another file than store/latest/scenario.json was made with"));
  CHECK(is_one_sentence(replayed.err));
  const auto now = parse_json(replayed.out);
  CHECK(now.at("fingerprint") == results.at("fingerprint"));
  CHECK(text_at(now.at("bin"), "sha256") == sha256_of(here.path() / "echo"));
  CHECK(now.at("bin") != results.at("bin"));
}

TEST_CASE("--bin: a program that was moved is found where the command says, or missed in words") {
  if (!has_virtual_time()) return;
  const Workplace here;
  fs::create_directory(here.path() / "old");
  write_script(here.path() / "old/echo", fmt::format("exec '{}' stdio --node echo", EDDY_BINARY));
  REQUIRE(here.shell(fmt::format("cd old && '{}' test -w echo --bin ./echo --store ../store "
                                 "--node-count 1 --seed 1",
                                 EDDY_BINARY))
              .status == 0);
  fs::rename(here.path() / "old/echo", here.path() / "echo");
  CHECK(here.eddy("replay store/latest --no-store").status == 0);
  fs::remove(here.path() / "echo");
  CHECK(here.refusal_of("replay store/latest --no-store") ==
        fmt::format("store/latest/scenario.json runs the program {}: there is no such file; name a "
                    "program that can be run",
                    (here.path() / "old/echo").string()));
}

TEST_CASE("--bin: --verify, faults, and a trace") {
  if (!has_virtual_time()) return;
  const Workplace here;
  write_program(here, "lin-kv-proxy");
  const Outcome outcome = here.eddy(
      "test -w lin-kv --bin ./lin-kv-proxy --node-count 3 --rate 20 --time-limit 9 --seed 2 "
      "--nemesis partition,pause,kill --nemesis-interval 1 --verify --trace");
  CAPTURE(outcome.out);
  CHECK(outcome.status == 0);
  CHECK(contains(outcome.out, "verified      two more runs, the same events in all\n"));
  CHECK(contains(outcome.out, "× kill"));
  CHECK(contains(contents(here.path() / "store/latest/trace.jsonl"), "\"lin-kv\""));
}

TEST_CASE("--ours: nodes of ours and theirs in one cluster") {
  if (!has_virtual_time()) return;
  const Workplace here;
  write_program(here, "lin-kv-proxy");
  const std::string line = "-w lin-kv --bin ./lin-kv-proxy --node-count 3 --time-limit 5";
  const auto mixed = results_of_run(here, line +
                                              " --ours n0,n2=lin-kv-proxy --ours n1=lin-kv-proxy "
                                              "--node-count 4");
  CHECK(mixed.at("valid?") == true);
  CHECK(fs::exists(here.path() / "store/latest/n3.stdin"));
  for (const std::string node : {"n0", "n1", "n2"})
    CHECK_FALSE(fs::exists(here.path() / "store/latest" / (node + ".stdin")));
  CHECK(contains(text_at(mixed, "reproduce"),
                 " --ours n0,n2=lin-kv-proxy --ours n1=lin-kv-proxy --node-count 4"));
}

TEST_CASE("--threads: told to the program's runs, and kept in the scenario") {
  if (!has_virtual_time()) return;
  const Workplace here;
  write_program(here, "echo");
  const std::string line = "-w echo --bin ./echo --node-count 1 --time-limit 2";
  const auto threads = [&](const std::string& more) {
    const auto results = results_of_run(here, line + more);
    const auto scenario = parse_json(contents(here.path() / "store/latest/scenario.json"));
    return text_at(results, "reproduce") + ": " +
           text_at(scenario.at("options").at("run").at("external"), "threads");
  };
  CHECK(threads("").ends_with("--bin ./echo --node-count 1 --time-limit 2 --seed 5: drawn"));
  CHECK(threads(" --threads fifo")
            .ends_with("--threads fifo --node-count 1 --time-limit 2 --seed 5: fifo"));
}

TEST_CASE("--bin: figures and a plan of a run need no run") {
  if (!has_virtual_time()) return;
  const Workplace here;
  write_program(here, "echo");
  CHECK(here.eddy("test -w echo --bin ./echo --expect help").status == 0);
  const Outcome planned = here.eddy("plan -w echo --bin ./echo --seed 3 -- -v");
  CHECK(planned.status == 0);
  CHECK(parse_json(planned.out).at("options").at("run").at("external").at("command") ==
        boost::json::array{"./echo", "-v"});
  const Outcome replayed = here.shell(fmt::format(
      "'{0}' plan -w echo --bin ./echo --seed 3 | '{0}' replay - --no-store", EDDY_BINARY));
  CHECK(replayed.status == 0);
}

}  // namespace TEST_FILE
