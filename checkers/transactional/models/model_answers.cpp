#include "checkers/transactional/models/model_answers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <array>
#include <boost/algorithm/string/trim.hpp>

#include "eddy/base/ensure.h"
#include "eddy/base/named_enum.h"
#include "eddy/checkers/bad_input.h"
#include "eddy/checkers/transactional/commits/commit_level.h"
#include "eddy/checkers/transactional/models/consistency_model.h"

namespace eddy::checkers {

BOOST_DESCRIBE_ENUM(Answer, refused, inferred, decided)

namespace {

constexpr std::string_view kLists = "list-append";
constexpr std::string_view kRegisters = "rw-register";
constexpr std::string_view kCommits = "commit-order";
constexpr std::array kAnswering = {kLists, kRegisters, kCommits};

// What commit-order decides says commit_level.h.
struct AnswerRow {
  std::string_view model;  // by canonical name
  Answer lists;
  Answer registers;
};

constexpr Answer kYes = Answer::decided;
constexpr Answer kMaybe = Answer::inferred;
constexpr Answer kNo = Answer::refused;

// Weaker models first, as far as they have an order.
constexpr std::array kAnswers = {
    AnswerRow{"monotonic-reads", kYes, kNo},
    AnswerRow{"monotonic-writes", kYes, kNo},
    AnswerRow{"read-your-writes", kYes, kNo},
    AnswerRow{"writes-follow-reads", kYes, kNo},
    AnswerRow{"PRAM", kYes, kNo},
    AnswerRow{"causal", kYes, kMaybe},
    AnswerRow{"sequential", kYes, kMaybe},
    AnswerRow{"linearizable", kYes, kMaybe},
    AnswerRow{"PL-1", kYes, kMaybe},
    AnswerRow{"strong-session-PL-1", kYes, kMaybe},
    AnswerRow{"strong-PL-1", kYes, kMaybe},
    AnswerRow{"PL-2", kYes, kMaybe},
    AnswerRow{"strong-session-PL-2", kYes, kMaybe},
    AnswerRow{"strong-PL-2", kYes, kMaybe},
    AnswerRow{"PL-CS", kMaybe, kMaybe},
    AnswerRow{"PL-2L", kYes, kNo},
    AnswerRow{"PL-MSR", kYes, kNo},
    AnswerRow{"PL-2+", kYes, kMaybe},
    AnswerRow{"PL-FCV", kYes, kMaybe},
    AnswerRow{"PL-3U", kYes, kNo},
    AnswerRow{"monotonic-atomic-view", kYes, kMaybe},
    AnswerRow{"read-atomic", kYes, kMaybe},
    AnswerRow{"update-atomic", kYes, kMaybe},
    AnswerRow{"causal-cerone", kYes, kMaybe},
    AnswerRow{"parallel-snapshot-isolation", kYes, kMaybe},
    AnswerRow{"prefix", kYes, kNo},
    AnswerRow{"PL-SI", kYes, kMaybe},
    AnswerRow{"strong-session-snapshot-isolation", kYes, kMaybe},
    AnswerRow{"strong-snapshot-isolation", kYes, kMaybe},
    AnswerRow{"PL-2.99", kYes, kMaybe},
    AnswerRow{"1SR", kYes, kMaybe},
    AnswerRow{"view-serializable", kYes, kNo},
    AnswerRow{"session-serializable", kYes, kMaybe},
    AnswerRow{"PL-3", kYes, kMaybe},
    AnswerRow{"strong-session-serializable", kYes, kMaybe},
    AnswerRow{"PL-SS", kYes, kMaybe},
};

// The models asked for; of none, what is then asked for.
std::vector<std::string> asked_models(const std::vector<std::string>& lists) {
  std::vector<std::string> models = parse_models(lists);
  if (models.empty()) models = {canonical_model_name("strict-serializable")};
  return models;
}

// Another checker that decides the model, of the same histories before one of others; empty where
// there is none.
std::string_view decider_for(std::string_view checker, std::string_view model) {
  const bool of_registers = checker != kLists;
  const std::array order = {of_registers ? kCommits : kLists, of_registers ? kLists : kCommits};
  for (const std::string_view other : order) {
    if (other != checker && answer_of(other, model) == Answer::decided) return other;
  }
  return "";
}

std::string refusal_of(std::string_view checker, std::string_view model) {
  std::string line =
      fmt::format("{} looks at nothing that makes {}", checker, friendly_model_name(model));
  const std::string_view decider = decider_for(checker, model);
  if (decider.empty()) return line + "; --model rw-register may find that it does not hold";
  line += fmt::format("; --model {} decides it", decider);
  return decider == kLists ? line + ", of histories of lists" : line;
}

}  // namespace

std::string_view to_string(Answer answer) { return eddy::name_of(answer); }

std::span<const std::string_view> answering_checkers() { return kAnswering; }

Answer answer_of(std::string_view checker, std::string_view model) {
  const std::string canonical = canonical_model_name(model);
  if (checker == kCommits) return level_of_model(canonical) ? kYes : kNo;
  const auto* row = std::find_if(kAnswers.begin(), kAnswers.end(),
                                 [&](const AnswerRow& r) { return r.model == canonical; });
  ensure(row != kAnswers.end(), "every model has its row");
  return checker == kLists ? row->lists : row->registers;
}

void require_answers(std::string_view checker, const std::vector<std::string>& models) {
  for (const std::string& model : asked_models(models)) {
    if (answer_of(checker, model) == Answer::refused) throw BadInput(refusal_of(checker, model));
  }
}

void add_remarks(std::string_view checker, const CheckOptions& options, Verdict& verdict) {
  const std::vector<std::string>& models = options.consistency_models;
  const bool for_anomalies_alone = models.empty() && !options.anomalies.empty();
  if (verdict.validity != Validity::valid || for_anomalies_alone) return;
  std::vector<std::string> decided;
  std::vector<std::string> open;
  for (const std::string& model : asked_models(models)) {
    if (answer_of(checker, model) != Answer::inferred) continue;
    (decider_for(checker, model) == kCommits ? decided : open)
        .push_back(friendly_model_name(model));
  }
  if (!decided.empty())
    verdict.evidence.push_back(
        fmt::format("{}: nothing found; `--model {}` decides", fmt::join(decided, ", "), kCommits));
  if (!open.empty())
    verdict.evidence.push_back(
        fmt::format("{}: nothing found, which no checker decides", fmt::join(open, ", ")));
}

std::string answers_as_markdown() {
  std::string text = "| model |";
  std::string line = "|---|";
  for (const std::string_view checker : kAnswering) {
    text += fmt::format(" `{}` |", checker);
    line += "---|";
  }
  text += "\n" + line + "\n";
  for (const AnswerRow& row : kAnswers) {
    text += fmt::format("| `{}` |", friendly_model_name(row.model));
    for (const std::string_view checker : kAnswering)
      text += fmt::format(" {} |", to_string(answer_of(checker, row.model)));
    text += '\n';
  }
  return text;
}

std::string answers_as_text() {
  std::string text = fmt::format("  {:<33}", "");
  for (const std::string_view checker : kAnswering) text += fmt::format("  {:<12}", checker);
  boost::trim_right(text);
  text += '\n';
  for (const AnswerRow& row : kAnswers) {
    std::string line = fmt::format("  {:<33}", friendly_model_name(row.model));
    for (const std::string_view checker : kAnswering)
      line += fmt::format("  {:<12}", to_string(answer_of(checker, row.model)));
    boost::trim_right(line);
    text += line + '\n';
  }
  return text;
}

}  // namespace eddy::checkers
