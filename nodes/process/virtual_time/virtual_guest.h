// A process under virtual time: the same seed, the same bursts.
#pragma once

#include <memory>

#include "nodes/process/guest.h"
#include "nodes/process/guest_setup.h"

namespace eddy::nodes::process {

std::unique_ptr<Guest> make_virtual_guest(const GuestSetup& setup);

}  // namespace eddy::nodes::process
