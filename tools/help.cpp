#include "tools/help.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>

#include "checkers/transactional/models/model_answers.h"
#include "eddy/checkers/bad_input.h"
#include "tools/arguments.h"
#include "tools/check_request.h"
#include "tools/wrapping.h"

namespace eddy::tools {
namespace {

using checkers::BadInput;

// {0}: how the program was called. {1}: the models of `check`, {2}: their consistency models. The
// examples are run by a test, one after another in one directory.
struct Footer {
  std::string_view subcommand;
  std::string_view text;
};

constexpr Footer kFooters[] = {
    {"", R"(
All about a subcommand: {0} help SUBCOMMAND

Examples:
  {0} test -w echo
  {0} test -w echo --bin ./echo
  {0} test -w broadcast --node-count 25 --rate 100 --latency 100ms --nemesis partition --seed 7
  {0} test -w broadcast --node broadcast-flood --loss 0.1 --test-count 100
  {0} sweep -w broadcast --nemesis partition --seeds 0..99
  {0} check store/latest
  {0} replay store/latest
  {0} nodes broadcast
  {0} topology --topology grid --node-count 25

Exit status: 0 valid, 1 invalid, 2 unknown, 254 bad arguments, 255 a fault of Eddy's.
)"},
    {"test", R"(
What a program of --bin sees, what differs from language to language and what is said of its mistakes: docs/programs.md. Times are in the unit that the option tells, or have one of their own: ns, us, ms, s, min, h.

Examples:
  {0} test -w unique-ids --rate 1000 --time-limit 30s --availability total --nemesis partition
  {0} test -w broadcast --node broadcast-efficient --node-count 25 --rate 100 --latency 100ms --time-limit 20s --expect 'servers.msgs-per-op < 30' --expect 'stable-latency.p50 < 400ms'
  {0} test -w broadcast --nemesis partition,loss --nemesis-interval 2s --json --no-store
  {0} test -w broadcast --expect help
  {0} test -w echo --bin ./echo --node-count 3 --nemesis partition -- --flag value

Exit status: 0 valid, 1 invalid, 2 unknown, 254 bad arguments, 255 a fault of Eddy's or two runs of one seed that differ.
)"},
    {"sweep", R"(
All of a seed's run is told by one line of sweep.jsonl: docs/sweep.md. Of a program of --bin nothing is known: its climates draw what Maelstrom's programs have to stand, partitions, loss, lateness and pauses; --nemesis kill,partition and --duplicate ask for more. Times are in the unit that the option tells, or have one of their own: ns, us, ms, s, min, h.

Examples:
  {0} sweep -w broadcast --seeds 0..99 --time-limit 20s
  {0} sweep -w broadcast --node broadcast-flood --loss 0.1 --seeds 0..199 --stop-after 3 --name lossy
  {0} sweep --resume
  {0} sweep -w echo --bin ./echo --seeds 0..9
  {0} sweep -w echo --plain --seeds 0..99 --budget 10m --jobs 2 --junit sweep.xml --json

Exit status: 0 all valid, 1 one is invalid, 2 none is invalid and one unknown (one in twenty may be, for too few tries), 130 interrupted, 254 bad arguments, 255 a fault of Eddy's or two runs of one seed that differ.
)"},
    {"merge", R"(
What came of the whole sweep, and what is missing: docs/sweep.md.

Examples:
  {0} sweep -w echo --seeds 0..99 --name halves --shard 1/2
  {0} sweep -w echo --seeds 0..99 --name halves --shard 2/2
  {0} merge store/echo/sweep-halves-shard-*
  {0} merge store/echo/sweep-halves-shard-2-of-2 store/echo/sweep-halves-shard-1-of-2 --output joined --json

Exit status: as of sweep, but 2 where seeds are missing and no run is invalid.
)"},
    {"plan", R"(
The form of a scenario: docs/scenario.md.

Examples:
  {0} plan -w echo --seed 7
  {0} plan -w lin-kv --nemesis partition --time-limit 20s -o cut.json
  {0} replay cut.json

Exit status: 0 written, 254 bad arguments, 255 a fault of Eddy's.
)"},
    {"replay", R"(
Judged by the criteria in the scenario, but for those that are given. The form of a scenario: docs/scenario.md.

Examples:
  {0} test -w broadcast --time-limit 10s
  {0} replay store/latest
  {0} replay store/latest/scenario.json --expect 'servers.msgs-per-op < 30' --no-store
  {0} plan -w echo | {0} replay - --verify

Exit status: 0 valid, 1 invalid, 2 unknown, 254 bad arguments or a scenario that cannot be read, 255 a fault of Eddy's or two runs of it that differ.
)"},
    {"minimise", R"(
The smallest run is stored as any other, with its story, a picture of it and a doctest case: docs/minimise.md.

Examples:
  {0} minimise -w broadcast --node broadcast-flood --node-count 25 --loss 0.01 --seed 6
  {0} sweep -w broadcast --node broadcast-flood --plain --loss 0.1 --seeds 0..19 --name lossy
  {0} minimise store/broadcast/sweep-lossy --group 1 --budget 500
  {0} minimise -w pn-counter --node pn-counter-once --nemesis partition --seed 0 --keys 20 --json

Exit status: 0 a smallest run is told, 130 interrupted, with the smallest run so far, 254 bad arguments or a run that does not fail, 255 a fault of Eddy's or two runs that differ.
)"},
    {"explain", R"(
Of a failing run: the event before which few branches fail, and after which many do: docs/explain.md. With --value, --key, --operation or --at: what concerns it, of any run.

Examples:
  {0} explain -w pn-counter --node pn-counter-once --nemesis partition --seed 0
  {0} test -w broadcast --node broadcast-flood --loss 0.1 --time-limit 20 --seed 1
  {0} explain store/latest --value 12
  {0} explain store/latest --operation 3 --at n1 --json

Exit status: 0 something is told, 130 interrupted, with what was seen so far, 254 bad arguments or a run that does not fail, 255 a fault of Eddy's or two runs that differ.
)"},
    {"report", R"(
One HTML file that needs no network: docs/report.md. The run is made again from its scenario; a run without findings opens at what was slowest.

Examples:
  {0} test -w broadcast --node broadcast-flood --nemesis partition --seed 1
  {0} report store/latest
  {0} report store/latest --finding 2 --format svg -o finding.svg
  {0} report -w lin-kv --node lin-kv-raft-stale --seed 1 --out stale.html
  {0} plan -w broadcast --node broadcast-flood --nemesis partition --seed 2 -o other.json
  {0} report store/latest --against other.json

Exit status: 0 written, 130 interrupted, 254 bad arguments, a run that is another one than was stored, or a file that cannot be written, 255 a fault of Eddy's.
)"},
    {"serve", R"(
Lists what is stored, and makes the page of a run when it is asked for. Only this machine can reach it; from another: ssh -L 7357:127.0.0.1:7357 HOST.

Examples:
  {0} serve
  {0} serve --store results --port 8080

Exit status: 0 ended by Ctrl-C, 254 bad arguments, no store or a port in use, 255 a fault of Eddy's.
)"},
    {"diff", R"(
Both runs are made again from their scenarios.

Examples:
  {0} plan -w broadcast --time-limit 5 --seed 7 -o one.json
  {0} plan -w broadcast --time-limit 5 --seed '7@100>5' -o other.json
  {0} diff one.json other.json
  {0} diff one.json one.json --json

Exit status: 0 the runs are the same, 1 they part, 254 bad arguments, 255 a fault of Eddy's.
)"},
    {"check", R"(
Models:
{1}
Consistency models of transactions. Decided: as far as the history tells. Inferred: what is wrong may be missed. Refused: nothing is looked at.
{2}
What the operations and values of each model are: checkers/HISTORIES.md, with examples.

Examples:
  {0} test -w g-set
  {0} check store/latest
  {0} check --model set-full store/latest/history.jsonl
  gzip -c store/latest/history.jsonl | {0} check --model set-full --linearizable --json
  {0} test -w txn-list-append
  {0} check --model list-append --consistency-models serializable --drawings cycles store/latest/history.jsonl

Exit status: 0 valid, 1 invalid, 2 unknown, 254 bad arguments or a history that cannot be read.
)"},
    {"nodes", R"(
Examples:
  {0} nodes
  {0} nodes broadcast
  {0} nodes lin-kv-raft
)"},
    {"topology", R"(
Examples:
  {0} topology --topology tree3 --node-count 40
  {0} topology --topology ring --node-count 12 --dot > ring.dot
)"},
    {"maelstrom", R"(
`eddy maelstrom test` takes the options of Maelstrom's test, and of `eddy test`; so does a link to the program that is called maelstrom. Options without a meaning here are left out, and named. In place of serve, doc and demo: `eddy serve`, `eddy manual`, `eddy nodes`.

Examples:
  {0} maelstrom test -w echo --bin ./echo --node-count 1 --time-limit 10
  {0} maelstrom test -w unique-ids --bin ./unique-ids --time-limit 30 --rate 1000 --node-count 3 --availability total --nemesis partition

Exit status: as of test.
)"},
    {"stdio", R"(
Messages come from standard input and go to standard output, a line of JSON each; logs go to standard error. It runs in real time, until standard input ends. How Maelstrom runs it: docs/stdio.md.

Examples:
  echo '{{"src":"c0","dest":"n0","body":{{"type":"init","msg_id":1,"node_id":"n0","node_ids":["n0"]}}}}' | {0} stdio --node echo
  {0} stdio --node lin-kv-raft --seed 7 < /dev/null

Exit status: 0 standard input has ended, 1 the node has failed, 254 bad arguments, 255 standard output cannot be written.
)"},
    {"completion", R"(
What `cmake --install` puts where shells look for it. Else, in ~/.bashrc or ~/.zshrc:

  source <({0} completion bash)

Examples:
  {0} completion bash > eddy.bash
  {0} completion zsh > _eddy
)"},
    {"manual", R"(
Examples:
  {0} manual > eddy.1
  {0} manual --markdown > options.md
)"},
};

constexpr std::size_t kLabels = 32;       // the columns of options
constexpr std::size_t kNarrowLabels = 8;  // where there is no room for text beside them
constexpr std::size_t kWide = 76;

}  // namespace

HelpFormatter::HelpFormatter(std::size_t columns) : columns_(columns) {
  column_width(columns >= kWide ? kLabels : kNarrowLabels);
}

std::string HelpFormatter::row(const std::string& label, const std::string& text) const {
  const std::size_t indent = get_column_width();
  std::string line = fmt::format("  {:<{}}", label, indent - 2);
  if (width_of(line) > indent || line.back() != ' ') line += fmt::format("\n{:{}}", "", indent);
  return line + wrapped(text, {columns_, indent, indent}) + '\n';
}

std::string HelpFormatter::make_group(std::string group, bool is_positional,
                                      std::vector<const CLI::Option*> options) const {
  std::string text = fmt::format("{}:\n", group);
  for (const CLI::Option* option : options) text += make_option(option, is_positional);
  return text;
}

std::string HelpFormatter::make_positionals(const CLI::App* app) const {
  const std::string text = Formatter::make_positionals(app);
  return text.empty() ? text : text + '\n';
}

std::string HelpFormatter::make_usage(const CLI::App* app, std::string name) const {
  std::string usage = Formatter::make_usage(app, std::move(name));
  while (usage.ends_with('\n')) usage.pop_back();
  return wrapped(usage, {columns_, 0, 2}) + "\n\n";
}

std::string HelpFormatter::make_subcommands(const CLI::App* app,
                                            CLI::AppFormatMode /*mode*/) const {
  const auto subcommands = app->get_subcommands({});
  if (subcommands.empty()) return "";
  std::string text = "\nSubcommands:\n";
  for (const CLI::App* sub : subcommands) text += make_subcommand(sub);
  return text;
}

std::string HelpFormatter::make_option(const CLI::Option* option, bool is_positional) const {
  return row(make_option_name(option, is_positional) + make_option_opts(option),
             make_option_desc(option));
}

std::string HelpFormatter::make_subcommand(const CLI::App* sub) const {
  return row(sub->get_name(), sub->get_description());
}

std::string HelpFormatter::make_footer(const CLI::App* app) const {
  const std::string text = app->get_footer();
  const auto begin = std::min(text.find_first_not_of('\n'), text.size());
  return wrapped_lines(std::string_view(text).substr(begin), columns_);
}

std::string HelpFormatter::make_description(const CLI::App* app) const {
  return wrapped(app->get_description(), {columns_}) + '\n';
}

std::string footer(std::string_view subcommand, const std::string& command) {
  const auto* found =
      std::find_if(std::begin(kFooters), std::end(kFooters),
                   [subcommand](const Footer& f) { return f.subcommand == subcommand; });
  if (found == std::end(kFooters)) return "";
  // Long to make, and told in one of them.
  const bool has_answers = found->text.find("{2}") != std::string_view::npos;
  return fmt::format(fmt::runtime(found->text), command, list_of_models(),
                     has_answers ? checkers::answers_as_text() : std::string());
}

std::vector<std::string> with_help_option(std::vector<std::string> arguments,
                                          const std::vector<std::string>& subcommands) {
  const auto is_subcommand = [&](const std::string& word) {
    return std::find(subcommands.begin(), subcommands.end(), word) != subcommands.end();
  };
  if (arguments.size() == 2 && arguments[1] == "help" && is_subcommand(arguments[0])) {
    arguments[1] = "--help";
  }
  if (arguments.empty() || arguments[0] != "help") return arguments;
  if (arguments.size() > 2) {
    throw BadInput(fmt::format("stray word \"{}\": help takes one topic of {}", arguments[2],
                               fmt::join(subcommands, ", ")));
  }
  const std::string topic = arguments.size() == 2 ? arguments[1] : "help";
  if (topic == "help" || topic == "--help" || topic == "-h") return {"--help"};
  if (!is_subcommand(topic)) throw BadInput(unknown_name("help topic", topic, subcommands));
  return {topic, "--help"};
}

}  // namespace eddy::tools
