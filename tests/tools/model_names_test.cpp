// `eddy check --model` takes the names that other checkers have for our models, where they mean the
// same; for others the error says what to ask for.
#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "checkers/peer_name.h"
#include "tests/tools/workplace.h"

namespace TEST_FILE {

namespace fs = std::filesystem;
using namespace eddy::testing;
using eddy::checkers::peer_names;

const std::string kStale = R"({"process":0,"type":"invoke","f":"write","value":1}
{"process":0,"type":"ok","f":"write","value":1}
{"process":0,"type":"invoke","f":"cas","value":[1,2]}
{"process":0,"type":"ok","f":"cas","value":[1,2]}
{"process":1,"type":"invoke","f":"read","value":null}
{"process":1,"type":"ok","f":"read","value":1}
)";

Outcome refused(const Workplace& here, const std::string& model) {
  const Outcome outcome = here.eddy("check --model " + model + " history.jsonl");
  CHECK(outcome.status == 254);
  CHECK(outcome.out.empty());
  return outcome;
}

TEST_CASE("check: a peer's name judges as ours does, and the verdict has our name") {
  const Workplace here;
  std::ofstream(here.path() / "history.jsonl") << kStale;
  const Outcome ours = here.eddy("check --model register history.jsonl");
  CHECK(ours.status == 1);
  CHECK(ours.out.starts_with("invalid  register in history.jsonl\n"));
  for (const std::string name : {"cas-register", "linearizable"}) {
    CAPTURE(name);
    CHECK(here.eddy("check --model " + name + " history.jsonl").out == ours.out);
    const auto json = parse_json(here.eddy("check --json -m " + name + " history.jsonl").out);
    CHECK(json.at("model") == "register");
  }
}

TEST_CASE("check: each alias is taken, with the options of its model") {
  const Workplace here;
  std::ofstream(here.path() / "empty.jsonl") << "";
  for (const auto& peer : peer_names()) {
    if (!peer.is_alias()) continue;
    CAPTURE(peer.name);
    const auto check = [&](std::string_view model) {
      return here.eddy({"check", "--json", "--model", std::string(model), "empty.jsonl"});
    };
    const Outcome outcome = check(peer.name);
    CHECK(outcome.out == check(peer.model).out);
    CHECK(parse_json(outcome.out).at("model").as_string() == peer.model);
  }
  CHECK(here.eddy("check --model cas-register --initial 0 empty.jsonl").status == 2);
  CHECK(contains(here.eddy("check --model cas-register --add put empty.jsonl").err,
                 "--add means nothing to the model register"));
}

TEST_CASE("check: of a name that is no alias the error says what to ask for") {
  const Workplace here;
  CHECK(contains(unwrapped(refused(here, "broadcast").err),
                 "unknown model \"broadcast\": what Maelstrom calls so is --model set-full --add "
                 "broadcast\n"));
  CHECK(contains(unwrapped(refused(here, "comments").err),
                 "--model causal-reverse for the operations of one key"));
  for (const auto& peer : peer_names()) {
    if (peer.is_alias()) continue;
    CAPTURE(peer.name);
    CHECK(contains(unwrapped(refused(here, std::string(peer.name)).err),
                   "--model " + std::string(peer.model)));
  }
}

TEST_CASE("check: a consistency model in the place of a model is told as one") {
  const Workplace here;
  for (const std::string name : {"serializable", "sequential", "PL-3"}) {
    CHECK(contains(unwrapped(refused(here, name).err),
                   "it is a consistency model, --consistency-models " + name +
                       " of --model list-append or rw-register or commit-order\n"));
  }
  CHECK(contains(unwrapped(refused(here, "prefix").err),
                 "--consistency-models prefix of --model list-append or commit-order\n"));
}

TEST_CASE("check: the nearest name may be a peer's") {
  const Workplace here;
  CHECK(contains(unwrapped(refused(here, "cas-registr").err), "did you mean cas-register?"));
}

TEST_CASE("check: the help and HISTORIES.md list every alias, with its model") {
  const Workplace here;
  const std::string help = here.eddy("check --help").out;
  std::istringstream page(contents(fs::path(EDDY_SOURCE_DIR) / "checkers/HISTORIES.md"));
  std::vector<std::string> rows;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("| `")) rows.push_back(line);
  }
  for (const auto& peer : peer_names()) {
    const std::string name(peer.name);
    const std::string model(peer.model);
    CAPTURE(name);
    if (peer.is_alias()) CHECK(contains(help, "\n  " + name + " "));
    bool listed = false;
    for (const std::string& row : rows) {
      listed = listed || (contains(row, "`" + name + "`") && contains(row, "`" + model + "`"));
    }
    CHECK(listed);
  }
}

}  // namespace TEST_FILE
