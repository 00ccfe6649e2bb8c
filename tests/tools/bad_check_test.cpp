// What `eddy check` cannot take is refused with one line: the file, the line and what was expected
// there; exit status 254, nothing on standard output, and no verdict.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>

#include "eddy/checkers/catalog.h"
#include "tests/tools/workplace.h"

namespace TEST_FILE {

namespace fs = std::filesystem;
using namespace eddy::testing;

void write(const Workplace& here, const std::string& name, const std::string& text) {
  std::ofstream(here.path() / name, std::ios::binary) << text;
}

void check_refused(const Outcome& outcome, const std::vector<std::string>& message) {
  CAPTURE(outcome.err);
  CHECK(outcome.status == 254);
  CHECK(outcome.out.empty());
  CHECK(is_one_sentence(outcome.err));
  for (const std::string& part : message) {
    CAPTURE(part);
    CHECK(contains(unwrapped(outcome.err), part));
  }
}

// The first model that heeds the option "--add", or the first that does not.
std::string model_that(bool heeds, std::string_view option) {
  for (const auto& entry : eddy::checkers::catalog()) {
    const auto heeded = words(entry.options);
    const bool found = std::find(heeded.begin(), heeded.end(), option.substr(2)) != heeded.end();
    if (found == heeds) return std::string(entry.name);
  }
  return "";
}

TEST_CASE("check: an unknown model is refused, the nearest and all known ones told") {
  const Workplace here;
  check_refused(here.eddy("check --model set-ful history.jsonl"),
                {"unknown model \"set-ful\"", "did you mean set-full?", "pn-counter", "bank"});
  write(here, "history.jsonl", "");
  check_refused(here.eddy("check history.jsonl"), {"which model?", "--model", "set-full"});
  check_refused(here.eddy("check --model '' history.jsonl"), {"which model?"});
  check_refused(here.eddy("check -m queeu"), {"did you mean queue?"});
}

TEST_CASE("check: words and options that mean nothing are refused") {
  const Workplace here;
  check_refused(here.eddy("check --model set one.jsonl two.jsonl"),
                {"stray word \"two.jsonl\": check takes one file"});
  check_refused(here.eddy("check --modle set"),
                {"unknown option --modle", "did you mean --model?"});
  check_refused(here.eddy("check --model"), {"--model needs an argument: --model NAME"});
  check_refused(here.eddy("check --model set --json=yes"), {"--json takes no argument"});
  check_refused(here.eddy("check --model set --drawings ''"), {"--drawings takes a directory"});
  for (const std::string option : {"--max-steps", "--max-memory"}) {
    for (const std::string number : {"0", "-1", "many", "1e9", "99999999999999999999"}) {
      check_refused(here.eddy("check --model set " + option + " " + number),
                    {option + " takes a whole number from 1", "\"" + number + "\""});
    }
  }
}

TEST_CASE("check: a bad argument of a model's option is refused, and the option by other models") {
  struct Case {
    std::string option;
    std::string argument;  // a bad one; none: it is a flag or takes anything
    std::string message;
    std::string good = "";  // none: it is a flag
  };
  const std::vector<Case> cases = {
      {"--consistency-models", "serializeable", "did you mean serializable?", "serializable"},
      {"--anomalies", "G-singel", "did you mean G-single", "G1a"},
      {"--linearizable-keys", "", ""},
      {"--sequential-keys", "", ""},
      {"--wfr-keys", "", ""},
      {"--session-order", "", ""},
      {"--initial", "{", "--initial takes a value as JSON", "7"},
      {"--failed-cas", "kept", "--failed-cas takes dropped or saw-another, got \"kept\"",
       "dropped"},
      {"--nil-read", "none", "--nil-read takes any or empty, got \"none\"", "any"},
      {"--add", "", "", "put"},
      {"--linearizable", "", ""},
      {"--sub-via", "asign", "unknown way to subscribe \"asign\", did you mean assign?", "assign"},
      {"--committed-offsets", "falling", "--committed-offsets takes any or rising, got \"falling\"",
       "any"},
      {"--ww-deps", "", ""},
      {"--total-amount", "much", "--total-amount takes a whole number, got \"much\"", "7"},
      {"--negative-balances", "", ""},
      {"--group-size", "0", "--group-size takes a whole number from 1 to 1000000, got \"0\"", "7"},
  };
  const Workplace here;
  for (const Case& c : cases) {
    CAPTURE(c.option);
    if (model_that(true, c.option).empty()) continue;
    if (!c.argument.empty()) {
      check_refused(
          here.eddy({"check", "--model", model_that(true, c.option), c.option, c.argument}),
          {c.message});
    }
    std::vector<std::string> words = {"check", "--model", model_that(false, c.option), c.option};
    if (!c.good.empty()) words.push_back(c.good);
    check_refused(here.eddy(words), {c.option + " means nothing to the model"});
  }
}

TEST_CASE("check: every option that a model heeds is one of the command") {
  const Workplace here;
  const std::string help = here.eddy("check --help").out;
  for (const auto& entry : eddy::checkers::catalog()) {
    for (const std::string& option : words(entry.options)) {
      CAPTURE(option);
      CHECK(contains(help, "--" + option + " "));
    }
  }
}

TEST_CASE("check: a file that cannot be read is told by its name") {
  const Workplace here;
  fs::create_directory(here.path() / "folder");
  check_refused(here.eddy("check --model set missing.jsonl"),
                {"cannot read missing.jsonl: No such file or directory"});
  check_refused(here.eddy({"check", "--model", "set", ""}), {"cannot read \"\""});
}

TEST_CASE("check: an operation that the model has no meaning for is told by its line") {
  const Workplace here;
  write(here, "history.jsonl",
        "{\"process\":0,\"type\":\"invoke\",\"f\":\"add\",\"value\":1}\n"
        "\n"
        "{\"process\":0,\"type\":\"ok\",\"f\":\"add\",\"value\":\"one\"}\n");
  check_refused(here.eddy("check --model counter history.jsonl"),
                {"history.jsonl line 3: op 1 of process 0", "expected"});
}

}  // namespace TEST_FILE
