// libFuzzer: whatever can be read as a history is judged within the budget, the same way twice, or
// refused. `fuzz_checker --model=NAME …`; `fuzz_checker --models` lists the names.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>

#include <boost/json/serialize.hpp>

#include "eddy/checkers/bad_input.h"
#include "eddy/checkers/catalog.h"
#include "eddy/checkers/history_reader.h"
#include "eddy/checkers/same_failure.h"
#include "tests/fuzz/history_mutator.h"

namespace {

using namespace eddy::checkers;

const CheckerEntry* checker = nullptr;

// What a run of the checker may take, some tenths of a second.
constexpr Budget kBudget{200'000, std::size_t{64} << 20U};

// FNV-1a: options that an input is judged with go with its bytes, so that it can be tried again.
std::uint32_t hash(std::string_view text) {
  std::uint32_t hash = 2166136261U;
  for (const char c : text) hash = (hash ^ static_cast<std::uint8_t>(c)) * 16777619U;
  return hash;
}

CheckOptions draw_options(std::uint32_t bits) {
  CheckOptions options;
  options.budget = kBudget;
  const auto next = [&bits] {
    bits = bits * 1664525U + 1013904223U;
    return (bits >> 16U) % 2 == 0;
  };
  if (next()) options.consistency_models = {next() ? "serializable" : "strong-session-PL-2"};
  if (next() && next()) options.consistency_models = {next() ? "causal" : "read-atomic"};
  options.linearizable_keys = next() && next();
  options.sequential_keys = next() && next();
  options.wfr_keys = next();
  if (next()) options.initial = 0;
  if (next()) options.failed_cas = FailedCas::saw_another;
  if (next()) options.nil_read = NilRead::empty;
  options.linearizable = next();
  if (next()) options.sub_via = {"assign", "subscribe"};
  options.ww_deps = next();
  options.negative_balances = next();
  if (next()) options.group_size = 2;
  options.session_order = next();
  options.rising_offsets = next();
  return options;
}

std::string text_of_verdict(const History& history, const CheckOptions& options) {
  try {
    const Verdict verdict = judge(*checker, history, options);
    std::string text = boost::json::serialize(results_object(verdict));
    text += boost::json::serialize(to_json(reported("", verdict.findings)));
    if (is_failing(verdict.validity) == verdict.findings.empty()) std::abort();
    for (const std::string& line : verdict.evidence) text += '\n' + line;
    for (const Drawing& drawing : verdict.drawings) text += drawing.name + drawing.text;
    for (const Figure& figure : verdict.figures) text += figure.name;
    return text;
  } catch (const BadInput& bad) {
    return bad.what();
  }
}

}  // namespace

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  for (int i = 1; i < *argc; ++i) {
    const std::string_view word = (*argv)[i];
    if (word == "--models") {
      for (const CheckerEntry& entry : catalog()) std::puts(std::string(entry.name).c_str());
      std::exit(0);
    }
    constexpr std::string_view kModel = "--model=";
    if (word.starts_with(kModel)) checker = find_checker(word.substr(kModel.size()));
  }
  if (checker == nullptr) {
    std::fputs("which model? --model=NAME, one of those that --models lists\n", stderr);
    std::exit(254);
  }
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::uint32_t bits = hash(text);
  ReadOptions read;
  read.shape = bits % 8 == 0 ? HistoryShape::completions_only : HistoryShape::paired;
  read.sharing = checker->sharing;
  read.naming = checker->naming;
  std::istringstream in(text);
  std::optional<History> history;
  try {
    history = read_history(in, read);
  } catch (const HistoryError&) {
    return -1;  // not to be kept: what cannot be read is for the readers' fuzzers
  }
  const CheckOptions options = draw_options(bits);
  const std::string verdict = text_of_verdict(*history, options);
  if (text_of_verdict(*history, options) != verdict) std::abort();
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned int seed) {
  if (seed % 8 == 0) return LLVMFuzzerMutate(data, size, most);
  const std::string text =
      eddy::fuzz::mutate_lines({reinterpret_cast<const char*>(data), size}, most, seed / 8);
  std::memcpy(data, text.data(), text.size());
  return text.size();
}
