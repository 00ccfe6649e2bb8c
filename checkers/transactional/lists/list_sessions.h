// What single transactions show to be wrong with one list: internal, future-read; and lost-update,
// which several show that read the same. See list_findings.h.
#pragma once

#include "checkers/transactional/lists/list_versions.h"
#include "eddy/checkers/transactional/report/found_anomalies.h"

namespace eddy::checkers {

// Adds what is wrong with the key that the versions are turned to.
void add_session_findings(const ListVersions& versions, FoundAnomalies& findings);

}  // namespace eddy::checkers
