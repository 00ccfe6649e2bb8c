// The hierarchy of consistency models: what each implies, which anomalies each proscribes.
//
// * One table (consistency_model.cpp) holds the facts; everything here is derived from it and from
//   the implications among anomalies (anomaly.h).
// * A model has one canonical name ("PL-2.99") and may have friendly ones ("repeatable-read"). Both
//   are understood everywhere; what people read has friendly names.
// * A model rules out what it proscribes and what the models that it implies proscribe, and
//   whatever implies one of these.
//
// Source: Elle's tables (https://github.com/jepsen-io/elle), which name Adya, Bailis, Cerone and
// others for each line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "eddy/checkers/transactional/models/anomaly.h"

namespace eddy::checkers {

// Which order beside the data's own dependencies a check has to look at. Real time includes the
// order of each process.
enum class SessionOrder { none, process, realtime };

// "none", "process" or "realtime".
std::string_view to_string(SessionOrder order);

// Every name of every model, sorted.
std::vector<std::string> model_names();

// "PL-3" for "serializable"; the name itself where it is one already. Throws BadInput, with the
// nearest name there is, at one that is no model's.
std::string canonical_model_name(std::string_view name);

// "serializable" for "PL-3", the name itself where there is none friendlier. Throws BadInput as
// above.
std::string friendly_model_name(std::string_view name);

// The models directly below, by their canonical names: what holds wherever the model does. Throws
// BadInput as above.
std::vector<std::string> directly_implied(std::string_view name);

// The canonical names, sorted, of lists such as "serializable,causal", "serializable, causal" or
// one name each. Throws BadInput as above, and where a list lacks a name between commas.
std::vector<std::string> parse_models(const std::vector<std::string>& lists);

// What must not be found if all these models are to hold, by Elle's tables and the anomalies that
// are ours (anomaly.h).
AnomalySet prohibited_by(const std::vector<std::string>& models);

// What must not be found beside that, for Elle's table of some models lacks what defines them.
AnomalySet prohibited_beyond(const std::vector<std::string>& models);

// What a check is asked to find: the models' anomalies, and all that imply one of `anomalies`,
// which without models are asked for alone. With neither it is strict-serializable's. The arguments
// are as written on a command line. Throws BadInput.
AnomalySet prohibited_anomalies(const std::vector<std::string>& models,
                                const std::vector<std::string>& anomalies);

// The same without what is prohibited only beyond Elle's table.
AnomalySet prohibited_by_table(const std::vector<std::string>& models,
                               const std::vector<std::string>& anomalies);

// The order without which some of these cannot be found as cycles; those that are ours are no
// cycles of Elle's.
SessionOrder order_needed(const AnomalySet& prohibited);

// The models that cannot hold, by their friendly names, sorted.
struct RuledOut {
  std::vector<std::string> weakest;  // "not": none of them is implied by another one ruled out
  std::vector<std::string> implied;  // "also-not": all that imply one of `weakest`

  bool operator==(const RuledOut&) const = default;
};

// What the presence of these anomalies rules out.
RuledOut ruled_out(const AnomalySet& found);

}  // namespace eddy::checkers
