// Ctrl-C: the first one asks the run to end and to say how far it came, the second one kills. A
// node that has not come back from its event a second after the first one is not asked twice.
#pragma once

#include <csignal>

namespace eddy::tools {

// Watches for SIGINT while it lives. At most one at a time.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  bool is_requested() const;

 private:
  struct sigaction before_ {};
  struct sigaction alarm_before_ {};
};

}  // namespace eddy::tools
